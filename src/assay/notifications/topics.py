"""What people are told about, and how each person wants to hear of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.notifications.models import MailChoice, Reach

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Topic:
    """A line of the matrix: kinds of notices that people choose together; `reach` is how they come until a person chooses."""

    name: str
    label: Promise | str
    reach: Reach = Reach.AT_ONCE


topics: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("batches", _("A batch is sent to you for a decision")),
        Topic("decisions", _("Decisions on what you sent")),
        Topic("comments", _("Comments in a review")),
        Topic("due", _("Due dates, decisions to release, and who decides while somebody is away")),
        Topic("other", _("Anything else that concerns your work")),
    )
}


def reach_of(people: "Iterable[User]", topic: str) -> dict[int, Reach]:
    """Return how each person wants to hear of a topic, by primary key, in one query."""
    usual = topics[topic].reach
    keys = [person.pk for person in people]
    chosen = dict(MailChoice.objects.filter(user__in=keys, topic=topic).values_list("user", "reach"))
    return {key: Reach(chosen.get(key, usual)) for key in keys}


def choices_of(person: "User") -> dict[str, Reach]:
    """Return the person's line of the matrix for every topic."""
    chosen = dict(MailChoice.objects.filter(user=person).values_list("topic", "reach"))
    return {name: Reach(chosen.get(name, topic.reach)) for name, topic in topics.items()}


@transaction.atomic
def choose(*, person: "User", chosen: Mapping[str, Reach]) -> None:
    """Keep how a person wants to hear of topics; a private setting leaves no event."""
    rows = [MailChoice(user=person, topic=name, reach=reach) for name, reach in chosen.items()]
    MailChoice.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "topic"], update_fields=["reach"])

"""How the facts about guests read."""

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.history.sentences import Said, Telling, say
from assay.review.ahead.sentences import day_in_words
from assay.review.guests.models import Guest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from assay.history.models import Event

SENTENCES = {
    "guest_invited": gettext_lazy("%(who)s invited %(guest)s to read batch %(batch)s until %(day)s"),
    "guest_changed": gettext_lazy("%(who)s let %(guest)s read batch %(batch)s until %(day)s"),
    "guest_ended": gettext_lazy("%(who)s took the invitation of %(guest)s to batch %(batch)s back"),
}


def guests_of(events: "Iterable[Event]") -> dict[uuid.UUID, str]:
    """Return the names of the guests whom facts are about; no query where there are none."""
    uids = {uuid.UUID(event.data["guest"]) for event in events if "guest" in event.data}
    return {person.uid: str(person) for person in User.objects.filter(uid__in=uids)} if uids else {}


def told(verb: str) -> "Callable[[Telling], Said | None]":
    """Return how the facts of one verb read, for those who may open the batch."""

    def sentence(telling: Telling) -> Said | None:
        batch, data = telling.known.get(telling.event.subject), telling.event.data
        if batch is None:
            return None
        guest = telling.known.get(uuid.UUID(data["guest"]), _("somebody"))
        words = telling.words(batch=batch, guest=guest, day=day_in_words(data["until"]))
        return Said(str(SENTENCES[verb]) % words, "person")

    return sentence


def in_words(people: "Iterable[User]") -> dict[int, list[str]]:
    """Return of which batches people are guests now, in one query for all; for the list of the demonstration."""
    words: dict[int, list[str]] = {}
    for one in Guest.objects.live().filter(user__in=[person.pk for person in people]).select_related("batch__skill"):
        words.setdefault(one.user_id, []).append(_("Guest of batch %(batch)s") % {"batch": one.batch})
    return words


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    for verb in SENTENCES:
        say("batch", verb, told(verb))

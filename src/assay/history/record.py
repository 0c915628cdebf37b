"""Write facts; always the last thing of a transaction, so that positions follow the order of commits."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max

from assay.history.models import Counter, Event

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Fact:
    """One change of one thing; `change` is its optimistic lock, or None for a thing that has none."""

    subject_type: str
    subject: uuid.UUID
    verb: str
    change: int | None = None
    skill: uuid.UUID | None = None
    revision: int | None = None
    state_after: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


ON_BEHALF: "list[Callable[[User, Fact], dict[str, Any]]]" = []
"""What says that somebody acts for another one: {"for": uid} joins the fact's data; registered in `ready()`."""


def take(name: str, count: int = 1) -> int:
    """Return the first of `count` numbers of a counter; its row stays locked until the transaction ends."""
    if not Counter.objects.filter(name=name).update(value=F("value") + count):
        Counter.objects.get_or_create(name=name)
        Counter.objects.filter(name=name).update(value=F("value") + count)
    return Counter.objects.values_list("value", flat=True).get(name=name) - count + 1


def record(facts: Sequence[Fact], *, by: "User | None", at: datetime, transaction: uuid.UUID | None = None) -> list[Event]:
    """Append `facts` in their order, sharing one transaction id; call it once, at the end of the transaction."""
    if not facts:
        return []
    first = take("events", len(facts))
    changes = next_changes([fact.subject for fact in facts if fact.change is None])
    shared = transaction or uuid.uuid4()
    return Event.objects.bulk_create(
        Event(
            position=first + n,
            transaction=shared,
            subject_type=fact.subject_type,
            subject=fact.subject,
            change=changes[fact.subject] if fact.change is None else fact.change,
            verb=fact.verb,
            actor=by,
            at=at,
            skill=fact.skill,
            revision=fact.revision,
            state_after=fact.state_after,
            data=fact.data | on_behalf_of(by, fact),
        )
        for n, fact in enumerate(facts)
    )


def on_behalf_of(by: "User | None", fact: Fact) -> dict[str, Any]:
    """Return for whom somebody acts, where a room above knows it."""
    return {key: value for ask in ON_BEHALF for key, value in ask(by, fact).items()} if by else {}


def next_changes(subjects: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the next number of each subject that has no lock of its own; the counter's row lock makes it safe."""
    found = Event.objects.filter(subject__in=subjects).values_list("subject").annotate(last=Max("change"))
    last = dict(found.order_by())
    return {subject: last.get(subject, 0) + 1 for subject in subjects}

"""What a guest's first page shows: their batch, how far it is decided, and until when they read it."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from assay.descriptors.models import Batch, Revision
from assay.review.batch_lines import CHIPS, OUTCOMES
from assay.review.guests.models import Guest
from assay.review.guests.reading import invitations_of, rounds_read_by
from assay.review.talk.reading import Counted, counted_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One descriptor as it was sent, its outcome, and what is said about it."""

    round: Any
    comments: Counted

    @property
    def chip(self) -> dict[str, str]:
        """Return the state in this batch."""
        outcome = self.round.outcome
        return {"kind": CHIPS[outcome], "label": str(OUTCOMES[outcome])}


@dataclass(frozen=True)
class Invited:
    """A batch for its guest."""

    guest: Guest
    lines: "Sequence[Line]"

    @property
    def batch(self) -> Batch:
        """Return the batch."""
        found: Batch = self.guest.batch
        return found

    @property
    def decided(self) -> int:
        """Return how many are decided."""
        return sum(line.round.outcome is not None for line in self.lines)

    @property
    def commented(self) -> int:
        """Return about how many something is said."""
        return sum(bool(line.comments.total) for line in self.lines)


def rounds_as_sent(user: "User") -> "QuerySet[Any]":
    """Return the rounds that a guest reads in the order in which they were sent, each with the name that it was sent under."""
    sent = Revision.objects.filter(descriptor=OuterRef("descriptor"), number=OuterRef("version_sent"))
    section = Subquery(sent.values("wsos_section__name")[:1])
    rounds = rounds_read_by(user).annotate(name=Subquery(sent.values("criterion_name")[:1]), section=section)
    return rounds.select_related("descriptor").order_by(F("batch"), "pk")


def invited_to(user: "User") -> "list[Invited]":
    """Return the batches of a guest, what ends first on top, in a constant number of queries."""
    guests = (
        invitations_of(user).select_related("batch__skill", "batch__sent_by", "batch__competition", "invited_by").order_by("ends_at", "pk")
    )
    rounds = list(rounds_as_sent(user))
    counts = counted_for(user, [one.descriptor_id for one in rounds])
    lines = {
        batch: [Line(one, counts.get(one.descriptor_id, Counted())) for one in rows]
        for batch, rows in groupby(rounds, key=lambda one: one.batch_id)
    }
    return [Invited(guest, lines.get(guest.batch_id, [])) for guest in guests]


@dataclass(frozen=True)
class Place:
    """Where a round stands among those that its guest reads in the batch."""

    number: int
    total: int
    previous: Any
    following: Any


def place_of(round_: Any, user: "User") -> Place:
    """Return the place of a round, with the ones beside it."""
    rounds = list(rounds_read_by(user).filter(batch=round_.batch_id).select_related("descriptor").order_by("pk"))
    at = next(number for number, one in enumerate(rounds) if one.pk == round_.pk)
    beside = [None, *rounds, None]
    return Place(at + 1, len(rounds), beside[at], beside[at + 2])

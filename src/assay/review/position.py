"""Where a descriptor stands in its batch, and what comes next; for a Skill Advisor a decision that waits for release is one."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value

from assay.accounts.models import User
from assay.descriptors.models import Batch
from assay.review.batches import submissions_visible_to
from assay.review.deciding.reading import decisions_visible_to
from assay.standards.roles import roles_of


@dataclass(frozen=True)
class Place:
    """One descriptor of a batch."""

    uid: uuid.UUID
    undecided: bool
    is_own: bool


@dataclass(frozen=True)
class Position:
    """The places of a batch in their order, the number of the one shown (from 0), and whether its reader decides."""

    places: list[Place]
    index: int
    decides: bool

    @property
    def number(self) -> int:
        """Return the position as people count."""
        return self.index + 1

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.places)

    @property
    def decided(self) -> int:
        """Return how many have a decision."""
        return sum(not place.undecided for place in self.places)

    @property
    def next(self) -> Place | None:
        """Return where to go on: the next one that the reader can decide, going round once; for other readers the next in the list."""
        behind, ahead = self.places[: self.index], self.places[self.index + 1 :]
        return self.wanted([*ahead, *behind]) if self.decides else next(iter(ahead), None)

    @property
    def previous(self) -> Place | None:
        """Return the one before, in the same sense."""
        behind, ahead = self.places[: self.index], self.places[self.index + 1 :]
        return self.wanted([*reversed(behind), *reversed(ahead)]) if self.decides else next(reversed(behind), None)

    def wanted(self, places: list[Place]) -> Place | None:
        """Return the first undecided one that is not own work, or None."""
        return next((place for place in places if place.undecided and not place.is_own), None)


def position_of(descriptor_uid: uuid.UUID, batch: Batch, reader: User) -> Position:
    """Return where a descriptor stands among those of its batch that the reader may open."""
    decides = batch.skill_id in roles_of(reader).sa
    waits = (
        Exists(decisions_visible_to(reader).filter(submission=OuterRef("pk"), release=None, left_out_at=None)) if decides else Value(False)
    )
    found = submissions_visible_to(reader).filter(batch=batch).annotate(waits=waits)
    places = [
        Place(uid, outcome is None and not kept, is_own)
        for uid, outcome, kept, is_own in found.values_list("descriptor__uid", "outcome", "waits", "is_own")
    ]
    index = next((number for number, place in enumerate(places) if place.uid == descriptor_uid), 0)
    return Position(places, index, decides=decides)

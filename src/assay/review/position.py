"""Where a descriptor stands in its batch, and what comes next; for a Skill Advisor a decision that waits for release is one."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Value

from assay.accounts.models import User
from assay.descriptors.models import Batch
from assay.review.batch_page import batch_page
from assay.review.batches import submissions_visible_to
from assay.review.deciding.reading import decisions_visible_to
from assay.review.trail import Trail
from assay.standards.roles import roles_of


@dataclass(frozen=True)
class Place:
    """One descriptor of a batch; `is_past`: looked at on the way, and out of its filter since."""

    uid: uuid.UUID
    undecided: bool
    is_own: bool
    is_past: bool = False


@dataclass(frozen=True)
class Position:
    """The places of a batch in their order, the number of the one shown (from 0), whether its reader decides, and the filter in words."""

    places: list[Place]
    index: int
    decides: bool
    among: str = ""

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
        missed = [place for place in behind if not place.is_past]
        return self.wanted([*ahead, *missed]) if self.decides else next(iter(ahead), None)

    @property
    def previous(self) -> Place | None:
        """Return the one before, in the same sense."""
        behind, ahead = self.places[: self.index], self.places[self.index + 1 :]
        return self.wanted([*reversed(behind), *reversed(ahead)]) if self.decides else next(reversed(behind), None)

    def wanted(self, places: list[Place]) -> Place | None:
        """Return the first undecided one that is not own work, or None."""
        return next((place for place in places if place.undecided and not place.is_own), None)


def position_of(descriptor_uid: uuid.UUID, batch: Batch, reader: User, *, trail: Trail, at: datetime) -> Position:
    """Return where a descriptor stands among those of its batch that the reader may open, or among those of the trail."""
    if trail:
        page = batch_page(batch, reader, trail=trail, at=at)
        lines = page.way_through(descriptor_uid)
        places = [Place(line.submission.descriptor.uid, line.undecided, line.submission.is_own, page.is_past(line)) for line in lines]
        return Position(places, index_of(descriptor_uid, places), page.advises, page.shown_kind if page.trail.show else "")
    decides = batch.skill_id in roles_of(reader).sa
    places = places_of(batch, reader, decides=decides)
    return Position(places, index_of(descriptor_uid, places), decides)


def places_of(batch: Batch, reader: User, *, decides: bool) -> list[Place]:
    """Return the whole batch as it was sent, in one query."""
    waits = (
        Exists(decisions_visible_to(reader).filter(submission=OuterRef("pk"), release=None, left_out_at=None)) if decides else Value(False)
    )
    found = submissions_visible_to(reader).filter(batch=batch).annotate(waits=waits)
    return [
        Place(uid, outcome is None and not kept, is_own)
        for uid, outcome, kept, is_own in found.values_list("descriptor__uid", "outcome", "waits", "is_own")
    ]


def index_of(descriptor_uid: uuid.UUID, places: list[Place]) -> int:
    """Return the number of a descriptor, from 0."""
    return next((number for number, place in enumerate(places) if place.uid == descriptor_uid), 0)

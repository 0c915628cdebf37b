"""What belongs beside a descriptor, with enough of each to choose: it costs no question more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.models import Descriptor
from assay.descriptors.search.similar import Related
from assay.descriptors.wording import LEVELS, Level

SHORT = 18  # words of level 3; the whole is one press away


@dataclass(frozen=True)
class Neighbour:
    """One of them; `said` is how near its wording is, where it is near."""

    descriptor: Descriptor
    said: str = ""

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.descriptor)

    @property
    def best(self) -> Level:
        """Return its highest level, as its row shows it."""
        return self.descriptor.ladder[max(LEVELS)]

    @property
    def best_shortened(self) -> str:
        """Return the first words of it."""
        return Truncator(self.best.text).words(SHORT, truncate=" …")


@dataclass(frozen=True)
class Neighbours:
    """The same idea in other skills, and other aspects of the same section."""

    elsewhere: Sequence[Neighbour]
    in_section: Sequence[Neighbour]


def neighbours_of(related: Related) -> Neighbours:
    """Return what was found as the page shows it."""
    return Neighbours(
        [Neighbour(one.descriptor, one.said if one.likeness.is_near else "") for one in related.elsewhere],
        [Neighbour(row) for row in related.in_section],
    )

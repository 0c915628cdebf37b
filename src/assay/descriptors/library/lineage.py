"""Where a descriptor began, what began as it and what it was kept for, as far as a reader may open each."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.forwarding import family_of, survivor_of
from assay.descriptors.models import Descriptor

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST_SHOWN = 12
KEPT: "list[Callable[[Collection[int], User], list[dict[str, str]]]]" = []
"""Each returns links (`label`, `url`) to where one of some was kept, as far as the reader may go there; rooms above register it."""


@dataclass(frozen=True)
class Kin:
    """A descriptor that another one began as, or became."""

    descriptor: Descriptor

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.descriptor)


@dataclass(frozen=True)
class Lineage:
    """The one that it was started from, and those that were started from it, newest first; `more` are there and not listed.

    `kept` are links to where it was kept as it is.
    """

    source: Kin | None = None
    became: Sequence[Kin] = ()
    more: int = 0
    kept: Sequence[dict[str, str]] = ()


def lineage_of(row: Descriptor, reader: "User") -> Lineage:
    """Return a descriptor's lineage; what was merged counts as what it became."""
    seen = Descriptor.objects.visible_to(reader).live().select_related("skill").exclude(pk=row.pk)
    source = seen.filter(pk=survivor_of(row.copied_from_id)).first() if row.copied_from_id else None
    family = family_of(row)
    became = list(seen.filter(copied_from__in=family, amends=None).order_by("-created_at", "-pk"))
    kept = [link for links in KEPT for link in links(family, reader)]
    return Lineage(Kin(source) if source else None, [Kin(one) for one in became[:MOST_SHOWN]], len(became[MOST_SHOWN:]), kept)

"""What became of the descriptors that a scheme or an edition names: where one was merged, another one stands for it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assay.descriptors.alike import Merge
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import Descriptors


@dataclass(frozen=True)
class Ways:
    """How named descriptors forward to what stands for them now."""

    into: Mapping[int, int]

    def of(self, named: int) -> Sequence[int]:
        """Return the primary keys from a named descriptor to the one that stands for it; itself alone where it was not merged."""
        way = [named]
        while way[-1] in self.into:
            way.append(self.into[way[-1]])
        return way


def ways_from(named: Iterable[int]) -> Ways:
    """Follow the named descriptors, all at once."""
    into: dict[int, int] = {}
    new = set(named)
    while new:
        rows = Descriptor.objects.filter(pk__in=new, merged_into__isnull=False)
        found = {pk: to for pk, to in rows.values_list("pk", "merged_into") if to is not None}
        into |= found
        new = set(found.values()) - into.keys()
    return Ways(into)


def standing(named: Iterable[int], rows: Descriptors) -> dict[int, Descriptor]:
    """Return which of the rows stands for each of the named descriptors now."""
    wanted = set(named)
    ways = ways_from(wanted)
    ends = {pk: ways.of(pk)[-1] for pk in wanted}
    found = rows.in_bulk(set(ends.values()))
    return {pk: found[end] for pk, end in ends.items() if end in found}


def merged_at(named: Iterable[int]) -> dict[int, datetime]:
    """Return when each of the descriptors was merged last, or was brought back."""
    moments: dict[int, datetime] = {}
    for pk, at, undone_at in Merge.objects.filter(merged__in=set(named)).order_by("at", "pk").values_list("merged", "at", "undone_at"):
        moments[pk] = max(filter(None, (moments.get(pk), at, undone_at)))
    return moments

"""What became of the descriptors that a scheme or an edition names: where one was merged, another one stands for it now."""

from collections.abc import Iterable
from datetime import datetime

from assay.descriptors.alike import Merge
from assay.descriptors.forwarding import ways_from
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import Descriptors


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

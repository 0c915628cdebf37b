"""What a merged descriptor became, however often that was merged on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from assay.descriptors.models import Descriptor

if TYPE_CHECKING:
    from assay.accounts.models import User


def survivor_of(pk: int) -> int:
    """Return what a descriptor was merged into, however often; itself where it was not."""
    return way_of(pk)[-1]


def way_of(pk: int) -> Sequence[int]:
    """Return a descriptor and what it was merged into, one after the other; the last one stands for them all."""
    return ways_from([pk]).of(pk)


@dataclass(frozen=True)
class Ways:
    """How descriptors forward to what stands for them now."""

    into: Mapping[int, int]

    def of(self, pk: int) -> Sequence[int]:
        """Return the primary keys from a descriptor to the one that stands for it; itself alone where it was not merged."""
        way = [pk]
        while way[-1] in self.into:
            way.append(self.into[way[-1]])
        return way


def ways_from(pks: Iterable[int]) -> Ways:
    """Follow descriptors, all at once."""
    into: dict[int, int] = {}
    new = set(pks)
    while new:
        rows = Descriptor.objects.filter(pk__in=new, merged_into__isnull=False)
        found = {pk: to for pk, to in rows.values_list("pk", "merged_into") if to is not None}
        into |= found
        new = set(found.values()) - into.keys()
    return Ways(into)


def family_of(descriptor: Descriptor) -> set[int]:
    """Return the primary keys of a descriptor and of everything that was merged into it, however often: where lineage is read."""
    family, new = {descriptor.pk}, {descriptor.pk}
    while new:
        new = set(Descriptor.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - family
        family |= new
    return family


def forwarded(uids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return what each merged one of these became; the others are not in it."""
    became, asked = {uid: uid for uid in uids}, set(uids)
    while asked:
        rows = Descriptor.objects.filter(uid__in=asked, merged_into__isnull=False)
        into = dict(rows.values_list("uid", "merged_into__uid"))
        became = {uid: into.get(last, last) for uid, last in became.items()}
        asked = set(into.values())
    return {uid: last for uid, last in became.items() if uid != last}


def held(pk: int) -> Descriptor:
    """Lock what stands for a descriptor, until the transaction ends: nobody merges it on, or takes anything out of it, meanwhile."""
    return held_by_pk([pk])[pk]


def held_by_pk(pks: Iterable[int]) -> dict[int, Descriptor]:
    """Lock what stands for each of these, in the order of their keys, as everybody locks rows: so no two wait for each other."""
    asked = list(pks)
    while True:
        ends = ends_of(asked)
        locked = Descriptor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ends.values())).order_by("pk")
        rows = {row.pk: row for row in locked}
        if ends_of(asked) == ends:
            return {pk: rows[end] for pk, end in ends.items()}


def ends_of(pks: Sequence[int]) -> dict[int, int]:
    """Return what stands for each of these."""
    ways = ways_from(pks)
    return {pk: ways.of(pk)[-1] for pk in pks}


def held_for(rows: Sequence[Descriptor], by: "User") -> list[Descriptor]:
    """Lock descriptors; in the place of one that was merged meanwhile stands what it became, where the person may open that."""
    standing = held_by_pk(row.pk for row in rows)
    became = {row.pk for pk, row in standing.items() if row.pk != pk}
    seen = set(Descriptor.objects.live().visible_to(by).filter(pk__in=became).values_list("pk", flat=True)) if became else became
    return list({row.pk: row for row in standing.values() if row.pk not in became - seen}.values())

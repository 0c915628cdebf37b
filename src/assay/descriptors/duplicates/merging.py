"""Merge library rows: one survives, the others forward to it, and what belonged to them follows; and undo it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.alike import Merge
from assay.descriptors.models import CollectionItem, Descriptor, Favourite
from assay.descriptors.recording import conflict, fact_of
from assay.descriptors.states import APPROVED
from assay.errors import DomainError, Invalid
from assay.history.record import record

if TYPE_CHECKING:
    from assay.accounts.models import User

Seen = tuple[Descriptor, int]


@transaction.atomic
def merge(*, survivor: Descriptor, seen: int, others: Sequence[Seen], by: "User", at: datetime) -> list[Merge]:
    """Let one library row stand for several, all or none. Raises DomainError, Invalid, Stale, NotAllowed."""
    require(by, "descriptors.administer", otherwise=_("Only an administrator merges descriptors."))
    if not others or survivor.pk in {other.pk for other, _seen in others}:
        raise Invalid(_("Choose the one that stays, and at least one other that becomes it."))
    if repeated := merged_before(survivor, [other for other, _seen in others], by):
        return repeated
    refuse_amended([other for other, _seen in others])
    kept = {survivor.pk: {}, **{other.pk: {"merged_into": survivor} for other, _seen in others}}
    rows = sorted([(survivor, seen), *others], key=lambda row: row[0].pk)  # one order of locks for everybody
    for row, change in rows:
        if not Descriptor.objects.in_library().filter(pk=row.pk).alter(seen=change, updated_at=at, **kept[row.pk]):
            raise conflict(row)
        row.refresh_from_db()
    made = [
        Merge.objects.create(merged=other, survivor=survivor, followed=follow(other, survivor), by=by, at=at) for other, _seen in others
    ]
    taken_in = fact_of(survivor, "absorbed", merged=[str(other.uid) for other, _seen in others])
    record([*(fact_of(other, "merged", into=str(survivor.uid)) for other, _seen in others), taken_in], by=by, at=at)
    return made


def merged_before(survivor: Descriptor, others: Sequence[Descriptor], by: "User") -> list[Merge]:
    """Return the merges that the same form made before, where it made them all."""
    found = list(Merge.objects.filter(survivor=survivor, merged__in=others, by=by, undone_at=None))
    return found if len(found) == len(others) else []


def refuse_amended(rows: Sequence[Descriptor]) -> None:
    """Raise DomainError where a better wording of a row is still being decided."""
    open_ones = Descriptor.objects.live().filter(amends__in=rows).exclude(batch_status=APPROVED).select_related("amends").first()
    if open_ones is not None:
        raise DomainError(_("An amendment of “%(name)s” is under way. Let it be decided first.") % {"name": open_ones.amends})


def follow(other: Descriptor, survivor: Descriptor) -> dict[str, list[int]]:
    """Move favourites and places in collections, add the skills that it was useful for; return what was moved and added.

    Lineage needs no move: `family_of` reads the copies of a descriptor together with those of what became it.
    """
    having = Favourite.objects.filter(descriptor=survivor).values("user")
    favourites = list(Favourite.objects.filter(descriptor=other).exclude(user__in=having).values_list("pk", flat=True))
    Favourite.objects.filter(pk__in=favourites).update(descriptor=survivor)
    listing = CollectionItem.objects.filter(descriptor=survivor).values("collection")
    items = list(CollectionItem.objects.filter(descriptor=other).exclude(collection__in=listing).values_list("pk", flat=True))
    CollectionItem.objects.filter(pk__in=items).update(descriptor=survivor)
    useful = {*other.also_useful_for.values_list("pk", flat=True), *([other.skill_id] if other.skill_id else [])}
    skills = sorted(useful - {survivor.skill_id, *survivor.also_useful_for.values_list("pk", flat=True)})
    survivor.also_useful_for.add(*skills)
    return {"favourites": favourites, "items": items, "skills": skills}


@transaction.atomic
def undo_merge(*, found: Merge, by: "User", at: datetime) -> Descriptor:
    """Bring a merged descriptor back, and give it back what followed; a repeat changes nothing. Raises NotAllowed."""
    require(by, "descriptors.administer", otherwise=_("Only an administrator merges descriptors."))
    if Merge.objects.filter(pk=found.pk, undone_at=None).update(undone_at=at, undone_by=by):
        Descriptor.objects.filter(pk=found.merged_id).update(merged_into=None, change=F("change") + 1, updated_at=at)
        Descriptor.objects.filter(pk=found.survivor_id).update(change=F("change") + 1, updated_at=at)
        Favourite.objects.filter(pk__in=found.followed["favourites"], descriptor=found.survivor_id).update(descriptor=found.merged_id)
        CollectionItem.objects.filter(pk__in=found.followed["items"], descriptor=found.survivor_id).update(descriptor=found.merged_id)
        rows = Descriptor.objects.select_related("skill").in_bulk([found.merged_id, found.survivor_id])
        rows[found.survivor_id].also_useful_for.remove(*found.followed["skills"])
        back, left = rows[found.merged_id], rows[found.survivor_id]
        record([fact_of(back, "unmerged", was_in=str(left.uid)), fact_of(left, "released", back=str(back.uid))], by=by, at=at)
    return Descriptor.objects.get(pk=found.merged_id)


def family_of(descriptor: Descriptor) -> set[int]:
    """Return the primary keys of a descriptor and of everything that was merged into it, however often: where lineage is read."""
    family, new = {descriptor.pk}, {descriptor.pk}
    while new:
        new = set(Descriptor.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - family
        family |= new
    return family

"""Merge library rows: one survives, the others forward to it, and what belonged to them follows; and undo it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.alike import Merge
from assay.descriptors.duplicates.following import follow, take_out
from assay.descriptors.forwarding import way_of
from assay.descriptors.models import Descriptor
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
        Merge.objects.create(merged=other, survivor=survivor, followed=follow(other, survivor, at), by=by, at=at) for other, _seen in others
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


@transaction.atomic
def undo_merge(*, found: Merge, by: "User", at: datetime) -> Descriptor:
    """Bring a merged descriptor back, and give it back what followed; a repeat changes nothing. Raises NotAllowed."""
    require(by, "descriptors.administer", otherwise=_("Only an administrator merges descriptors."))
    way = hold_way(found)
    if Merge.objects.filter(pk=found.pk, undone_at=None).update(undone_at=at, undone_by=by):
        take_out(Merge.objects.select_related("merged", "survivor").get(pk=found.pk), at)
        Descriptor.objects.filter(pk=found.merged_id).update(merged_into=None)
        Descriptor.objects.filter(pk__in=[found.merged_id, *way]).update(change=F("change") + 1, updated_at=at)
        rows = Descriptor.objects.select_related("skill").in_bulk([found.merged_id, *way])
        back, left = rows[found.merged_id], [rows[pk] for pk in way]
        facts = [fact_of(back, "unmerged", was_in=str(left[0].uid)), *(fact_of(one, "released", back=str(back.uid)) for one in left)]
        record(facts, by=by, at=at)
    return Descriptor.objects.get(pk=found.merged_id)


def hold_way(found: Merge) -> Sequence[int]:
    """Lock what was merged and what stands for it, until the transaction ends; return the keys from its survivor to what stands for all.

    From then on nobody merges there, or undoes, or puts a favourite there.
    """
    while True:
        way = way_of(found.survivor_id)
        locked = Descriptor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[found.merged_id, *way]).order_by("pk")
        if locked and way_of(found.survivor_id) == way:
            return way

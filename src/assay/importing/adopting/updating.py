"""Descriptors that were taken over before: kept, followed where only the source changed them, told where both did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.models import Descriptor
from assay.descriptors.recording import fact_of, write_revision
from assay.errors import DomainError
from assay.importing.adopting.account import End
from assay.importing.adopting.batches import Batches, follow, take_batches
from assay.importing.adopting.descriptors import Found, World, columns_of, kept_of, sort
from assay.importing.adopting.layout import DESCRIPTOR
from assay.importing.adopting.models import Adopted
from assay.review.models import PendingDecision

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.importing.adopting.plan import Work


def keep(found: Sequence[Found], world: World) -> dict[str, Descriptor]:
    """Go through the rows that were taken over before; return their descriptors by their numbers there."""
    work = world.work
    entries = {one.reading.id: entry_of(one, work) for one in found}
    rows = {row.uid: row for row in Descriptor.objects.filter(origins__system=work.choice.system).select_related("skill", "sector")}
    changed = [one for one in found if entries[one.reading.id].digest != one.reading.digest]
    untouched = work.ledger.untouched(DESCRIPTOR) if changed else set()
    decided = set(PendingDecision.objects.waiting().values_list("submission__descriptor__uid", flat=True)) if changed else set()
    free = [one for one in changed if one.reading.id in untouched and entries[one.reading.id].uid not in decided]
    batches = take_batches([one.facts for one in free if one.standing.is_sent], work)
    ids = {one.reading.id: (one in changed, one in free) for one in found} if changed else {}
    for one in found:
        entry = entries[one.reading.id]
        is_changed, is_free = ids.get(one.reading.id, (False, False))
        settle(one, rows[entry.uid], entry, batches, world) if is_free else tell(one, work, differs=is_changed)
    return {one.reading.id: rows[entries[one.reading.id].uid] for one in found}


def entry_of(one: Found, work: "Work") -> Adopted:
    """Return what is remembered of a row."""
    found = work.ledger.found(DESCRIPTOR, one.reading.id)
    if found is None:
        raise AssertionError(one)
    return found


def tell(one: Found, work: "Work", *, differs: bool) -> None:
    """Write the line of a row that stays as it is here."""
    why = [_("It was changed there and here: compare the two, and change it here where that is right.")] if differs else []
    work.account.put(DESCRIPTOR, one.reading.id, one.name, End.DIFFERS if differs else End.KEPT, why=why)


def settle(one: Found, row: Descriptor, entry: Adopted, batches: Batches, world: World) -> None:
    """Bring a row up to date that nobody changed here: another revision where the wording is another, its round, its event."""
    work, reworded = world.work, row.wording != one.facts.wording
    columns = columns_of(one, batches, world)
    kept = {"confidential_until": row.confidential_until, "version": row.version + reworded, "updated_at": work.at}
    if not Descriptor.objects.filter(pk=row.pk).alter(seen=row.change, **columns | kept):
        raise DomainError(_("“%(name)s” is being changed by somebody. Start again.") % {"name": one.name})
    row.refresh_from_db()
    if reworded:
        write_revision(row, author=wrote(one), at=work.at)
    follow(row, one.facts, one.standing, batches.of(one.facts) if one.standing.is_sent else None, work)
    row.origins.filter(system=work.choice.system).update(raw=kept_of(one))
    for relation in (row.categories, row.tags, row.also_useful_for):
        relation.clear()
    sort([(row, one)], work)
    work.ledger.renew(entry, digest=one.reading.digest)
    work.ledger.tell(fact_of(row, "adopted", again=True))
    why = one.reading.flaws
    work.account.put(DESCRIPTOR, one.reading.id, one.name, End.ASIDE if why else End.CHANGED, why=why, notes=one.reading.notes)


def wrote(one: Found) -> "User | None":
    """Return whose the wording is: the reviewer's where they changed it in the act of approval."""
    return one.facts.reviewer if one.facts.modified and one.standing.is_decided else one.facts.author

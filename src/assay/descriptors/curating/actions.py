"""Curate library rows: wording, quality, sorting, delete and restore; the batch status never changes here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assay.accounts.permissions import require
from assay.descriptors.actions import Details, details_of, set_details, validate
from assay.descriptors.models import Category, Descriptor, Quality
from assay.descriptors.querysets import IN_LIBRARY
from assay.descriptors.recording import conflict, fact_of, fields_of, was_mine, write_revision
from assay.descriptors.states import APPROVED
from assay.descriptors.wording import Wording
from assay.errors import Invalid, Stale
from assay.history.record import record
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_A_CURATOR = gettext_noop("Library descriptors are curated by administrators, imported ones also by the Skill Advisors of their skill.")
NOT_AN_ADMIN = gettext_noop("Only an administrator does this to the library.")

Rows = Sequence[tuple[Descriptor, int]]
"""Descriptors, each with the `change` that the person saw."""


@dataclass(frozen=True)
class Sorting:
    """What curation may change beside the wording; None leaves a thing as it is."""

    quality: Quality | None = None
    categories: tuple[Category, ...] | None = None
    details: Details | None = None
    skill: Skill | None = None


@transaction.atomic
def curate(
    *, descriptor: Descriptor, seen: int, by: "User", at: datetime, wording: Wording | None = None, sorting: Sorting | None = None
) -> Descriptor:
    """Change a library row; a save that changes nothing writes nothing. Raises Invalid, Stale, NotAllowed."""
    require(by, "descriptors.curate", descriptor, otherwise=_(NOT_A_CURATOR))
    version = descriptor.version
    if write(descriptor, seen=seen, by=by, at=at, wording=wording, sorting=sorting or Sorting()):
        record([fact_of(descriptor, "curated", reworded=descriptor.version != version)], by=by, at=at)
    return descriptor


@transaction.atomic
def curate_many(*, rows: Rows, how: Callable[[Descriptor], Sorting], by: "User", at: datetime) -> list[Descriptor]:
    """Sort many rows at once, each as `how` says, all or none; return those that changed. Raises Invalid, Stale, NotAllowed."""

    def sort(descriptor: Descriptor, seen: int) -> bool:
        require(by, "descriptors.curate", descriptor, otherwise=_(NOT_A_CURATOR))
        return write(descriptor, seen=seen, by=by, at=at, wording=None, sorting=how(descriptor))

    changed = all_or_none(rows, sort)
    record([fact_of(descriptor, "curated", reworded=False) for descriptor in changed], by=by, at=at)
    return changed


def all_or_none(rows: Rows, act: Callable[[Descriptor, int], bool]) -> list[Descriptor]:
    """Act on each row, in the order in which everybody locks them; return those that changed.

    Raises Stale with all that were not as seen.
    """
    changed, stale = [], []
    for descriptor, seen in sorted(rows, key=lambda row: row[0].pk):
        try:
            if act(descriptor, seen):
                changed.append(descriptor)
        except Stale:
            stale.append(descriptor)
    if stale:
        names = ", ".join(f"“{descriptor.criterion_name}”" for descriptor in stale)
        said = ngettext(
            "Nothing was done, because one was changed meanwhile: %(names)s.",
            "Nothing was done, because some were changed meanwhile: %(names)s.",
            len(stale),
        )
        raise Stale(said % {"names": names}, stale)
    return changed


def write(descriptor: Descriptor, *, seen: int, by: "User", at: datetime, wording: Wording | None, sorting: Sorting) -> bool:
    """Change the row where anything differs; return whether it did."""
    wording = (wording or descriptor.wording).tidied()
    reworded = wording != descriptor.wording
    if reworded:
        validate_library(wording, needs_section=descriptor.batch_status is not None)
    columns = sorted_columns(descriptor, sorting, by)
    if not (reworded or columns or is_sorted_anew(descriptor, sorting)):
        return False
    rows = Descriptor.objects.filter(IN_LIBRARY, pk=descriptor.pk, deleted_at=None)
    version = descriptor.version + 1 if reworded else descriptor.version
    if not rows.alter(seen=seen, updated_at=at, version=version, **columns, **fields_of(wording)):
        raise conflict(descriptor)
    descriptor.refresh_from_db()
    if reworded:
        write_revision(descriptor, author=by, at=at)
    if sorting.categories is not None:
        descriptor.categories.set(sorting.categories)
    if sorting.details is not None:
        set_details(descriptor, sorting.details)
    if sorting.skill is not None:
        descriptor.also_useful_for.remove(sorting.skill)
    return True


def sorted_columns(descriptor: Descriptor, sorting: Sorting, by: "User") -> dict[str, Any]:
    """Return the columns that a sorting changes. Raises Invalid, NotAllowed."""
    found: dict[str, Any] = {}
    if sorting.quality and sorting.quality != descriptor.quality_indicator:
        check_quality(descriptor, sorting.quality)
        found["quality_indicator"] = sorting.quality
    if sorting.details and sorting.details.code != descriptor.code:
        found["code"] = sorting.details.code
    if sorting.skill and sorting.skill.pk != descriptor.skill_id:
        check_home(descriptor, by)
        found |= {"skill": sorting.skill, "sector": sorting.skill.sector}
    return found


def is_sorted_anew(descriptor: Descriptor, sorting: Sorting) -> bool:
    """Return whether categories, tags or other skills differ."""
    if sorting.categories is not None and set(sorting.categories) != set(descriptor.categories.all()):
        return True
    return sorting.details is not None and sorting.details != details_of(descriptor)


def check_quality(descriptor: Descriptor, quality: Quality) -> None:
    """Raise Invalid where an approved one would need review again: its Skill Advisor decided."""
    if descriptor.batch_status == APPROVED and quality == Quality.NEEDS_REVIEW:
        said = _("“%(name)s” was approved by a Skill Advisor, so it cannot go back to “Needs review”.") % {
            "name": descriptor.criterion_name
        }
        raise Invalid(said, {"quality": _("Choose Reference, Approved or Exemplary.")})


def check_home(descriptor: Descriptor, by: "User") -> None:
    """Raise where a row's home skill may not change: its batches are of one skill."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    if descriptor.batch_status is not None:
        said = _("It was reviewed in its home skill, so it stays there.")
        raise Invalid(said, {"skill": said})


def validate_library(wording: Wording, *, needs_section: bool, shortest: int = 1) -> None:
    """Raise Invalid unless the wording can stand in the library: name and a level; a section only where it was reviewed."""
    try:
        validate(wording, shortest=shortest)
    except Invalid as refusal:
        problems = {name: said for name, said in refusal.fields.items() if needs_section or name != "wsos_section"}
        if problems:
            raise Invalid(str(refusal), problems) from None


@transaction.atomic
def put_away(*, rows: Rows, by: "User", at: datetime, deleted: bool) -> list[Descriptor]:
    """Delete library rows, or restore them, all or none; return those that changed. Raises Stale, NotAllowed."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    verb = "deleted" if deleted else "restored"

    def put(descriptor: Descriptor, seen: int) -> bool:
        aside = Descriptor.objects.filter(IN_LIBRARY, pk=descriptor.pk, deleted_at__isnull=deleted)
        if aside.alter(seen=seen, updated_at=at, deleted_at=at if deleted else None, deleted_by=by if deleted else None):
            descriptor.refresh_from_db()
            return True
        if was_mine(descriptor, seen=seen, by=by, verbs={verb}):
            return False
        raise conflict(descriptor)

    changed = all_or_none(rows, put)
    record([fact_of(descriptor, verb) for descriptor in changed], by=by, at=at)
    return changed

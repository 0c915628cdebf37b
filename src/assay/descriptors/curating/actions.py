"""Curate library rows: wording, quality, sorting, delete and restore; the batch status never changes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.permissions import require
from assay.descriptors.actions import Details, details_of, set_details, validate
from assay.descriptors.models import Category, Descriptor, Quality
from assay.descriptors.querysets import IN_LIBRARY
from assay.descriptors.recording import conflict, fact_of, fields_of, was_mine, write_revision
from assay.descriptors.states import APPROVED
from assay.descriptors.wording import Wording
from assay.errors import Invalid
from assay.history.record import record

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_A_CURATOR = gettext_noop("Library descriptors are curated by administrators, imported ones also by the Skill Advisors of their skill.")


@dataclass(frozen=True)
class Sorting:
    """What curation may change beside the wording; None leaves a thing as it is."""

    quality: Quality | None = None
    categories: tuple[Category, ...] | None = None
    details: Details | None = None


@transaction.atomic
def curate(
    *, descriptor: Descriptor, seen: int, by: "User", at: datetime, wording: Wording | None = None, sorting: Sorting | None = None
) -> Descriptor:
    """Change a library row; a save that changes nothing writes nothing. Raises Invalid, Stale, NotAllowed."""
    require(by, "descriptors.curate", descriptor, otherwise=_(NOT_A_CURATOR))
    changed = write(descriptor, seen=seen, by=by, at=at, wording=wording, sorting=sorting or Sorting())
    if changed:
        record([fact_of(descriptor, "curated", reworded=wording is not None and descriptor.wording == wording.tidied())], by=by, at=at)
    return descriptor


@transaction.atomic
def curate_many(
    *, rows: Sequence[tuple[Descriptor, int]], by: "User", at: datetime, sorting: Sorting, tags_added: Sequence[str] = ()
) -> int:
    """Sort many rows at once, all or none; return how many changed. Raises Invalid, Stale, NotAllowed."""
    changed = []
    for descriptor, seen in sorted(rows, key=lambda row: row[0].pk):
        require(by, "descriptors.curate", descriptor, otherwise=_(NOT_A_CURATOR))
        details = details_of(descriptor)
        tags = tuple(dict.fromkeys((*details.tags, *tags_added)))
        own = Sorting(sorting.quality, sorting.categories, Details(details.code, tags, details.also_useful_for) if tags_added else None)
        if write(descriptor, seen=seen, by=by, at=at, wording=None, sorting=own):
            changed.append(descriptor)
    record([fact_of(descriptor, "curated", reworded=False) for descriptor in changed], by=by, at=at)
    return len(changed)


def write(descriptor: Descriptor, *, seen: int, by: "User", at: datetime, wording: Wording | None, sorting: Sorting) -> bool:
    """Change the row where anything differs; return whether it did."""
    wording = (wording or descriptor.wording).tidied()
    reworded = wording != descriptor.wording
    if reworded:
        validate_library(wording)
    quality = sorting.quality or Quality(descriptor.quality_indicator)
    if descriptor.batch_status == APPROVED and quality == Quality.NEEDS_REVIEW:
        raise Invalid(
            _("An approved descriptor cannot go back to “Needs review”."), {"quality": _("Choose Reference, Approved or Exemplary.")}
        )
    categories = sorting.categories is not None and set(sorting.categories) != set(descriptor.categories.all())
    details = sorting.details is not None and sorting.details != details_of(descriptor)
    if not (reworded or categories or details or quality != descriptor.quality_indicator):
        return False
    rows = Descriptor.objects.filter(IN_LIBRARY, pk=descriptor.pk, deleted_at=None)
    code = sorting.details.code if sorting.details else descriptor.code
    version = descriptor.version + 1 if reworded else descriptor.version
    if not rows.alter(seen=seen, updated_at=at, quality_indicator=quality, version=version, code=code, **fields_of(wording)):
        raise conflict(descriptor)
    descriptor.refresh_from_db()
    if reworded:
        write_revision(descriptor, author=by, at=at)
    if sorting.categories is not None:
        descriptor.categories.set(sorting.categories)
    if sorting.details is not None:
        set_details(descriptor, sorting.details)
    return True


def validate_library(wording: Wording) -> None:
    """Raise Invalid unless the wording can stand in the library: a name, and a section or none as it was imported."""
    if not any(wording.levels):
        raise Invalid(_("Write at least one level."), {"score1": _("Write at least one level.")})
    if wording.section is not None:
        validate(wording, shortest=1)


@transaction.atomic
def put_away(*, rows: Sequence[tuple[Descriptor, int]], by: "User", at: datetime, deleted: bool) -> int:
    """Delete library rows, or restore them, all or none; return how many changed. Raises Stale, NotAllowed."""
    verb, changed = "deleted" if deleted else "restored", []
    for descriptor, seen in sorted(rows, key=lambda row: row[0].pk):
        require(by, "descriptors.administer", otherwise=_("Only an administrator deletes from the library or restores."))
        aside = Descriptor.objects.filter(IN_LIBRARY, pk=descriptor.pk, deleted_at__isnull=deleted)
        if aside.alter(seen=seen, updated_at=at, deleted_at=at if deleted else None, deleted_by=by if deleted else None):
            descriptor.refresh_from_db()
            changed.append(descriptor)
        elif not was_mine(descriptor, seen=seen, by=by, verbs={verb}):
            raise conflict(descriptor)
    record([fact_of(descriptor, verb) for descriptor in changed], by=by, at=at)
    return len(changed)

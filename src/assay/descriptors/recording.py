"""How a change of a descriptor is written: the row, its revision, its event; and what a conflict says."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assay.descriptors.coaching.storing import store
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.wording import LEVELS, Wording
from assay.errors import Stale
from assay.history.models import Event
from assay.history.record import Fact

if TYPE_CHECKING:
    from assay.accounts.models import User


def fields_of(wording: Wording) -> dict[str, Any]:
    """Return a wording as the columns of a descriptor."""
    return {
        "criterion_name": wording.criterion_name,
        **{f"score{number}": wording.levels[number] for number in LEVELS},
        "wsos_section_id": wording.section,
        "wording_key": wording.key,
    }


def state_of(descriptor: Descriptor) -> dict[str, Any]:
    """Return what the last event must equal (invariant 10): ids, numbers and hashes."""
    return {
        "batch_status": descriptor.batch_status,
        "quality": descriptor.quality_indicator,
        "version": descriptor.version,
        "wording": descriptor.wording_key,
        "section": descriptor.wsos_section_id,
        "batch": descriptor.batch_id,
        "reviewer": descriptor.reviewer_id,
        "deleted": descriptor.deleted_at is not None,
        "merged_into": descriptor.merged_into_id,
    }


def fact_of(descriptor: Descriptor, verb: str, **data: Any) -> Fact:
    """Return the fact that the row, as it stands now, was changed."""
    return Fact(
        subject_type="descriptor",
        subject=descriptor.uid,
        verb=verb,
        change=descriptor.change,
        skill=descriptor.skill.uid if descriptor.skill else None,
        revision=descriptor.version,
        state_after=state_of(descriptor),
        data=data,
    )


def write_revision(descriptor: Descriptor, *, author: "User | None", at: datetime) -> Revision:
    """Keep the row's wording as its revision `version`, with what the coach finds in it."""
    kept = {name: value for name, value in fields_of(descriptor.wording).items() if name != "wording_key"}
    revision = Revision.objects.create(descriptor=descriptor, number=descriptor.version, author=author, at=at, **kept)
    store([(descriptor, revision)])
    return revision


def was_mine(descriptor: Descriptor, *, seen: int, by: "User", verbs: set[str]) -> bool:
    """Return whether the change right after `seen` is this person's own, of the same kind: a repeat, not a conflict."""
    return Event.objects.filter(subject=descriptor.uid, change=seen + 1, actor=by, verb__in=verbs).exists()


def conflict(descriptor: Descriptor) -> Stale:
    """Return the refusal for a row that is not as it was seen; the page tells what happened meanwhile and by whom."""
    found = Descriptor.objects.select_related("skill", "reviewer", "batch").get(pk=descriptor.pk)
    return Stale(_("“%(name)s” was changed meanwhile. Nothing of yours is lost.") % {"name": found.criterion_name}, found)

"""What the editor shows around its form."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.descriptors.chips import chip_of
from assay.descriptors.coaching.notes import coached_draft
from assay.descriptors.contrast import contrast_of
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor, Revision, Scratch, Submission, Tag
from assay.descriptors.posted import uid_of
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Outcome
from assay.descriptors.writing.beside import beside, typed_wording
from assay.descriptors.writing.forms import DescriptorForm
from assay.descriptors.writing.scratch import clock, not_yet
from assay.descriptors.writing.sections import asked
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

KNOWN_TAGS = 200
MARKS: "list[Callable[[Descriptor, User, datetime], Sequence[Any]]]" = []
"""Each returns what the editor says at a field (web/components/mark.html); rooms above register it."""


@dataclass(frozen=True)
class Hidden:
    """What the form carries unseen."""

    uid: uuid.UUID
    change: int = 0
    new_section_uid: uuid.UUID | None = None
    copied_from: str = ""


def editor(
    form: DescriptorForm,
    *,
    skill: Skill,
    hidden: Hidden,
    user: "User",
    descriptor: Descriptor | None = None,
    scratch: Scratch | None = None,
) -> dict[str, Any]:
    """Return the page of the editor."""
    chosen = form["wsos_section"].value()
    wording = typed_wording(form)
    coached = coached_draft(wording, descriptor)
    return {
        "form": form,
        "skill": skill,
        "hidden": hidden,
        "new_section_uid": hidden.new_section_uid or uuid.uuid4(),
        "descriptor": descriptor,
        "scratch": scratch,
        "state": state_of_page(descriptor, scratch),
        "chip": chip_of(descriptor) if descriptor else None,
        "chosen": chosen,
        "asked": asked(skill, uid_of(chosen)),
        "beside": beside(wording, uid=hidden.uid, descriptor=descriptor, user=user, at=timezone.now(), source=uid_of(hidden.copied_from)),
        "coached": coached,
        "contrast": contrast_of(wording, coached),
        "marks": marks_of(descriptor, user),
        "next_batch": next_batch(user, skill),
        "known_tags": known_tags(skill, user),
        "crumbs": [
            {"label": _("My skills"), "url": reverse("my_skills")},
            {"label": str(skill), "url": reverse("my_skills") + f"?skill={skill.code}"},
        ],
    }


def marks_of(descriptor: Descriptor | None, user: "User") -> list[Any]:
    """Return what is said at the fields of an existing one."""
    return [mark for each in MARKS for mark in each(descriptor, user, timezone.now())] if descriptor else []


def state_of_page(descriptor: Descriptor | None, scratch: Scratch | None) -> str:
    """Return where what is on the page is kept."""
    if descriptor is None:
        return not_yet(scratch.data["fields"]) if scratch else ""
    if scratch is not None:
        return _("Unsaved changes kept for you %(time)s") % {"time": clock(scratch.updated_at)}
    return _("Saved %(time)s") % {"time": clock(descriptor.updated_at)}


def next_batch(user: "User", skill: Skill) -> int:
    """Return how many drafts and returned ones of the skill can be sent next."""
    return Descriptor.objects.editable_by(user).live().filter(skill=skill, batch_status__in=[DRAFT, RETURNED]).count()


def known_tags(skill: Skill, user: "User") -> list[str]:
    """Return the tags of those of the skill's own descriptors that the person may see, to choose from while typing."""
    seen = Descriptor.objects.visible_to(user).filter(skill=skill)
    used = Tag.objects.offered().filter(descriptors__in=seen).distinct().order_by("name_key")
    return list(used.values_list("name", flat=True)[:KNOWN_TAGS])


def clashes(descriptor: Descriptor | None, skill: Skill, code: str, user: "User") -> list[Descriptor]:
    """Return other descriptors of the skill that have the same code and that this person may see."""
    if not code.strip():
        return []
    rows = Descriptor.objects.visible_to(user).live().filter(skill=skill, code=code.strip()[:32])
    others = rows.exclude(pk=descriptor.pk) if descriptor else rows
    return list(others.only("uid", "criterion_name", "code")[:5])


@dataclass(frozen=True)
class Answering:
    """The return that is being answered, and what changed since."""

    submission: Submission
    since: Comparison


def answering(descriptor: Descriptor) -> Answering | None:
    """Return the last return of a returned descriptor."""
    if descriptor.batch_status != RETURNED:
        return None
    last = descriptor.submissions.filter(outcome=Outcome.RETURNED).select_related("decided_by", "batch__skill").order_by("-round").first()
    if last is None:
        return None
    then = Revision.objects.get(descriptor=descriptor, number=last.version_decided or last.version_sent)
    return Answering(last, compare(then.wording, descriptor.wording))


def approved_change(descriptor: Descriptor) -> Comparison | None:
    """Return what the Skill Advisor changed in approving, or None where nothing was."""
    if descriptor.batch_status != APPROVED or not descriptor.was_modified_during_approval:
        return None
    last = descriptor.submissions.filter(outcome=Outcome.APPROVED).order_by("-round").first()
    if last is None:
        return None
    rows = {row.number: row for row in descriptor.revisions.filter(number__in=[last.version_sent, last.version_decided])}
    return compare(rows[last.version_sent].wording, rows[last.version_decided or last.version_sent].wording)


def why_closed(descriptor: Descriptor) -> str:
    """Return why a descriptor cannot be edited now and what is possible instead, or an empty text."""
    if descriptor.deleted_at is not None:
        return _("It is deleted. Restore it to go on with it.")
    if descriptor.batch_status == PENDING_REVIEW:
        return _("It is with the Skill Advisor. Withdraw it to change it; it then becomes what it was before.")
    if descriptor.batch_status == APPROVED and descriptor.amends:
        return _("It is approved: its wording became a revision of #%(number)d.") % {"number": descriptor.amends.number}
    if descriptor.batch_status == APPROVED:
        return _("It is approved and in the library. Its wording stays; start a new one from it to write a variant.")
    return ""

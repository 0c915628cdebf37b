"""What Save does: the section where it is new, then the draft or the changes of one, with the reply to a return."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assay.descriptors.actions import create, edit, reply_to_return
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import at_most_once
from assay.descriptors.states import RETURNED
from assay.descriptors.wording import Wording
from assay.descriptors.writing.forms import DescriptorForm
from assay.descriptors.writing.scratch import drop, is_saved
from assay.standards.models import Skill
from assay.standards.sections import create_section

if TYPE_CHECKING:
    from assay.accounts.models import User


def settled_wording(form: DescriptorForm, *, section_uid: uuid.UUID, by: "User", at: datetime) -> Wording:
    """Return the form's wording; a new section is made first, in a transaction of its own: it is useful without the draft too."""
    if not form.wants_new_section:
        return form.wording()
    section = create_section(uid=section_uid, name=form.cleaned_data["new_section"], by=by, at=at)
    return form.wording(section=section.pk)


def save_new(
    form: DescriptorForm,
    *,
    uid: uuid.UUID,
    seen: int,
    section_uid: uuid.UUID,
    skill: Skill,
    by: "User",
    at: datetime,
    copied_from: Descriptor | None,
) -> Descriptor:
    """Make the draft; where autosave made it already, save what was typed since. Raises Invalid, Stale, NotAllowed."""
    made = Descriptor.objects.editable_by(by).filter(uid=uid, created_by=by).first()
    if made is not None:
        return save_changes(form, descriptor=made, seen=seen or 1, section_uid=section_uid, by=by, at=at)
    wording = settled_wording(form, section_uid=section_uid, by=by, at=at)
    details = form.details()
    return at_most_once(lambda: create(uid=uid, skill=skill, wording=wording, details=details, copied_from=copied_from, by=by, at=at))


def save_changes(
    form: DescriptorForm, *, descriptor: Descriptor, seen: int, section_uid: uuid.UUID, by: "User", at: datetime
) -> Descriptor:
    """Save wording, details and reply together; what is saved already is not saved again. Raises Invalid, Stale, NotAllowed."""
    wording = settled_wording(form, section_uid=section_uid, by=by, at=at)
    if not form.wants_new_section and is_saved(descriptor, form):
        drop(uid=descriptor.uid, by=by)
        return descriptor
    with transaction.atomic():
        saved = edit(descriptor=descriptor, seen=seen, wording=wording, details=form.details(), by=by, at=at)
        if saved.batch_status == RETURNED and "reply" in form.data:
            saved = reply_to_return(descriptor=saved, seen=saved.change, reply=form.cleaned_data["reply"], by=by, at=at)
    return saved

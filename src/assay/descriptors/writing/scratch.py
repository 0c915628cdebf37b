"""What a person typed and did not save: kept for them alone, from the first words."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.actions import SHORTEST_NAME, create, details_of
from assay.descriptors.models import Descriptor, Scratch
from assay.descriptors.posted import at_most_once, seen_of, text_of
from assay.descriptors.states import DRAFT, RETURNED
from assay.descriptors.wording import LEVELS
from assay.descriptors.writing.forms import DescriptorForm
from assay.errors import Invalid
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

TEXTS = ("criterion_name", "wsos_section", "new_section", *(f"score{n}" for n in LEVELS), "code", "tags", "reply")
LARGEST = 60_000
MOST = 200


@dataclass(frozen=True)
class Kept:
    """What the page says after an autosave; `change` is the draft's once there is one, `text` a sentence."""

    text: str
    change: int | None = None


def typed_in(data: QueryDict) -> dict[str, Any]:
    """Return what was typed, as it is kept."""
    fields: dict[str, Any] = {name: text_of(data.get(name, "")) for name in TEXTS}
    return {
        "fields": fields | {"also_useful_for": [text_of(code) for code in data.getlist("also_useful_for")][:MOST]},
        "change": seen_of(data.get("change")),
        "copied_from": text_of(data.get("copied_from", "")),
    }


def keep(*, uid: uuid.UUID, skill: Skill, typed: dict[str, Any], by: "User", at: datetime) -> Scratch:
    """Keep what was typed in place of what was kept before. Raises Invalid where it is too much, NotAllowed."""
    require(by, "descriptors.write_in", skill, otherwise=_("Only a Skill Competition Manager of this skill writes its descriptors."))
    if sum(len(text) for text in (*typed["fields"].values(), typed["copied_from"])) > LARGEST:
        raise Invalid(_("Not kept: this is longer than a descriptor can be."))
    if scratches_of(by).exclude(descriptor_uid=uid).count() >= MOST:
        raise Invalid(_("Not kept: you have too many unfinished ones. Discard some under My skills."))
    kept, _new = Scratch.objects.update_or_create(user=by, descriptor_uid=uid, defaults={"skill": skill, "data": typed, "updated_at": at})
    return kept


def scratches_of(user: "User") -> QuerySet[Scratch]:
    """Return what this person has not saved, the latest first; nobody else's."""
    return Scratch.objects.filter(user=user).order_by("-updated_at")


def scratch_of(user: "User", uid: uuid.UUID | None) -> Scratch | None:
    """Return what this person typed and did not save under a uid, or None."""
    return scratches_of(user).filter(descriptor_uid=uid).select_related("skill").first() if uid else None


def text_kept(scratch: Scratch) -> str:
    """Return what is kept as plain text, to take along."""
    fields = scratch.data["fields"]
    levels = (f"{n} {fields[f'score{n}']}" for n in LEVELS if fields[f"score{n}"])
    return "\n".join([fields["criterion_name"], *levels, *filter(None, [fields["reply"]])])


def drop(*, uid: uuid.UUID, by: "User") -> None:
    """Forget what this person typed under a uid."""
    Scratch.objects.filter(user=by, descriptor_uid=uid).delete()


def autosave(*, form: DescriptorForm, uid: uuid.UUID, skill: Skill, by: "User", at: datetime, copied_from: Descriptor | None) -> Kept:
    """Keep what was typed; make it a draft once aspect, section and one level are there. Raises Invalid, Stale, NotAllowed."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    typed = typed_in(data)
    found = Descriptor.objects.editable_by(by).filter(uid=uid).first()
    if found is not None:
        return keep_changes(found, form=form, typed=typed, by=by, at=at)
    if form.is_valid() and not form.wants_new_section:
        wording, details = form.wording(), form.details()
        made = at_most_once(lambda: create(uid=uid, skill=skill, wording=wording, details=details, by=by, at=at, copied_from=copied_from))
        return Kept(_("Draft saved %(time)s") % {"time": clock(at)}, made.change)
    if not any(typed["fields"].values()):
        drop(uid=uid, by=by)
        return Kept("")
    keep(uid=uid, skill=skill, typed=typed, by=by, at=at)
    return Kept(not_yet(typed["fields"]))


def keep_changes(found: Descriptor, *, form: DescriptorForm, typed: dict[str, Any], by: "User", at: datetime) -> Kept:
    """Keep unsaved changes of a descriptor; what equals the saved one need not be kept."""
    if form.is_valid() and not form.wants_new_section and is_saved(found, form):
        drop(uid=found.uid, by=by)
        return Kept(_("Saved"))
    if found.skill is None:  # no row of the workflow is without one
        raise Invalid(_("This descriptor has no skill."))
    keep(uid=found.uid, skill=found.skill, typed=typed, by=by, at=at)
    if found.batch_status not in {DRAFT, RETURNED} or found.deleted_at:
        return Kept(_("Kept for you, but this descriptor is not open for editing any more"))
    return Kept(_("Unsaved changes kept for you %(time)s") % {"time": clock(at)})


def is_saved(descriptor: Descriptor, form: DescriptorForm) -> bool:
    """Return whether a valid form says what the row says already."""
    return (
        descriptor.wording == form.wording().tidied()
        and details_of(descriptor) == form.details()
        and (descriptor.reply or "") == form.cleaned_data["reply"].strip()
    )


def missing_in(fields: dict[str, Any]) -> list[str]:
    """Return what a draft still needs, in words."""
    missing = []
    if len(fields.get("criterion_name", "").strip()) < SHORTEST_NAME:
        missing.append(_("aspect"))
    if not fields.get("wsos_section") and not fields.get("new_section", "").strip():
        missing.append(_("section"))
    if not any(fields.get(f"score{n}", "").strip() for n in LEVELS):
        missing.append(_("one level"))
    return missing


def not_yet(fields: dict[str, Any]) -> str:
    """Return why what is kept is not a draft."""
    missing = missing_in(fields)
    if missing:
        return _("Kept for you, not a draft yet: %(what)s missing") % {"what": get_text_list(missing, _("and"))}
    if fields.get("new_section"):
        return _("Kept for you, not a draft yet: the new section is made when you save")
    return _("Kept for you, not a draft yet: something needs your attention, Save says what")


def clock(at: datetime) -> str:
    """Return the time of day where the reader is, with the day where that is not today."""
    here = timezone.localtime(at)
    return date_format(here, "H:i" if here.date() == timezone.localdate() else "j M Y, H:i")

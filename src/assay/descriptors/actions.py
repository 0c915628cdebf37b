"""What an SCM does with a descriptor before it is sent: create, edit, reply, delete, restore."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor, Quality, Scratch, Tag
from assay.descriptors.recording import conflict, fact_of, fields_of, was_mine, write_revision
from assay.descriptors.states import DRAFT, RETURNED
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid
from assay.history.record import record, take
from assay.names import name_key
from assay.standards.current import confidential_until
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

SHORTEST_NAME = 5
LONGEST_NAME = 300
LONGEST_LEVEL = 4000


@dataclass(frozen=True)
class Details:
    """What belongs to a descriptor beside its wording; changing it makes no revision."""

    code: str = ""
    tags: tuple[str, ...] = ()
    also_useful_for: tuple[int, ...] = ()


def validate(wording: Wording, *, shortest: int = SHORTEST_NAME) -> None:
    """Raise Invalid with a message per field unless the wording can be a draft: aspect, section, one level."""
    problems: dict[str, str] = {}
    if not shortest <= len(wording.criterion_name) <= LONGEST_NAME:
        problems["criterion_name"] = _("Give the aspect a name of %(least)d to 300 characters.") % {"least": shortest}
    if wording.section is None:
        problems["wsos_section"] = _("Choose the WSOS section that this aspect belongs to.")
    if not any(wording.levels):
        problems["score1"] = _("Write at least one level. Level 1 is a good start: what does industry accept?")
    for number, text in enumerate(wording.levels):
        if len(text) > LONGEST_LEVEL:
            problems[f"score{number}"] = _("This level is longer than 4,000 characters.")
    if problems:
        raise Invalid(_("Some fields need your attention."), problems)


@transaction.atomic
def create(
    *,
    uid: uuid.UUID,
    skill: Skill,
    wording: Wording,
    by: "User",
    at: datetime,
    details: Details | None = None,
    copied_from: Descriptor | None = None,
) -> Descriptor:
    """Write a new draft; the same uid from the same person again is the same draft. Raises Invalid, Stale, NotAllowed."""
    require(by, "descriptors.write_in", skill, otherwise=_("Only a Skill Competition Manager of this skill writes its descriptors."))
    wording = wording.tidied()
    validate(wording)
    found = Descriptor.objects.filter(uid=uid).first()
    if found is not None:
        return repeated_creation(found, wording=wording, by=by)
    draft = begin(uid, skill, wording, details or Details(), by=by, at=at, copied_from=copied_from)
    Scratch.objects.filter(user=by, descriptor_uid=uid).delete()
    record([fact_of(draft, "created", copied_from=str(copied_from.uid) if copied_from else None)], by=by, at=at)
    return draft


def begin(uid: uuid.UUID, skill: Skill, wording: Wording, details: Details, *, by: "User", at: datetime, **also: Any) -> Descriptor:
    """Write the row of a draft with its first revision; the event is the caller's."""
    fields = {"confidential_until": hidden_until(skill, also.get("copied_from")), "code": details.code} | also
    draft = Descriptor.objects.create(
        uid=uid,
        number=take("descriptors"),
        skill=skill,
        sector=skill.sector,
        source="SCM",
        quality_indicator=Quality.NEEDS_REVIEW,
        batch_status=DRAFT,
        created_by=by,
        created_at=at,
        updated_at=at,
        **fields,
        **fields_of(wording),
    )
    write_revision(draft, author=by, at=at)
    set_details(draft, details)
    return draft


def hidden_until(skill: Skill, source: Descriptor | None) -> datetime | None:
    """Return until when a draft stays hidden: as what is written in its skill, and not told before the confidential one it starts from."""
    own = confidential_until(skill)
    inherited = source.confidential_until if source and source.is_confidential else None
    return max(own, inherited) if own and inherited else own or inherited


def repeated_creation(found: Descriptor, *, wording: Wording, by: "User") -> Descriptor:
    """Return the row that a repeated form made before; anything else under that uid is a conflict, told to those who may see it."""
    if found.created_by_id == by.pk and found.wording == wording:
        return found
    if not by.has_perm("descriptors.view", found):
        raise DomainError(_("This page is outdated. Start a new descriptor and paste your text into it."))
    raise conflict(found)


@transaction.atomic
def edit(*, descriptor: Descriptor, seen: int, wording: Wording, by: "User", at: datetime, details: Details | None = None) -> Descriptor:
    """Save a new wording of a draft or returned one; a save that changes nothing writes nothing. Raises Invalid, Stale, NotAllowed."""
    require(by, "descriptors.edit", descriptor, otherwise=_("Only a Skill Competition Manager of this skill edits its descriptors."))
    wording = wording.tidied()
    validate(wording)
    reworded = descriptor.wording != wording
    described = details is not None and details_of(descriptor) != details
    if descriptor.change == seen and not reworded and not described:
        Scratch.objects.filter(user=by, descriptor_uid=descriptor.uid).delete()
        return descriptor
    mine = Descriptor.objects.filter(pk=descriptor.pk, batch_status__in=[DRAFT, RETURNED], deleted_at=None)
    version = descriptor.version + 1 if reworded else descriptor.version
    code = details.code if details else descriptor.code
    if not mine.alter(seen=seen, updated_at=at, version=version, code=code, **fields_of(wording)):
        return repeated_edit(descriptor, seen=seen, wording=wording, by=by)
    descriptor.refresh_from_db()
    if reworded:
        write_revision(descriptor, author=by, at=at)
    if details is not None:
        set_details(descriptor, details)
    Scratch.objects.filter(user=by, descriptor_uid=descriptor.uid).delete()
    record([fact_of(descriptor, "edited" if reworded else "described")], by=by, at=at)
    return descriptor


def repeated_edit(descriptor: Descriptor, *, seen: int, wording: Wording, by: "User") -> Descriptor:
    """Return the row where the same save came twice; else say who was faster, or that it is not open for editing."""
    found = Descriptor.objects.get(pk=descriptor.pk)
    if found.wording == wording and was_mine(found, seen=seen, by=by, verbs={"edited", "described"}):
        return found
    raise conflict(descriptor)


def details_of(descriptor: Descriptor) -> Details:
    """Return the row's details, in the order in which forms give them, whatever the database's collation."""
    tags = sorted(descriptor.tags.all(), key=lambda tag: tag.name_key)
    others = sorted(descriptor.also_useful_for.all(), key=lambda skill: skill.code)
    return Details(descriptor.code, tuple(tag.name for tag in tags), tuple(skill.pk for skill in others))


def set_details(descriptor: Descriptor, details: Details) -> None:
    """Set tags (made where new) and the other skills; the code is a column of the row."""
    descriptor.tags.set([tag_named(name) for name in details.tags])
    descriptor.also_useful_for.set(Skill.objects.filter(pk__in=details.also_useful_for).exclude(pk=descriptor.skill_id or 0))


def tag_named(name: str) -> Tag:
    """Return the tag of that name whatever its case, made where there is none; for a merged one, what it became."""
    tag: Tag = Tag.objects.select_related("merged_into").get_or_create(name_key=name_key(name), defaults={"name": name})[0]
    return tag.merged_into or tag


@transaction.atomic
def reply_to_return(*, descriptor: Descriptor, seen: int, reply: str, by: "User", at: datetime) -> Descriptor:
    """Keep the SCM's answer to the Skill Advisor's comment; it travels with the next submission."""
    require(by, "descriptors.edit", descriptor)
    reply = reply.strip()
    if (descriptor.reply or "") == reply:
        return descriptor
    if not Descriptor.objects.live().filter(pk=descriptor.pk, batch_status=RETURNED).alter(seen=seen, reply=reply or None, updated_at=at):
        raise conflict(descriptor)
    descriptor.refresh_from_db()
    record([fact_of(descriptor, "replied")], by=by, at=at)
    return descriptor


@transaction.atomic
def delete(*, descriptor: Descriptor, seen: int, by: "User", at: datetime) -> Descriptor:
    """Put a draft or returned one aside; it can be restored."""
    require(by, "descriptors.edit", descriptor)
    return put_aside(descriptor, seen=seen, by=by, at=at, deleted=True)


@transaction.atomic
def restore(*, descriptor: Descriptor, seen: int, by: "User", at: datetime) -> Descriptor:
    """Bring a deleted draft or returned one back."""
    require(by, "descriptors.edit", descriptor)
    return put_aside(descriptor, seen=seen, by=by, at=at, deleted=False)


def put_aside(descriptor: Descriptor, *, seen: int, by: "User", at: datetime, deleted: bool) -> Descriptor:
    """Delete or restore; a repeat of one's own is no conflict."""
    verb = "deleted" if deleted else "restored"
    if descriptor.amends_id and not deleted:
        hold_target(descriptor.amends_id, besides=descriptor)
    rows = Descriptor.objects.filter(pk=descriptor.pk, batch_status__in=[DRAFT, RETURNED], deleted_at__isnull=deleted)
    if not rows.alter(seen=seen, updated_at=at, deleted_at=at if deleted else None, deleted_by=by if deleted else None):
        if was_mine(descriptor, seen=seen, by=by, verbs={verb}):
            return descriptor
        raise conflict(descriptor)
    descriptor.refresh_from_db()
    record([fact_of(descriptor, verb)], by=by, at=at)
    return descriptor


class AlreadyOpen(DomainError):
    """Another amendment of the same descriptor is written or reviewed; `found` is it."""

    def __init__(self, found: Descriptor) -> None:
        super().__init__(_("%(who)s has begun an amendment of it already.") % {"who": found.created_by})
        self.found = found


def hold_target(pk: int, *, besides: Descriptor | None = None) -> Descriptor:
    """Lock what is amended; at most one amendment of it is open. Raises AlreadyOpen."""
    target = Descriptor.objects.select_for_update(of=("self",)).select_related("skill", "merged_into").get(pk=pk)
    others = Descriptor.objects.open_amendments().filter(amends=target).select_related("created_by", "skill")
    found = others.exclude(pk=besides.pk).first() if besides else others.first()
    if found is not None:
        raise AlreadyOpen(found)
    return target

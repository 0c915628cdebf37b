"""What happens to WSOS sections."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from assay.accounts.permissions import require
from assay.errors import DomainError, Invalid, Stale
from assay.history.record import Fact, record
from assay.names import name_key
from assay.standards.models import Standard, StandardSection, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME = 300
NOT_A_CURATOR = gettext_noop("Only an administrator renames, merges or deletes WSOS sections.")

on_merge: "list[Callable[[WSOSSection, WSOSSection, datetime], Sequence[Fact]]]" = []
"""Rooms above move what refers to the first section to the second, and return the facts of what they changed."""
uses: list[Callable[[WSOSSection], list[str]]] = []
"""Rooms above say in sentences, with numbers, what of theirs refers to a section; nothing where nothing does."""


class NameTaken(Invalid):
    """A section of that name is there already, whatever its case; `section` is the one to use."""

    def __init__(self, message: str, section: WSOSSection) -> None:
        super().__init__(message, {"name": message})
        self.section = section


@transaction.atomic
def create_section(*, uid: uuid.UUID, name: str, by: "User", at: datetime) -> WSOSSection:
    """Add a WSOS section; the same uid and name again is the same section. Raises NameTaken, Invalid, NotAllowed."""
    require(by, "standards.create_section", otherwise=_("Skill Competition Managers, Skill Advisors and administrators add WSOS sections."))
    name = " ".join(name.split())
    check_name(name)
    known = WSOSSection.objects.filter(uid=uid).exclude(name_key=name_key(name)).exists()
    section, is_new = WSOSSection.objects.select_related("merged_into").get_or_create(
        name_key=name_key(name), defaults={"name": name, "uid": uuid.uuid4() if known else uid}
    )
    if not is_new and section.uid != uid:
        section = section.merged_into or section
        raise NameTaken(_("“%(name)s” is there already. Use it instead of a new one.") % {"name": section.name}, section)
    if is_new:
        record([Fact("section", section.uid, "created")], by=by, at=at)
    return section


def check_name(name: str) -> None:
    """Raise Invalid unless the name may be a section's; its comparison key may be longer than the name itself."""
    if not name:
        raise Invalid(_("Give the section a name."), {"name": _("Give the section a name.")})
    if len(name) > LONGEST_NAME or len(name_key(name)) > LONGEST_NAME:
        raise Invalid(_("The name is too long."), {"name": _("Use at most 300 characters.")})


@transaction.atomic
def rename_section(*, section: WSOSSection, name: str, was: str, by: "User", at: datetime) -> WSOSSection:
    """Give a section another name; `was` is the one that the person saw. Raises NameTaken, Invalid, Stale, NotAllowed."""
    require(by, "standards.curate_sections", otherwise=_(NOT_A_CURATOR))
    name = " ".join(name.split())
    check_name(name)
    if name == section.name:
        return section
    as_seen = WSOSSection.objects.filter(pk=section.pk, name=was, merged_into=None)
    try:
        with transaction.atomic():
            renamed = as_seen.update(name=name, name_key=name_key(name))
    except IntegrityError:
        raise taken(name) from None
    section.refresh_from_db()
    if not renamed:
        raise Stale(_("It was renamed meanwhile; it is “%(name)s” now.") % {"name": section.name}, section)
    record([Fact("section", section.uid, "renamed")], by=by, at=at)
    return section


def taken(name: str) -> NameTaken:
    """Return the refusal of a name that another section has, whatever its case."""
    other = WSOSSection.objects.select_related("merged_into").get(name_key=name_key(name))
    other = other.merged_into or other
    return NameTaken(_("“%(name)s” is there already. Merge the two instead.") % {"name": other.name}, other)


@transaction.atomic
def merge_sections(*, section: WSOSSection, into: WSOSSection, by: "User", at: datetime) -> WSOSSection:
    """Move every use of a section to another one; the first stays and forwards. Raises DomainError, NotAllowed."""
    require(by, "standards.curate_sections", otherwise=_(NOT_A_CURATOR))
    locked = {row.pk: row for row in WSOSSection.objects.select_for_update().filter(pk__in=[section.pk, into.pk]).order_by("pk")}
    section, into = locked[section.pk], locked[into.pk]
    if section.merged_into_id == into.pk:
        return into
    refuse_merge(section, into)
    moved = [*move_in_standards(section, into), *(fact for move in on_merge for fact in move(section, into, at))]
    section.merged_from.update(merged_into=into)
    section.merged_into = into
    section.save(update_fields=["merged_into"])
    record([*moved, Fact("section", section.uid, "merged", data={"into": str(into.uid), "moved": len(moved)})], by=by, at=at)
    return into


def move_in_standards(section: WSOSSection, into: WSOSSection) -> list[Fact]:
    """Let standards list the second section in place of the first; return what happened to each."""
    standards = Standard.objects.filter(pk__in=list(section.uses.values_list("standard", flat=True)))
    standards.update(change=F("change") + 1)
    section.uses.update(section=into)
    return [
        Fact("standard", standard.uid, "section_merged", change=standard.change, skill=standard.skill.uid)
        for standard in standards.select_related("skill").order_by("pk")
    ]


def refuse_merge(section: WSOSSection, into: WSOSSection) -> None:
    """Raise DomainError where a merge is not possible: the same section, a merged one, a standard that has both."""
    if section.pk == into.pk:
        raise DomainError(_("Choose another section to merge it into."))
    if section.merged_into_id or into.merged_into_id:
        raise DomainError(_("One of the two was merged meanwhile."))
    if both := standards_with_both(section, into):
        raise DomainError(_("These standards list both, so they cannot become one: %(standards)s.") % {"standards": ", ".join(both)})


def standards_with_both(section: WSOSSection, into: WSOSSection) -> list[str]:
    """Return the standards in which both sections have a number of their own."""
    first = StandardSection.objects.filter(section=section).values("standard")
    found = StandardSection.objects.filter(section=into, standard__in=first).select_related("standard__skill", "standard__competition")
    return [str(use.standard) for use in found]


@transaction.atomic
def delete_section(*, section: WSOSSection, by: "User", at: datetime) -> None:
    """Delete a section that nothing ever used. Raises DomainError, NotAllowed."""
    require(by, "standards.curate_sections", otherwise=_(NOT_A_CURATOR))
    if used := uses_of(section):
        raise DomainError(_("“%(name)s” is in use: %(uses)s") % {"name": section.name, "uses": " ".join(used)})
    try:
        section.delete()
    except ProtectedError:
        raise DomainError(_("“%(name)s” is in use, so it stays.") % {"name": section.name}) from None
    record([Fact("section", section.uid, "deleted")], by=by, at=at)


def uses_of(section: WSOSSection) -> list[str]:
    """Return in sentences, with numbers, what refers to a section."""
    standards, merged = section.uses.count(), section.merged_from.count()
    own = [
        (standards, ngettext("%(n)d standard lists it.", "%(n)d standards list it.", standards)),
        (merged, ngettext("%(n)d section was merged into it.", "%(n)d sections were merged into it.", merged)),
    ]
    return [words % {"n": number} for number, words in own if number] + [words for use in uses for words in use(section)]

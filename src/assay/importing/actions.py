"""Read a workbook, and apply what was read: one transaction per file, nothing half-imported."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.curating.adding import CameFrom, Entry, add_as_drafts, add_to_library
from assay.descriptors.models import Quality
from assay.errors import DomainError, Invalid
from assay.formats import as_json
from assay.formats.child import read_in_child
from assay.formats.scheme import Aspect, Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence
from assay.history.record import Fact
from assay.importing.columns.actions import forget_rows, keep_raw
from assay.importing.existing import same_wording, wording_of
from assay.importing.models import WAITS, Import
from assay.importing.near import Decided, explain, used_instead
from assay.importing.proposals import confidential_until, match_sections, proposed_competition, skill_for
from assay.names import name_key
from assay.schemes.keeping import Settled, keep, link
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User


class ImportedBefore(DomainError):
    """The same file is the scheme of the same skill in the same competition already; `scheme` is that one."""

    def __init__(self, scheme: Scheme) -> None:
        words = {"skill": scheme.skill, "competition": scheme.competition}
        super().__init__(_("This file was imported before, as the scheme of %(skill)s in %(competition)s.") % words)
        self.scheme = scheme


@dataclass(frozen=True)
class Choice:
    """What the importer settled: whose it is, which sections are meant, how the descriptors start.

    `sections` and `new_sections` (names of ones to be made) go by the workbook's section numbers. With `leave_out`, an aspect that the
    skill has in the same wording already makes no second descriptor: the scheme points to the first. `near` says the same, or why not,
    of those that are nearly there.
    """

    skill: Skill
    competition: Competition
    sections: Mapping[int, WSOSSection]
    new_sections: Mapping[int, str] = field(default_factory=dict)
    quality: Quality | None = None
    confidential_until: datetime | None = None
    leave_out: bool = False
    near: Decided = field(default_factory=Decided)


def read(data: bytes, *, name: str) -> Workbook:
    """Return what the limited child read; raise Invalid with its sentence where the file is no scheme."""
    try:
        return read_in_child(data, name=name)
    except UnreadableWorkbook as refusal:
        raise Invalid(sentence(refusal), {"file": sentence(refusal)}) from refusal


def upload(*, uid: uuid.UUID, data: bytes, name: str, by: "User", at: datetime) -> Import:
    """Read a workbook and keep the result for the preview; the file itself is not kept. Raises Invalid, NotAllowed.

    No transaction is open while the child reads: a slow file holds up nobody else.
    """
    require(
        by,
        "importing.upload",
        otherwise=_("Administrators import into the library, Skill Competition Managers into drafts of their skill."),
    )
    found = Import.objects.filter(uid=uid).first()
    if found is not None and found.uploaded_by_id == by.pk:
        return found
    known = {"uid": uuid.uuid4() if found else uid, "sha256": hashlib.sha256(data).hexdigest(), "uploaded_by": by, "uploaded_at": at}
    try:
        book = read_in_child(data, name=name)
    except UnreadableWorkbook as refusal:
        if not any(sheet.rows for sheet in refusal.sheets):
            raise Invalid(sentence(refusal), {"file": sentence(refusal)}) from refusal
        return keep_raw(Import(file=name[:255], **known), refusal)
    return keep_read(Import(file=book.file[:255], **known), book)


def keep_read(found: Import, book: Workbook) -> Import:
    """Keep what was read, with what it says of itself; a form that comes twice finds the first one."""
    found.document, found.skill, found.competition = as_json.dump(book), skill_for(book, found.uploaded_by), proposed_competition(book)
    kept = {"file": found.file, "sha256": found.sha256, "uploaded_at": found.uploaded_at, "document": found.document}
    defaults = kept | {"skill": found.skill, "competition": found.competition}
    return Import.objects.get_or_create(uid=found.uid, uploaded_by=found.uploaded_by, defaults=defaults)[0]


def settled_by_itself(book: Workbook, *, skill: Skill, competition: Competition) -> Choice:
    """Return the choice that needs nobody: sections by their names, new ones where no name matches, hidden as the competition says."""
    matches = [one for one in match_sections(book, skill, competition) if one.is_sure]
    return Choice(
        skill,
        competition,
        sections={one.section.number: one.found for one in matches if one.found},
        new_sections={one.section.number: one.section.name for one in matches if one.found is None and one.section.name},
        confidential_until=confidential_until(skill, competition),
    )


@transaction.atomic
def apply(book: Workbook, *, sha256: str, choice: Choice, by: "User | None", at: datetime, as_drafts: bool = False) -> Scheme:
    """Keep the scheme and make descriptors of its judgement aspects; `by` None is the command line.

    Raises ImportedBefore, Invalid, NotAllowed.
    """
    if as_drafts and by is not None:
        require(by, "descriptors.write_in", choice.skill, otherwise=_("You import only into drafts of the skills that you manage."))
    if known := known_scheme(sha256, choice.skill, choice.competition):
        raise ImportedBefore(known)
    sections, created = with_new_sections(choice)
    choice = replace(choice, sections=sections, new_sections={})
    settled = Settled(choice.skill, choice.competition, choice.sections, as_drafts, choice.confidential_until)
    scheme = keep_once(book, sha256=sha256, settled=settled, by=by, at=at)
    aspects = [aspect for aspect in book.judgement if can_be_made(aspect, choice, as_drafts=as_drafts)]
    known_already = same_wording(aspects, skill=choice.skill, by=by, as_drafts=as_drafts) if choice.leave_out else {}
    known_already |= used_instead(choice.near, by)
    new = [aspect for aspect in aspects if aspect.row not in known_already]
    group = Fact("import", scheme.uid, "imported", skill=choice.skill.uid, data={"rows": len(new), "sha256": sha256})
    add = add_as_drafts if as_drafts else add_to_library
    added = add(entries=[entry_of(aspect, book, scheme, choice) for aspect in new], by=by, at=at, group=[*created, group])
    made = dict(zip((aspect.row for aspect in new), added, strict=True))
    link(scheme, known_already | made)
    explain(made, choice.near, by=by, at=at)
    return scheme


def known_scheme(sha256: str, skill: Skill, competition: Competition) -> Scheme | None:
    """Return the scheme that the same file became before, or None."""
    return Scheme.objects.select_related("skill", "competition").filter(skill=skill, competition=competition, sha256=sha256).first()


def keep_once(book: Workbook, *, sha256: str, settled: Settled, by: "User | None", at: datetime) -> Scheme:
    """Write the scheme; of two who import the same file at the same moment the second is told. Raises ImportedBefore."""
    try:
        with transaction.atomic():
            return keep(book, sha256=sha256, settled=settled, by=by, at=at)
    except IntegrityError:
        known = known_scheme(sha256, settled.skill, settled.competition)
        if known is None:
            raise
        raise ImportedBefore(known) from None


def with_new_sections(choice: Choice) -> tuple[dict[int, WSOSSection], list[Fact]]:
    """Return the sections with those that are made now, and the facts of these, to be recorded last.

    They are made in the order of their names, so that two imports do not wait for each other.
    """
    settled, facts = dict(choice.sections), []
    for number, name in sorted(choice.new_sections.items(), key=lambda pair: name_key(pair[1])):
        section, is_new = WSOSSection.objects.select_related("merged_into").get_or_create(name_key=name_key(name), defaults={"name": name})
        settled[number] = section.merged_into or section
        facts += [Fact("section", section.uid, "created")] if is_new else []
    return settled, facts


def can_be_made(aspect: Aspect, choice: Choice, *, as_drafts: bool) -> bool:
    """Return whether a descriptor can be made of an aspect: it needs a name, a draft a section and a level as well."""
    return bool(aspect.description) and (not as_drafts or can_be_a_draft(aspect, choice))


def can_be_a_draft(aspect: Aspect, choice: Choice) -> bool:
    """Return whether an aspect has what a draft needs: a section and a level."""
    return (aspect.section in choice.sections or aspect.section in choice.new_sections) and any(aspect.level_texts)


def entry_of(aspect: Aspect, book: Workbook, scheme: Scheme, choice: Choice) -> Entry:
    """Return the descriptor that a judgement aspect becomes, with everything about its origin."""
    section = choice.sections.get(aspect.section) if aspect.section is not None else None
    return Entry(
        wording=replace(wording_of(aspect), section=section.pk if section else None),
        skill=choice.skill,
        source=choice.competition.code,
        quality=choice.quality,
        code=aspect.code[:32],
        confidential_until=choice.confidential_until,
        came_from=origin_of(aspect, book, scheme, choice),
    )


def origin_of(aspect: Aspect, book: Workbook, scheme: Scheme, choice: Choice) -> CameFrom:
    """Return where an aspect stands: file, criterion, sub-criterion, row, and its texts as they were read."""
    sub = next(sub for sub in book.sub_criteria if aspect in sub.aspects)
    return CameFrom(
        system="cis",
        external_id=f"{scheme.uid}/{aspect.row}",
        competition=choice.competition,
        file=book.file[:255],
        sheet=book.sheet[:80],
        criterion=f"{sub.criterion} {book.criterion_name(sub.criterion)}".strip()[:300],
        sub_criterion=f"{sub.id} {sub.name}".strip()[:300],
        row=aspect.row,
        raw={"name": aspect.description_raw, "levels": [level.raw for level in aspect.levels], "section": aspect.section_raw},
    )


@transaction.atomic
def apply_upload(*, found: Import, choice: Choice, by: "User", at: datetime) -> Scheme:
    """Apply an upload into the library (administrator) or into drafts (SCM); a second click shows the first result.

    Raises ImportedBefore, Invalid, NotAllowed.
    """
    require(by, "importing.apply", found)
    # The row's lock comes first: a second click waits here and then finds the scheme.
    Import.objects.filter(pk=found.pk).update(skill=choice.skill, competition=choice.competition)
    kept = Import.objects.select_related("scheme").filter(pk=found.pk).first()
    if kept is None:
        raise DomainError(_("This workbook was discarded meanwhile. Upload it again to import it."))
    if kept.scheme is not None:
        return kept.scheme
    scheme = apply(as_json.load(found.document), sha256=found.sha256, choice=choice, by=by, at=at, as_drafts=not by.is_admin)
    # The scheme keeps the document from now on.
    Import.objects.filter(pk=found.pk).update(applied_at=at, scheme=scheme, document={})
    return scheme


def discard(*, found: Import, by: "User") -> None:
    """Forget a workbook that was read and not imported; one that was imported stays. Raises NotAllowed."""
    require(by, "importing.apply", found)
    Import.objects.filter(pk=found.pk, scheme=None).delete()


def forget_old(*, now: datetime) -> int:
    """Forget the workbooks that waited seven days, and the raw rows of all as old; return how many workbooks."""
    forget_rows(older_than=now - WAITS)
    return Import.objects.waiting().filter(uploaded_at__lte=now - WAITS).delete()[0]

"""Read a workbook, and apply what was read: one transaction per file, nothing half-imported."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.actions import LONGEST_LEVEL, LONGEST_NAME
from assay.descriptors.curating.adding import CameFrom, Entry, add_as_drafts, add_to_library
from assay.descriptors.models import Quality
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid
from assay.formats import as_json
from assay.formats.child import read_in_child
from assay.formats.scheme import Aspect, Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence
from assay.history.record import Fact
from assay.importing.models import Import
from assay.importing.proposals import match_sections, proposed_competition, proposed_skill
from assay.schemes.keeping import Settled, keep, link
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill, WSOSSection
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """What the importer settled: whose it is, which sections are meant, how the descriptors start."""

    skill: Skill
    competition: Competition
    sections: Mapping[int, WSOSSection]
    quality: Quality | None = None
    confidential_until: datetime | None = None


def read(data: bytes, *, name: str) -> Workbook:
    """Return what the limited child read; raise Invalid with its sentence where the file is no scheme."""
    try:
        return read_in_child(data, name=name)
    except UnreadableWorkbook as refusal:
        raise Invalid(sentence(refusal), {"file": sentence(refusal)}) from refusal


@transaction.atomic
def upload(*, uid: uuid.UUID, data: bytes, name: str, by: "User", at: datetime) -> Import:
    """Read a workbook and keep the result for the preview; the file itself is not kept. Raises Invalid, NotAllowed."""
    require(
        by,
        "importing.upload",
        otherwise=_("Administrators import into the library, Skill Competition Managers into drafts of their skill."),
    )
    found = Import.objects.filter(uid=uid, uploaded_by=by).first()
    if found is not None:
        return found
    book = read(data, name=name)
    skill = proposed_skill(book)
    mine = roles_of(by).scm
    if not by.is_admin and (skill is None or skill.pk not in mine) and len(mine) == 1:
        skill = Skill.objects.get(pk=next(iter(mine)))
    return Import.objects.create(
        uid=uid,
        file=book.file[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        document=as_json.dump(book),
        skill=skill,
        competition=proposed_competition(book),
        uploaded_by=by,
        uploaded_at=at,
    )


def settle_sections(book: Workbook, *, skill: Skill, competition: Competition) -> dict[int, WSOSSection]:
    """Return the WSOS section of each number; a name that nothing matches becomes a new section."""
    settled = {}
    for found in match_sections(book, skill, competition):
        section = found.found
        if section is None and found.section.name:
            section = WSOSSection.objects.create(name=found.section.name)
        if section is not None:
            settled[found.section.number] = section
    return settled


@transaction.atomic
def apply(book: Workbook, *, sha256: str, choice: Choice, by: "User | None", at: datetime, as_drafts: bool = False) -> Scheme:
    """Keep the scheme and make descriptors of its judgement aspects; `by` None is the command line. Raises DomainError, NotAllowed."""
    known = Scheme.objects.filter(skill=choice.skill, competition=choice.competition, sha256=sha256).first()
    if known is not None:
        raise DomainError(
            _("This file was imported before, as the scheme of %(skill)s in %(competition)s.")
            % {"skill": choice.skill, "competition": choice.competition}
        )
    scheme = keep(book, sha256=sha256, settled=Settled(choice.skill, choice.competition, choice.sections), by=by, at=at)
    aspects = [aspect for aspect in book.judgement if aspect.description and (not as_drafts or can_be_a_draft(aspect, choice))]
    entries = [entry_of(aspect, book, scheme, choice) for aspect in aspects]
    group = Fact("import", scheme.uid, "imported", skill=choice.skill.uid, data={"rows": len(entries), "sha256": sha256})
    add = add_as_drafts if as_drafts else add_to_library
    made = add(entries=entries, by=by, at=at, group=group)
    link(scheme, dict(zip((aspect.row for aspect in aspects), made, strict=True)))
    return scheme


def can_be_a_draft(aspect: Aspect, choice: Choice) -> bool:
    """Return whether an aspect has what a draft needs: a section and a level."""
    return aspect.section in choice.sections and any(aspect.level_texts)


def entry_of(aspect: Aspect, book: Workbook, scheme: Scheme, choice: Choice) -> Entry:
    """Return the descriptor that a judgement aspect becomes, with everything about its origin."""
    zero, one, two, three = (text[:LONGEST_LEVEL] for text in aspect.level_texts)
    section = choice.sections.get(aspect.section) if aspect.section is not None else None
    return Entry(
        wording=Wording(" ".join(aspect.description.split())[:LONGEST_NAME], (zero, one, two, three), section.pk if section else None),
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
    """Apply an upload into the library (administrator) or into drafts (SCM); a second click shows the first result."""
    require(by, "importing.apply", found)
    # The row's lock comes first: a second click waits here and then finds the scheme.
    Import.objects.filter(pk=found.pk).update(skill=choice.skill, competition=choice.competition)
    kept = Import.objects.select_related("scheme").get(pk=found.pk)
    if kept.scheme is not None:
        return kept.scheme
    scheme = apply(as_json.load(found.document), sha256=found.sha256, choice=choice, by=by, at=at, as_drafts=not by.is_admin)
    Import.objects.filter(pk=found.pk).update(applied_at=at, scheme=scheme)
    return scheme

"""Keep a scheme that was read: rows for what people look at, the whole document for what nobody foresaw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assay.formats import as_json
from assay.formats import scheme as read
from assay.schemes.models import Aspect, Criterion, Scheme, SchemeSection, SubCriterion
from assay.standards.models import Competition, Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST = 300


@dataclass(frozen=True)
class Settled:
    """Whose scheme it is, and which WSOS section stands for which number of the workbook."""

    skill: Skill
    competition: Competition
    sections: Mapping[int, WSOSSection]
    into_drafts: bool = False
    confidential_until: datetime | None = None


def keep(book: read.Workbook, *, sha256: str, settled: Settled, by: "User | None", at: datetime) -> Scheme:
    """Write the scheme without descriptors; a constant number of statements."""
    scheme = Scheme.objects.create(
        skill=settled.skill,
        competition=settled.competition,
        title=book.title[:LONGEST],
        standards_title=book.standards_title[:LONGEST],
        file=book.file[:255],
        sha256=sha256,
        sheet=book.sheet[:80],
        layout=book.layout,
        marks=book.marks,
        document=as_json.dump(book),
        into_drafts=settled.into_drafts,
        confidential_until=settled.confidential_until,
        imported_by=by,
        imported_at=at,
    )
    SchemeSection.objects.bulk_create(
        SchemeSection(
            scheme=scheme,
            number=section.number,
            name=section.name[:LONGEST],
            mark=section.mark,
            wsos_section=settled.sections.get(section.number),
        )
        for section in book.sections
    )
    keep_aspects(scheme, book)
    return scheme


def keep_aspects(scheme: Scheme, book: read.Workbook) -> None:
    """Write criteria, sub-criteria and every aspect, M and J."""
    letters = dict.fromkeys([*(listed.letter for listed in book.criteria), *(sub.criterion for sub in book.sub_criteria if sub.criterion)])
    marks = {listed.letter: listed.mark for listed in book.criteria}
    criteria = Criterion.objects.bulk_create(
        Criterion(scheme=scheme, letter=letter[:8], name=book.criterion_name(letter)[:LONGEST], mark=marks.get(letter))
        for letter in letters
    )
    by_letter = dict(zip(letters, criteria, strict=True))
    subs = SubCriterion.objects.bulk_create(
        SubCriterion(
            scheme=scheme, criterion=by_letter.get(sub.criterion), code=sub.id[:16], name=sub.name[:LONGEST], day=sub.day[:16], row=sub.row
        )
        for sub in book.sub_criteria
    )
    pairs = [(row, aspect) for row, sub in zip(subs, book.sub_criteria, strict=True) for aspect in sub.aspects]
    Aspect.objects.bulk_create(aspect_of(row, aspect) for row, aspect in pairs)


def aspect_of(sub: SubCriterion, aspect: read.Aspect) -> Aspect:
    """Return an aspect's row, not saved yet."""
    return Aspect(
        sub_criterion=sub,
        type=aspect.type,
        code=aspect.code[:32],
        description=aspect.description,
        extra="\n".join(aspect.extra),
        requirement=aspect.requirement,
        section_number=aspect.section,
        mark=aspect.mark,
        row=aspect.row,
    )

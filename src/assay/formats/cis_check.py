"""What CIS would stumble over in a workbook that is written: said before it is taken, never a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assay.formats.scheme import JUDGEMENT, MEASUREMENT, Aspect, SchemeWarning, Workbook

QUOTED = 80
# A row without these is not an aspect to CIS; everything else is advice.
NEEDED = {"aspect-without-type", "aspect-without-name", "level-missing", "levels-missing"}


@dataclass(frozen=True)
class Limits:
    """What public documents of WorldSkills say, and how long a name may be before a form cuts it."""

    total: Decimal = Decimal(100)
    variation: Decimal = Decimal(5)
    longest_name: int = 300


@dataclass(frozen=True)
class Stumble:
    """One thing to look at; `is_needed` where CIS cannot do without it."""

    said: SchemeWarning
    is_needed: bool


USUAL = Limits()


def stumbles(book: Workbook, limits: Limits = USUAL) -> list[Stumble]:
    """Return everything, what is needed first; cells are those of the written sheet."""
    found = [Stumble(said, said.rule in NEEDED) for said in _findings(book, limits)]
    return sorted(found, key=lambda stumble: not stumble.is_needed)


def _findings(book: Workbook, limits: Limits) -> Iterator[SchemeWarning]:
    if not book.aspects:
        yield SchemeWarning("no-aspects")
        return
    for aspect in book.aspects:
        yield from _of_aspect(aspect)
    yield from _of_marks(book, limits)
    yield from _of_sections(book, limits)
    yield from _of_names(book, limits)
    for sub in book.sub_criteria:
        if not sub.day:
            yield SchemeWarning("sub-criterion-without-day", f"C{sub.row}", {"id": sub.id})


def _of_aspect(aspect: Aspect) -> Iterator[SchemeWarning]:
    name, row = aspect.description[:QUOTED], aspect.row
    if aspect.type not in {MEASUREMENT, JUDGEMENT}:
        yield SchemeWarning("aspect-without-type", f"D{row}", {"name": name})
    if not aspect.description:
        yield SchemeWarning("aspect-without-name", f"E{row}", {"type": aspect.type})
    missing = [str(level.number) for level in aspect.levels if not level.text] if aspect.is_judgement else []
    if len(missing) == len(aspect.levels):
        yield SchemeWarning("levels-missing", f"E{row}", {"name": name})
    elif missing:
        yield SchemeWarning("level-missing", f"E{row}", {"name": name, "levels": ", ".join(missing)})


def _of_marks(book: Workbook, limits: Limits) -> Iterator[SchemeWarning]:
    without = [aspect for aspect in book.aspects if aspect.mark is None]
    if len(without) == len(book.aspects):
        yield SchemeWarning("marks-missing", f"K{without[0].row}")
        return
    yield from (SchemeWarning("mark-missing", f"K{aspect.row}", {"name": aspect.description[:QUOTED]}) for aspect in without)
    if book.marks != limits.total:
        yield SchemeWarning("marks-not-total", "", {"found": f"{book.marks:f}", "total": f"{limits.total:f}"})
    for section in book.sections:
        found, declared = book.section_marks(section.number), section.mark or Decimal()
        if abs(found - declared) > limits.variation:
            params = {"number": str(section.number), "name": section.name, "declared": f"{declared:f}", "found": f"{found:f}"}
            yield SchemeWarning("section-varies", f"K{section.row}", params | {"limit": f"{limits.variation:f}"})


def _of_sections(book: Workbook, _limits: Limits) -> Iterator[SchemeWarning]:
    numbers = {section.number for section in book.sections}
    if not numbers:
        yield SchemeWarning("sections-not-known")
        return
    for aspect in book.aspects:
        if aspect.section is None:
            yield SchemeWarning("section-missing", f"I{aspect.row}", {"name": aspect.description[:QUOTED]})
        elif aspect.section not in numbers:
            yield SchemeWarning("section-not-listed", f"I{aspect.row}", {"value": str(aspect.section)})


def _of_names(book: Workbook, limits: Limits) -> Iterator[SchemeWarning]:
    cells = [("A1", book.title)]
    cells += [(f"B{section.row}", section.name) for section in book.sections]
    cells += [(f"B{criterion.row}", criterion.name) for criterion in book.criteria]
    cells += [(f"B{sub.row}", sub.name) for sub in book.sub_criteria]
    cells += [(f"E{aspect.row}", aspect.description) for aspect in book.aspects]
    for cell, name in cells:
        if len(name) > limits.longest_name:
            params = {"name": name[:QUOTED], "length": str(len(name)), "limit": str(limits.longest_name)}
            yield SchemeWarning("name-too-long", cell, params)

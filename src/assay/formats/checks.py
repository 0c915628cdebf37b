"""What a person should look at in a scheme that was read: warnings, never refusals."""

from collections.abc import Iterator
from decimal import Decimal

from assay.formats.cells import comparable, is_blank
from assay.formats.scheme import Aspect, SchemeWarning, Workbook

HUNDRED = Decimal(100)
USUAL_MARK = Decimal(2)
LONGEST_NAME, LONGEST_LEVEL, SHORTEST_NAME = 300, 4000, 5
QUOTED = 80


def findings(book: Workbook) -> Iterator[SchemeWarning]:
    """Yield every warning that needs the whole scheme."""
    if not book.aspects:
        yield SchemeWarning("no-aspects")
        return
    yield from _of_sub_criteria(book)
    for aspect in book.aspects:
        yield from _of_aspect(aspect, {section.number for section in book.sections})
    yield from _repeats(book)
    yield from _totals(book)


def _of_sub_criteria(book: Workbook) -> Iterator[SchemeWarning]:
    letters = {criterion.letter for criterion in book.criteria}
    first: dict[str, int] = {}
    for sub in book.sub_criteria:
        cell = f"A{sub.row}"
        if sub.id and sub.id in first:
            yield SchemeWarning("sub-criterion-repeated", cell, {"id": sub.id, "first": str(first[sub.id])})
        elif letters and sub.criterion and sub.criterion not in letters:
            yield SchemeWarning("criterion-not-listed", cell, {"letter": sub.criterion})
        first.setdefault(sub.id, sub.row)
        if not sub.aspects:
            yield SchemeWarning("sub-criterion-empty", cell, {"id": sub.id, "name": sub.name})
        elif sub.id and not sub.day:
            yield SchemeWarning("sub-criterion-without-day", f"C{sub.row}", {"id": sub.id})


def _of_aspect(aspect: Aspect, sections: set[int]) -> Iterator[SchemeWarning]:
    name = aspect.description[:QUOTED]
    yield from _of_type(aspect, name)
    yield from _of_name(aspect, name)
    yield from _of_levels(aspect, name)
    yield from _of_mark(aspect, name)
    yield from _of_section(aspect, name, sections)


def _of_type(aspect: Aspect, name: str) -> Iterator[SchemeWarning]:
    if is_blank(aspect.type_raw):
        yield SchemeWarning("aspect-without-type", f"D{aspect.row}", {"name": name})
    elif aspect.type in {"O", "S"}:
        yield SchemeWarning("type-old", f"D{aspect.row}", {"value": aspect.type})


def _of_name(aspect: Aspect, name: str) -> Iterator[SchemeWarning]:
    cell, length = f"E{aspect.row}", len(aspect.description)
    if not length:
        yield SchemeWarning("aspect-without-name", cell, {"type": aspect.type or aspect.type_raw})
    elif length < SHORTEST_NAME:
        yield SchemeWarning("name-short", cell, {"name": name})
    elif length > LONGEST_NAME:
        yield SchemeWarning("text-too-long", cell, {"length": str(length), "limit": str(LONGEST_NAME)})


def _of_levels(aspect: Aspect, name: str) -> Iterator[SchemeWarning]:
    missing = [str(level.number) for level in aspect.levels if not level.text]
    has_some = len(missing) < len(aspect.levels)
    if aspect.is_judgement and not has_some:
        yield SchemeWarning("levels-missing", f"E{aspect.row}", {"name": name})
    elif aspect.is_judgement and missing:
        yield SchemeWarning("level-missing", f"E{aspect.row}", {"name": name, "levels": ", ".join(missing)})
    elif has_some and not aspect.is_judgement:
        yield SchemeWarning("level-under-measurement", f"E{aspect.row}", {"name": name})
    for level in aspect.levels:
        if len(level.text) > LONGEST_LEVEL:
            yield SchemeWarning("text-too-long", f"G{level.row}", {"length": str(len(level.text)), "limit": str(LONGEST_LEVEL)})


def _of_mark(aspect: Aspect, name: str) -> Iterator[SchemeWarning]:
    cell = f"K{aspect.row}"
    if is_blank(aspect.mark_raw):
        yield SchemeWarning("mark-missing", cell, {"name": name})
    elif aspect.mark is None:
        yield SchemeWarning("mark-unreadable", cell, {"value": aspect.mark_raw[:QUOTED]})
    elif not 0 < aspect.mark <= USUAL_MARK or aspect.mark != round(aspect.mark, 2):
        yield SchemeWarning("mark-unusual", cell, {"value": str(aspect.mark), "limit": f"{USUAL_MARK:.2f}"})


def _of_section(aspect: Aspect, name: str, sections: set[int]) -> Iterator[SchemeWarning]:
    cell = f"I{aspect.row}"
    if is_blank(aspect.section_raw):
        if sections:
            yield SchemeWarning("section-missing", cell, {"name": name})
    elif aspect.section is None:
        yield SchemeWarning("section-unreadable", cell, {"value": aspect.section_raw[:QUOTED]})
    elif aspect.section not in sections:
        yield SchemeWarning("section-not-listed", cell, {"value": str(aspect.section)})


def _repeats(book: Workbook) -> Iterator[SchemeWarning]:
    """Yield judgement aspects with the title and the ladder of an earlier one; equal ladders alone are normal."""
    first: dict[tuple[str, ...], int] = {}
    for aspect in book.judgement:
        key = tuple(comparable(text) for text in (aspect.description, *aspect.level_texts))
        if key in first and any(key):
            yield SchemeWarning("aspect-repeated", f"E{aspect.row}", {"name": aspect.description[:QUOTED], "first": str(first[key])})
        first.setdefault(key, aspect.row)


def _totals(book: Workbook) -> Iterator[SchemeWarning]:
    yield from _section_totals(book)
    yield from _criterion_totals(book)
    for total in book.totals:
        label = total.label.split()[-1:] or [""]
        found = book.marks if comparable(total.label) == "competition" else book.criterion_marks(label[0])
        listed = found or not comparable(total.label).startswith("criterion")
        if total.mark is not None and listed and total.mark != found:
            params = {"label": total.label, "declared": str(total.mark), "found": str(found)}
            yield SchemeWarning("total-differs", f"N{total.row}", params)
    if book.marks != HUNDRED:
        yield SchemeWarning("total-not-100", "", {"found": str(book.marks)})


def _section_totals(book: Workbook) -> Iterator[SchemeWarning]:
    for section in book.sections:
        found = book.section_marks(section.number)
        if section.mark is not None and section.mark != found:
            params = {"number": str(section.number), "name": section.name, "declared": str(section.mark), "found": str(found)}
            yield SchemeWarning("section-marks-differ", f"I{section.row}", params)
    declared = sum((section.mark for section in book.sections if section.mark is not None), Decimal("0.00"))
    if book.sections and declared != HUNDRED:
        yield SchemeWarning("sections-not-100", "", {"found": str(declared)})


def _criterion_totals(book: Workbook) -> Iterator[SchemeWarning]:
    for criterion in book.criteria:
        found = book.criterion_marks(criterion.letter)
        if criterion.mark is not None and criterion.mark != found:
            params = {"letter": criterion.letter, "name": criterion.name, "declared": str(criterion.mark), "found": str(found)}
            yield SchemeWarning("criterion-marks-differ", f"K{criterion.row}", params)

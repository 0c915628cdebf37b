"""What a person should look at in a scheme that was read: warnings, never refusals."""

from collections.abc import Iterator
from decimal import Decimal

from assay.formats.cells import address, comparable, damage_in, is_blank, one_line
from assay.formats.scheme import Aspect, SchemeWarning, Total, Workbook

HUNDRED = Decimal(100)
USUAL_MARK = Decimal(2)
LONGEST_NAME, LONGEST_LEVEL, SHORTEST_NAME = 300, 4000, 5
QUOTED = 80


def findings(book: Workbook) -> Iterator[SchemeWarning]:
    """Yield every warning that needs the whole scheme."""
    if not book.aspects:
        yield SchemeWarning("no-aspects")
        return
    if book.layout == "hand" and "type" not in book.columns:
        yield SchemeWarning("type-by-levels")
    yield from _of_sub_criteria(book)
    for aspect in book.aspects:
        yield from _of_aspect(book, aspect, {section.number for section in book.sections})
    yield from _repeats(book)
    yield from _totals(book)


def _of_sub_criteria(book: Workbook) -> Iterator[SchemeWarning]:
    letters = {criterion.letter for criterion in book.criteria}
    first: dict[str, int] = {}
    for sub in book.sub_criteria:
        cell = book.cell("id", sub.row)
        if sub.id and sub.id in first:
            yield SchemeWarning("sub-criterion-repeated", cell, {"id": sub.id, "first": str(first[sub.id])})
        elif letters and sub.criterion and sub.criterion not in letters:
            yield SchemeWarning("criterion-not-listed", cell, {"letter": sub.criterion})
        first.setdefault(sub.id, sub.row)
        if not sub.aspects:
            yield SchemeWarning("sub-criterion-empty", cell, {"id": sub.id, "name": sub.name})
        elif sub.id and not sub.day and "day" in book.columns:
            yield SchemeWarning("sub-criterion-without-day", book.cell("day", sub.row), {"id": sub.id})


def _of_aspect(book: Workbook, aspect: Aspect, sections: set[int]) -> Iterator[SchemeWarning]:
    name = aspect.description[:QUOTED]
    yield from _of_texts(book, aspect)
    yield from _of_type(aspect, name, book.cell("type", aspect.row))
    yield from _of_name(aspect, name, book.cell("description", aspect.row))
    yield from _of_levels(book, aspect, name)
    yield from _of_mark(aspect, name, book.cell("mark", aspect.row))
    yield from _of_section(aspect, name, sections, book.cell("section", aspect.row))


def _of_texts(book: Workbook, aspect: Aspect) -> Iterator[SchemeWarning]:
    """Yield texts that were read with the wrong encoding somewhere on their way."""
    texts = [("description", aspect.row, aspect.description_raw), ("requirement", aspect.row, aspect.requirement_raw)]
    texts += [("extra", aspect.row, raw) for raw in aspect.extra_raw]
    texts += [("extra", level.row, level.raw) for level in aspect.levels]
    for field, row, raw in texts:
        if damage := damage_in(raw):
            rule = "text-repaired" if damage == "repaired" else "text-doubtful"
            yield SchemeWarning(rule, book.cell(field, row), {"text": one_line(raw)[:QUOTED]})


def _of_type(aspect: Aspect, name: str, cell: str) -> Iterator[SchemeWarning]:
    if is_blank(aspect.type_raw) and not aspect.type:
        yield SchemeWarning("aspect-without-type", cell, {"name": name})
    elif aspect.type in {"O", "S"}:
        yield SchemeWarning("type-old", cell, {"value": aspect.type})


def _of_name(aspect: Aspect, name: str, cell: str) -> Iterator[SchemeWarning]:
    length = len(aspect.description)
    if not length:
        yield SchemeWarning("aspect-without-name", cell, {"type": aspect.type or aspect.type_raw})
    elif length < SHORTEST_NAME:
        yield SchemeWarning("name-short", cell, {"name": name})
    elif length > LONGEST_NAME:
        yield SchemeWarning("text-too-long", cell, {"length": str(length), "limit": str(LONGEST_NAME)})


def _of_levels(book: Workbook, aspect: Aspect, name: str) -> Iterator[SchemeWarning]:
    cell = book.cell("description", aspect.row)
    missing = [str(level.number) for level in aspect.levels if not level.text]
    has_some = len(missing) < len(aspect.levels)
    if aspect.is_judgement and not has_some:
        yield SchemeWarning("levels-missing", cell, {"name": name})
    elif aspect.is_judgement and missing:
        yield SchemeWarning("level-missing", cell, {"name": name, "levels": ", ".join(missing)})
    elif has_some and not aspect.is_judgement:
        yield SchemeWarning("level-under-measurement", cell, {"name": name})
    for level in aspect.levels:
        if len(level.text) > LONGEST_LEVEL:
            yield SchemeWarning(
                "text-too-long", book.cell("extra", level.row), {"length": str(len(level.text)), "limit": str(LONGEST_LEVEL)}
            )


def _of_mark(aspect: Aspect, name: str, cell: str) -> Iterator[SchemeWarning]:
    if is_blank(aspect.mark_raw):
        yield SchemeWarning("mark-missing", cell, {"name": name})
    elif aspect.mark is None:
        yield SchemeWarning("mark-unreadable", cell, {"value": aspect.mark_raw[:QUOTED]})
    elif not 0 < aspect.mark <= USUAL_MARK or aspect.mark != round(aspect.mark, 2):
        yield SchemeWarning("mark-unusual", cell, {"value": str(aspect.mark), "limit": f"{USUAL_MARK:.2f}"})


def _of_section(aspect: Aspect, name: str, sections: set[int], cell: str) -> Iterator[SchemeWarning]:
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
            params = {"name": aspect.description[:QUOTED], "first": str(first[key])}
            yield SchemeWarning("aspect-repeated", book.cell("description", aspect.row), params)
        first.setdefault(key, aspect.row)


def _totals(book: Workbook) -> Iterator[SchemeWarning]:
    yield from _section_totals(book)
    yield from _criterion_totals(book)
    for total in book.totals:
        found = _recomputed(book, total)
        listed = found or not comparable(total.label).startswith("criterion")
        if total.mark is not None and listed and total.mark != found:
            params = {"label": total.label, "declared": str(total.mark), "found": str(found)}
            yield SchemeWarning("total-differs", address(total.column, total.row), params)
    if book.marks != HUNDRED:
        yield SchemeWarning("total-not-100", "", {"found": str(book.marks)})


def _recomputed(book: Workbook, total: Total) -> Decimal:
    """Return what a total should be: of everything, of the sub-criterion in its row, else of the criterion that it names."""
    label = comparable(total.label)
    if label == "competition":
        return book.marks
    if label.startswith("sub-criterion"):
        marks = [aspect.mark for sub in book.sub_criteria if sub.row == total.row for aspect in sub.aspects]
        return sum((mark for mark in marks if mark is not None), Decimal("0.00"))
    return book.criterion_marks((total.label.split()[-1:] or [""])[0])


def _section_totals(book: Workbook) -> Iterator[SchemeWarning]:
    for section in book.sections:
        found = book.section_marks(section.number)
        if section.mark is not None and section.mark != found:
            params = {"number": str(section.number), "name": section.name, "declared": str(section.mark), "found": str(found)}
            yield SchemeWarning("section-marks-differ", book.cell("section_mark", section.row), params)
    marks = [section.mark for section in book.sections if section.mark is not None]
    declared = sum(marks, Decimal("0.00"))
    if book.sections and (marks or book.columns) and declared != HUNDRED:
        yield SchemeWarning("sections-not-100", "", {"found": str(declared)})


def _criterion_totals(book: Workbook) -> Iterator[SchemeWarning]:
    for criterion in book.criteria:
        found = book.criterion_marks(criterion.letter)
        if criterion.mark is not None and criterion.mark != found:
            params = {"letter": criterion.letter, "name": criterion.name, "declared": str(criterion.mark), "found": str(found)}
            yield SchemeWarning("criterion-marks-differ", book.cell("criterion_mark", criterion.row), params)

"""Reads the CIS marking-scheme workbook in its layouts: L1 with its variants, L2 and L3."""

import io
from dataclasses import replace

import python_calamine as calamine

from assay.formats import guard
from assay.formats.blocks import Blocks
from assay.formats.cells import comparable, one_line
from assay.formats.checks import findings
from assay.formats.columns import LABELS, Header, Row, rows_of
from assay.formats.layouts import best_header, find_header, layout_of
from assay.formats.preamble import Preamble, read_preamble
from assay.formats.raw import within_bounds
from assay.formats.row_reader import read_rows
from assay.formats.scheme import SchemeWarning, Workbook
from assay.formats.unreadable import UnreadableWorkbook

SHEET, CALCULATIONS = "CIS Marking Scheme Import", "Calculations"


def read(data: bytes, *, name: str) -> Workbook:
    """Read a workbook; raise UnreadableWorkbook where it is none, is hostile, or has another layout.

    Runs in the child process of `child.read_in_child` for files from outside.
    """
    guard.check(data)
    sheets = _sheets(data)
    for sheet, rows in sorted(sheets.items(), key=lambda item: comparable(item[0]) != comparable(SHEET)):
        header = find_header(rows)
        if header:
            return _workbook(name, sheet, sheets, header)
    raise _not_recognised(sheets)


def _sheets(data: bytes) -> dict[str, list[Row]]:
    """Return the rows of each worksheet, in the order of the workbook."""
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {name: _rows(book.get_sheet_by_name(name)) for name in _worksheets(book)}
    except calamine.PasswordError:
        raise UnreadableWorkbook("encrypted") from None
    except calamine.CalamineError as error:
        raise UnreadableWorkbook("damaged", {"detail": one_line(str(error))[:200] or "?"}) from None


def _worksheets(book: calamine.CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]


def _rows(sheet: calamine.CalamineSheet) -> list[Row]:
    if sheet.total_height > guard.MOST_ROWS or sheet.total_width > guard.MOST_COLUMNS:
        raise guard.too_many_cells()
    return rows_of(sheet.to_python(skip_empty_area=False))


def _workbook(name: str, sheet: str, sheets: dict[str, list[Row]], header: Header) -> Workbook:
    rows = sheets[sheet]
    others = tuple(other for other in sheets if other != sheet)
    preamble = read_preamble(rows[: header.row.number - 1])
    blocks = read_rows(header, rows[header.row.number :])
    book = scheme_of(name, sheet, preamble, blocks)
    return with_findings(replace(book, other_sheets=others), [*_of_header(header), *_of_sheets(others, sheets)], preamble, blocks)


def scheme_of(name: str, sheet: str, preamble: Preamble, blocks: Blocks) -> Workbook:
    """Return the scheme that preamble and blocks hold, without its warnings."""
    code, skill = preamble.skill
    subs = blocks.finish()
    return Workbook(
        file=name,
        sheet=sheet,
        layout=blocks.first_header.layout,
        title=preamble.title,
        skill_code=code,
        skill_name=skill,
        standards_title=one_line(preamble.standards_title_raw),
        sections=tuple(preamble.sections),
        criteria=tuple(preamble.criteria),
        sub_criteria=subs,
        notes=(*preamble.notes, *blocks.notes),
        totals=tuple(blocks.totals),
        title_raw=preamble.title_raw,
        standards_title_raw=preamble.standards_title_raw,
        columns=dict(blocks.first_header.columns) | {"section_mark": preamble.section_mark, "criterion_mark": preamble.criterion_mark},
    )


def with_findings(book: Workbook, said: list[SchemeWarning], preamble: Preamble, blocks: Blocks) -> Workbook:
    """Return the scheme with everything that a person should look at."""
    return replace(book, warnings=(*said, *preamble.warnings, *blocks.warnings, *findings(book)))


def _of_header(header: Header) -> list[SchemeWarning]:
    if not header.by_position:
        return []
    params = {"matched": str(header.matched), "total": str(len(LABELS))}
    return [SchemeWarning("header-by-position", header.row.cell(0), params)]


def _of_sheets(others: tuple[str, ...], sheets: dict[str, list[Row]]) -> list[SchemeWarning]:
    unread = [sheet for sheet in others if comparable(sheet) != comparable(CALCULATIONS) and any(row.filled for row in sheets[sheet])]
    return [SchemeWarning("sheet-not-read", "", {"sheet": sheet}) for sheet in unread]


def _not_recognised(sheets: dict[str, list[Row]]) -> UnreadableWorkbook:
    filled = {sheet: [row for row in rows if row.filled] for sheet, rows in sheets.items()}
    filled = {sheet: rows for sheet, rows in filled.items() if rows}
    if not filled:
        return UnreadableWorkbook("no-sheet")
    sheet, rows = max(filled.items(), key=lambda item: (comparable(item[0]) == comparable(SHEET), len(item[1])))
    looked_for, found = tuple(label for label, _ in LABELS.values()), best_header(rows)
    layout = layout_of(rows)
    params = {"sheet": sheet, "looked_for": ", ".join(looked_for), "found": ", ".join(found), "layout": layout}
    rule = {"": "layout", "L0": "layout-old"}.get(layout, "layout-named")
    return UnreadableWorkbook(rule, params, sheet=sheet, looked_for=looked_for, found=found, sheets=within_bounds(filled))

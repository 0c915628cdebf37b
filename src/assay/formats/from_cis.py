"""Reads the CIS marking-scheme workbook, layout L1."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import python_calamine as calamine

from assay.formats import guard
from assay.formats.cells import comparable, is_blank, one_line
from assay.formats.checks import findings
from assay.formats.columns import LABELS, Header, Row, best_header, find_header, rows_of
from assay.formats.preamble import read_preamble
from assay.formats.row_reader import read_rows
from assay.formats.scheme import SchemeWarning, Workbook
from assay.formats.unreadable import UnreadableWorkbook

SHEET, CALCULATIONS = "CIS Marking Scheme Import", "Calculations"
LAYOUT = "L1"
ENOUGH_TYPES = 3


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
    code, skill = preamble.skill
    subs = blocks.finish()
    book = Workbook(
        file=name,
        sheet=sheet,
        layout=LAYOUT,
        title=preamble.title,
        skill_code=code,
        skill_name=skill,
        standards_title=one_line(preamble.standards_title_raw),
        sections=tuple(preamble.sections),
        criteria=tuple(preamble.criteria),
        sub_criteria=subs,
        notes=(*preamble.notes, *blocks.notes),
        totals=tuple(blocks.totals),
        other_sheets=others,
        title_raw=preamble.title_raw,
        standards_title_raw=preamble.standards_title_raw,
    )
    said = (*_of_header(header), *_of_sheets(others, sheets), *preamble.warnings, *blocks.warnings, *findings(book))
    return replace(book, warnings=said)


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
    rule = "layout-named" if layout else "layout"
    return UnreadableWorkbook(rule, params, sheet=sheet, looked_for=looked_for, found=found)


def layout_of(rows: Sequence[Row]) -> str:
    """Return which other layout the rows look like (L3, L2, L0), told by the values of one column; "" for none."""
    for column in range(max(len(row.cells) for row in rows)):
        values = [one_line(row.raw(column)) for row in rows if not is_blank(row.raw(column))]
        if sum(bool(re.fullmatch(r"[JM]\d{1,3}", value)) for value in values) >= ENOUGH_TYPES:
            return "L3"
        types = {value for value in values if re.fullmatch(r"[OSJ]", value)}
        if sum(value in types for value in values) >= ENOUGH_TYPES and "O" in types:
            return "L2" if "J" in types else "L0"
    return ""

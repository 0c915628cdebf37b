"""Workbooks that the tests make: a small layout L1 sheet with given rows below its header."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from assay.formats import from_cis
from assay.formats.as_cis import HEADER
from assay.formats.scheme import Workbook

Row = Mapping[str, Any]
HEADER_ROW = 14
FIRST_ROW = HEADER_ROW + 1
HEADER_CELLS = dict(zip("ABCDEFGHIJK", HEADER, strict=True))
PREAMBLE: dict[int, Row] = {
    1: {"A": "09 Software Applications Development"},
    3: {"A": "WorldSkills Occupational Standards"},
    4: {"A": "Section", "B": "WSOS Marks", "I": "WSOS Marks", "J": "Aspect Marks", "K": "Variation"},
    5: {"A": 1, "B": "Work organization", "I": 40},
    6: {"A": 2, "B": "Development", "I": 60},
    7: {"I": "Total Variation", "K": 0},
    10: {"A": "Criteria"},
    11: {"A": "ID", "B": "Name", "K": "Mark"},
    12: {"A": "A", "B": "Analysis", "K": 100},
    HEADER_ROW: HEADER_CELLS | {"L": "Criterion A", "M": "Total\nMark", "N": 100},
}
SUB = {"A": "A1", "B": "Layout", "C": 1}
JUDGEMENT = {"D": "J", "E": "Aspect judged", "I": 1, "K": 1}
MEASURED = {"D": "M", "E": "Aspect measured", "I": 2, "K": 0.5}
LADDER: tuple[Row, ...] = tuple({"F": n, "G": f"Text {n}"} for n in range(4))


def sheet(*rows: Row, preamble: Mapping[int, Row] = PREAMBLE, name: str = "CIS Marking Scheme Import") -> bytes:
    """Return a workbook with the preamble and the rows below it, cells by column letter."""
    numbered = dict(preamble) | {FIRST_ROW + i: row for i, row in enumerate(rows)}
    return workbook({name: numbered, "Calculations": {}})


def workbook(sheets: Mapping[str, Mapping[int, Row]]) -> bytes:
    """Return a workbook with cells by sheet, row from 1 and column letter."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, cells in rows.items():
                for letter, value in cells.items():
                    page.write(f"{letter}{number}", value)
    return file.getvalue()


def read(*rows: Row, **options: Any) -> Workbook:
    """Return the scheme of `sheet(…)`."""
    return from_cis.read(sheet(*rows, **options), name="made.xlsx")


def rules(book: Workbook, *ignored: str) -> list[tuple[str, str]]:
    """Return (rule, cell) of the warnings that are not about the totals, which a small sheet never meets."""
    totals = {"section-marks-differ", "criterion-marks-differ", "total-not-100", "total-differs", *ignored}
    return [(said.rule, said.cell) for said in book.warnings if said.rule not in totals]


def texts(book: Workbook) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return (description, level texts) of every aspect."""
    return [(aspect.description, aspect.level_texts) for aspect in book.aspects]

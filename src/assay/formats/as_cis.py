"""Writes the CIS marking-scheme workbook, layout L1, as CIS itself exports it."""

import datetime as dt
import io
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import xlsxwriter

from assay.formats.clipboard import PasteItem, rows_for_paste
from assay.formats.from_cis import CALCULATIONS, SHEET
from assay.formats.ladders import SCORES
from assay.formats.row_heights import FreeRows, height_of, lines_of
from assay.formats.scheme import Aspect, SubCriterion, Workbook
from assay.formats.sheet_layout import FIRST_LETTER, Block, SheetLayout, has_ladder, lay_out

__all__ = ["PasteItem", "rows_for_paste", "write"]

HEADER = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSOS Section",
    "Calculation Row \n(Export only)",
    "Max\nMark",
)
TOTAL_MARK = "Total\nMark"
WIDTHS = {"A": 7.7, "B": 39, "C": 7.7, "D": 8.4, "E": 52.1, "F": 8, "G": 46.7, "H": 15.4, "I": 11.3, "J": 11, "K": 10.7}
WIDTHS |= {"L": 18.4, "N": 10.7}
A4, SHOWN_AND_PRINTED = 9, 0
MARGINS = (0.4, 0.4, 0.5, 0.6)  # inches: left, right, top, bottom
QUOTED = ", quoted"
FOOT = "&L&8&F&R&8&P / &N"
COLUMNS = "ABCDEFGHIJKLMN"
A, B, C, D, E, F, G, H, I, J, K, L, M, N = range(14)  # noqa: E741 - the letters are the sheet's own
# Any fixed moment: the same scheme gives the same bytes.
_WRITTEN_AT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no time zone


def write(book: Workbook) -> bytes:
    """Return the workbook of a scheme; its rows, notes and totals are laid out anew."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as excel:
        excel.set_properties({"created": _WRITTEN_AT, "title": book.title})
        sheet = excel.add_worksheet(SHEET, FreeRows)
        excel.add_worksheet(CALCULATIONS)
        _Writer(sheet, _formats(excel), lay_out(book)).write()
    return file.getvalue()


def _formats(excel: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"}
    styles: dict[str, dict[str, Any]] = {
        "text": {},
        "short": {"align": "center"},
        "mark": {"num_format": "0.00"},
        "bold": {"bold": True},
        "title": {"bold": True, "font_size": 11},
        "head": {"bold": True, "bg_color": "#D9D9D9", "align": "center", "valign": "vcenter"},
    }
    made = {name: excel.add_format(base | style) for name, style in styles.items()}
    return made | {f"{name}{QUOTED}": excel.add_format(base | style | {"quote_prefix": True}) for name, style in styles.items()}


@dataclass(frozen=True)
class _Writer:
    """The sheet, its formats and the geometry; rows are counted from 1, columns from 0."""

    sheet: Any
    formats: dict[str, Any]
    layout: SheetLayout
    lines: dict[int, int] = field(default_factory=dict)

    def write(self) -> None:
        """Write everything."""
        self._page()
        self._preamble()
        for block in self.layout.blocks:
            self._block(block)
        if not self.layout.blocks:
            self._empty_block(self.layout.first_header)
        self._total(self.layout.total_row, "Competition", self._sum_of_everything(), self.layout.book.marks)
        for row, lines in self.lines.items():
            self.sheet.set_row(row - 1, height_of(lines))

    def _page(self) -> None:
        for letter, width in WIDTHS.items():
            self.sheet.set_column(f"{letter}:{letter}", width, self.formats["text"])
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.set_margins(*MARGINS)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(SHOWN_AND_PRINTED)
        self.sheet.set_footer(FOOT)

    def _text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a string cell of one column, which makes its row as high as it needs."""
        self._string(row, column, text, style)
        width = WIDTHS.get(COLUMNS[column])
        if text and width and (lines := lines_of(text, width)) > self.lines.get(row, 1):
            self.lines[row] = lines

    def _string(self, row: int, column: int, text: str, style: str) -> None:
        """Write a string cell; one that could be taken for a formula is marked as text for whoever edits it."""
        if text:
            quoted = QUOTED if text.startswith(("=", "+", "-", "@")) else ""
            self.sheet.write_string(row - 1, column, text, self.formats[style + quoted])

    def _number(self, row: int, column: int, number: Decimal | int | None, style: str = "short") -> None:
        if number is not None:
            self.sheet.write_number(row - 1, column, float(number), self.formats[style])

    def _formula(self, row: int, column: int, formula: str, value: Decimal) -> None:
        self.sheet.write_formula(row - 1, column, formula, self.formats["mark"], float(value))

    def _merged(self, row: int, first: int, last: int, text: str, style: str = "text") -> None:
        self.sheet.merge_range(row - 1, first, row - 1, last, "", self.formats[style])
        self._string(row, first, text, style)

    def _preamble(self) -> None:
        book = self.layout.book
        self._merged(1, A, K, book.title, "title")
        self._merged(3, A, K, book.standards_title, "bold")
        self._text(4, A, "Section", "bold")
        self._merged(4, B, H, "WSOS Marks", "bold")
        for column, label in ((I, "WSOS Marks"), (J, "Aspect Marks"), (K, "Variation")):
            self._text(4, column, label, "bold")
        self._sections()
        self._criteria()

    def _sections(self) -> None:
        book, first, last = self.layout.book, self.layout.first_header + 1, max(self.layout.total_row - 2, self.layout.first_header + 1)
        for section in book.sections:
            row, found = section.row, book.section_marks(section.number)
            self._number(row, A, section.number)
            self._merged(row, B, H, section.name)
            self._number(row, I, section.mark, "mark")
            self._formula(row, J, f"=SUMIF($I${first}:$I${last},A{row},$K${first}:$K${last})", found)
            self._formula(row, K, f"=ABS(I{row}-J{row})", abs((section.mark or Decimal()) - found))
        end = 5 + len(book.sections)
        self._merged(end, I, J, "Total Variation", "bold")
        if book.sections:
            self._formula(end, K, f"=SUM(K5:K{end - 1})", self._variation())

    def _variation(self) -> Decimal:
        book = self.layout.book
        return sum((abs((s.mark or Decimal()) - book.section_marks(s.number)) for s in book.sections), Decimal())

    def _criteria(self) -> None:
        book = self.layout.book
        title_row = 8 + len(book.sections)
        self._merged(title_row, A, K, "Criteria", "bold")
        self._text(title_row + 1, A, "ID", "bold")
        self._merged(title_row + 1, B, J, "Name", "bold")
        self._text(title_row + 1, K, "Mark", "bold")
        for criterion in book.criteria:
            self._text(criterion.row, A, criterion.letter)
            self._merged(criterion.row, B, J, criterion.name)
            self._number(criterion.row, K, criterion.mark, "mark")

    def _header(self, row: int) -> None:
        for column, label in enumerate(HEADER):
            self._text(row, column, label, "head")

    def _total(self, row: int, label: str, formula: str, value: Decimal) -> None:
        self._text(row, L, label, "bold")
        self._text(row, M, TOTAL_MARK, "bold")
        self._formula(row, N, formula, value)

    def _sum_of_everything(self) -> str:
        headers = [f"N{block.header_row}" for block in self.layout.blocks]
        return "=" + ("+".join(headers) or "0")

    def _block(self, block: Block) -> None:
        self._header(block.header_row)
        formula = f"=SUM(K{block.header_row + 1}:K{block.last_row})"
        self._total(block.header_row, f"Criterion {block.letter}", formula, self.layout.book.criterion_marks(block.letter))
        for sub in block.sub_criteria:
            self._sub_criterion(sub)

    def _empty_block(self, row: int) -> None:
        """Write the block of a scheme without aspects, as the empty template has it."""
        self._header(row)
        self._total(row, f"Criterion {FIRST_LETTER}", f"=SUM(K{row + 1}:K{row + 1})", Decimal())

    def _sub_criterion(self, sub: SubCriterion) -> None:
        self._text(sub.row, A, sub.id)
        self._text(sub.row, B, sub.name)
        if sub.day.isascii() and sub.day.isdigit():
            self._number(sub.row, C, int(sub.day))
        else:
            self._text(sub.row, C, sub.day)
        for aspect in sub.aspects:
            self._aspect(aspect)

    def _aspect(self, aspect: Aspect) -> None:
        self._text(aspect.row, D, aspect.type, "short")
        self._text(aspect.row, E, aspect.description)
        self._text(aspect.row, H, aspect.requirement)
        self._number(aspect.row, I, aspect.section)
        self._number(aspect.row, K, aspect.mark, "mark")
        for further, text in enumerate(aspect.extra):
            self._text(aspect.row + further, G, text)
        if has_ladder(aspect):
            self._ladder(aspect)

    def _ladder(self, aspect: Aspect) -> None:
        first = aspect.row + max(0, len(aspect.extra) - 1) + 1
        for score in SCORES:
            self._number(first + score, F, score)
            self._text(first + score, G, aspect.levels[score].text)


def as_written(book: Workbook) -> Workbook:
    """Return the scheme with the rows and totals that `write` gives it and nothing that only a read scheme has (raw text, notes)."""
    laid = lay_out(book).book
    return replace(laid, sheet=SHEET, layout="L1", notes=(), warnings=(), other_sheets=(CALCULATIONS,))

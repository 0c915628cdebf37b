"""The page on which somebody says what each column of a sheet holds, and sees what would be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.wording import Level
from assay.formats import raw
from assay.formats.by_hand import ASSIGNABLE, Assigned, guessed, label_of, likely_header, read_by_hand
from assay.formats.cells import column_letters, number_or_text, tidy
from assay.formats.columns import Row
from assay.formats.raw import RawSheet
from assay.formats.scheme import Aspect, Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence
from assay.importing.existing import wording_of
from assay.importing.models import RawRows

ROWS_SHOWN, SAMPLES, LETTERS_SHOWN, ASPECTS_SHOWN = 10, 3, 60, 1
FIELDS: dict[str, Promise] = {
    "id": gettext_lazy("Sub-criterion: ID"),
    "name": gettext_lazy("Sub-criterion: name"),
    "day": gettext_lazy("Day of marking"),
    "type": gettext_lazy("Type (M or J)"),
    "description": gettext_lazy("Aspect: description"),
    "score": gettext_lazy("Score (0 to 3)"),
    "extra": gettext_lazy("Level text, or more of the description"),
    "level0": gettext_lazy("Text of level 0"),
    "level1": gettext_lazy("Text of level 1"),
    "level2": gettext_lazy("Text of level 2"),
    "level3": gettext_lazy("Text of level 3"),
    "requirement": gettext_lazy("Requirement"),
    "section": gettext_lazy("Number of the WSOS section"),
    "mark": gettext_lazy("Max mark"),
}


@dataclass(frozen=True)
class Column:
    """One column with its header, some of its values, and what it is said to hold."""

    number: int
    letter: str
    header: str
    samples: Sequence[str]
    chosen: str
    error: str = ""

    @property
    def name(self) -> str:
        """Return the name of its field in the form."""
        return f"column-{self.number}"


@dataclass(frozen=True)
class Shown:
    """A judgement aspect as it would be read."""

    aspect: Aspect

    @property
    def ladder(self) -> list[Level]:
        """Return its four levels."""
        return wording_of(self.aspect).ladder


@dataclass
class ColumnsPage:
    """What was chosen so far for one upload; nothing is written by it."""

    rows: RawRows
    sheet_number: int
    header: int
    chosen: Mapping[int, str] = field(default_factory=dict)
    refusal: str = ""

    @cached_property
    def sheets(self) -> tuple[RawSheet, ...]:
        """Return the sheets of the workbook."""
        return raw.load(self.rows.sheets)

    @property
    def sheet(self) -> RawSheet:
        """Return the sheet that is looked at."""
        return self.sheets[self.sheet_number]

    @property
    def why(self) -> str:
        """Return why the layout was not recognised."""
        return sentence(UnreadableWorkbook(self.rows.rule, self.rows.params))

    @property
    def tabs(self) -> list[dict[str, object]]:
        """Return the sheets to choose from."""
        return [
            {"label": sheet.name, "url": f"?sheet={n}", "current": n == self.sheet_number, "count": len(sheet.rows)}
            for n, sheet in enumerate(self.sheets)
            if sheet.rows
        ]

    @property
    def too_large(self) -> list[str]:
        """Return the sheets that were not kept."""
        return [sheet.name for sheet in self.sheets if not sheet.rows]

    @property
    def letters(self) -> list[str]:
        """Return the letters of the columns."""
        return [column_letters(n) for n in range(self.sheet.width)]

    @property
    def first_rows(self) -> list[tuple[Row, list[str]]]:
        """Return the first rows with their cells, cut to a line."""
        rows = list(self.sheet.rows[:ROWS_SHOWN])
        chosen = self.sheet.row(self.header)
        rows += [chosen] if chosen is not None and chosen not in rows else []
        return [(row, [shown(row.raw(n)) for n in range(self.sheet.width)]) for row in rows]

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns that hold something, with what is wrong about each."""
        holding = sorted({n for row in self.sheet.rows for n in row.filled})
        return [self._column(n) for n in holding]

    def _column(self, number: int) -> Column:
        below = [shown(row.raw(number)) for row in self.sheet.rows if row.number > self.header and number in row.filled]
        header = label_of(self.sheet, self.header, number).partition(" ")[2]
        chosen = self.chosen.get(number, "")
        return Column(number, column_letters(number), header, list(dict.fromkeys(below))[:SAMPLES], chosen, self._error_of(number, chosen))

    def _error_of(self, number: int, chosen: str) -> str:
        others = [n for n, one in self.chosen.items() if one == chosen and chosen and n < number]
        words = {"field": FIELDS[chosen], "column": column_letters(others[0])} if others else {}
        return _("Column %(column)s holds “%(field)s” already. Choose something else for one of them.") % words if others else ""

    @property
    def options(self) -> list[tuple[str, Promise]]:
        """Return what a column may hold."""
        return list(FIELDS.items())

    @cached_property
    def problem(self) -> str:
        """Return what has to be chosen before anything can be read."""
        if self.refusal:
            return self.refusal
        if any(column.error for column in self.columns):
            return _("Two columns are said to hold the same.")
        return "" if "description" in self.chosen.values() else _("Say which column holds the descriptions of the aspects.")

    @property
    def assigned(self) -> Assigned:
        """Return what was chosen, for the reader."""
        return Assigned(self.header, {one: number for number, one in sorted(self.chosen.items(), reverse=True) if one})

    @cached_property
    def book(self) -> Workbook | None:
        """Return what would be read, None where that cannot be told yet."""
        if self.problem and not self.refusal:
            return None
        return read_by_hand(self.sheets, self.sheet, self.assigned, name=self.rows.found.file)

    @property
    def counts(self) -> list[dict[str, object]]:
        """Return what would be read in figures, as web/components/stats.html draws them."""
        if self.book is None:
            return []
        judged = self.book.judgement
        figures = (
            (len(self.book.aspects), _("aspects")),
            (len(judged), _("of judgement")),
            (sum(bool(text) for aspect in judged for text in aspect.level_texts), _("level texts")),
            (sum(not aspect.has_all_levels for aspect in judged), _("incomplete")),
        )
        return [{"value": str(value), "label": label} for value, label in figures]

    @property
    def examples(self) -> list[Shown]:
        """Return the first judgement aspects as they would be read."""
        return [Shown(aspect) for aspect in self.book.judgement[:ASPECTS_SHOWN]] if self.book else []


def shown(raw_value: str) -> str:
    """Return a value on one line, cut."""
    text = " ".join(tidy(number_or_text(raw_value)).split())
    return text if len(text) <= LETTERS_SHOWN else f"{text[:LETTERS_SHOWN]} …"


def first_look(rows: RawRows, sheet: str | None) -> ColumnsPage:
    """Return the page as it is opened: what was assigned before, else a guess."""
    page = ColumnsPage(rows, 0, 0)
    number = number_in(sheet, len(page.sheets), rows.sheet)
    if not page.sheets[number].rows:
        number = next(n for n, one in enumerate(page.sheets) if one.rows)
    page.sheet_number = number
    if rows.columns and number == rows.sheet:
        page.header, columns = rows.header, rows.columns
    else:
        page.header = likely_header(page.sheet)
        columns = guessed(page.sheet, page.header)
    page.chosen = {column: name for name, column in columns.items()}
    return page


def from_form(rows: RawRows, data: QueryDict) -> ColumnsPage:
    """Return the page as a form says; where another row of headers was chosen, what was only guessed is guessed anew."""
    page = first_look(rows, data.get("sheet"))
    numbers = {str(row.number): row.number for row in page.sheet.rows}
    page.header = numbers.get(data.get("header", ""), page.header)
    before = numbers.get(data.get("guessed_below", ""), page.header)
    old, new = (by_column(guessed(page.sheet, row)) for row in (before, page.header))
    chosen = {n: data.get(f"column-{n}", "") for n in range(page.sheet.width)}
    valid = {n: name if name in ASSIGNABLE else "" for n, name in chosen.items()}
    page.chosen = {n: new.get(n, "") if before != page.header and name == old.get(n, "") else name for n, name in valid.items()}
    return page


def by_column(columns: Mapping[str, int]) -> dict[int, str]:
    """Return the same, column → field."""
    return {column: name for name, column in columns.items()}


def number_in(typed: str | None, below: int, otherwise: int) -> int:
    """Return a typed number from 0 below a limit, else another one."""
    is_number = typed is not None and typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) < below  # noqa: PLR2004 - digits
    return int(typed) if typed and is_number else otherwise

"""Where the columns of layout L1 are: by the header texts, else by their place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assay.formats.cells import address, comparable, is_blank, raw_text, tidy

# Field → (label as CIS writes it, pattern of the same compared text in its variants), in the order of columns A to K.
LABELS: dict[str, tuple[str, str]] = {
    "id": ("Sub Criterion ID", r"sub[ -]?criteri(on|a) id"),
    "name": ("Sub Criterion Name or Description", r"sub[ -]?criteri(on|a) name( or description)?"),
    "day": ("Day of Marking", r"day of marking"),
    "type": ("Aspect Type", r"aspect type\b.*"),
    "description": ("Aspect - Description", r"aspect ?[-–—:]? ?description"),
    "score": ("Judg Score", r"jud?ge?(ment)? score"),
    "extra": ("Extra Aspect Description", r"extra aspect description\b.*"),
    "requirement": ("Requirement", r"requirement\b.*"),
    "section": ("WSOS Section", r"(wsos|wsss)( section)?"),
    "calculation": ("Calculation Row", r"calculation row\b.*"),
    "mark": ("Max Mark", r"max\.? mark"),
}
LABELS_OF_A_HEADER = len(LABELS) - 1  # with two labels unknown the place of a column says more than its label
LABELS_OF_A_REPEATED_HEADER = 5
FILLED_CELLS_OF_A_HEADER = 8
TYPES = {"m", "j", "o", "s"}
SUB_CRITERION_ID = re.compile(r"[A-I]\d{1,2}")
_PATTERNS = {name: re.compile(pattern) for name, (_, pattern) in LABELS.items()}
BY_PLACE = {name: place for place, name in enumerate(LABELS)}


@dataclass(frozen=True)
class Row:
    """One row of the sheet, number from 1, with its cells as text."""

    number: int
    cells: tuple[str, ...]

    def raw(self, column: int) -> str:
        """Return the cell of a column (from 0), "" beyond the last one."""
        return self.cells[column] if 0 <= column < len(self.cells) else ""

    def cell(self, column: int) -> str:
        """Return the address of the cell in a column."""
        return address(column, self.number)

    @cached_property
    def filled(self) -> list[int]:
        """Return the columns in which something can be seen."""
        return [column for column, raw in enumerate(self.cells) if not is_blank(raw)]


def rows_of(cells: Iterable[Iterable[object]]) -> list[Row]:
    """Return the rows of a sheet, numbered from 1."""
    return [Row(number, tuple(raw_text(value) for value in row)) for number, row in enumerate(cells, start=1)]


@dataclass(frozen=True)
class Header:
    """The first header row, where its columns are, and how many labels were known."""

    row: Row
    columns: Mapping[str, int]
    matched: int

    @property
    def by_position(self) -> bool:
        """Return whether the columns were taken by their place."""
        return self.matched < LABELS_OF_A_HEADER

    def is_repeated_in(self, row: Row) -> bool:
        """Return whether the row is the header again, damaged perhaps."""
        if len(row.filled) < LABELS_OF_A_REPEATED_HEADER:
            return False
        if len(matching(row)) >= LABELS_OF_A_REPEATED_HEADER:
            return True
        same = [c for c in row.filled if c <= max(self.columns.values()) and comparable(row.raw(c)) == comparable(self.row.raw(c))]
        return len(same) >= LABELS_OF_A_REPEATED_HEADER


def matching(row: Row) -> dict[str, int]:
    """Return field → column for the labels that the row holds; the first of two equal labels counts."""
    found: dict[str, int] = {}
    for column in row.filled:
        label = comparable(row.raw(column))
        for name, pattern in _PATTERNS.items():
            if name not in found and pattern.fullmatch(label):
                found[name] = column
                break
    return found


def find_header(rows: Sequence[Row]) -> Header | None:
    """Return the header of layout L1, or None where the sheet is something else."""
    for row in rows:
        columns = matching(row)
        if len(columns) >= LABELS_OF_A_HEADER:
            return Header(row, columns, len(columns))
    return _header_by_place(rows)


def best_header(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the texts of the row that is most like a header, for the refusal."""
    best = max(rows, key=lambda row: (len(matching(row)), _words(row)), default=None)
    return tuple(" ".join(tidy(best.raw(c)).split())[:60] for c in best.filled[:14]) if best else ()


def _words(row: Row) -> int:
    return sum(any(letter.isalpha() for letter in row.raw(column)) for column in row.filled)


def _header_by_place(rows: Sequence[Row]) -> Header | None:
    """Return a header in a foreign language: the geometry is L1's, and column D below it holds only types."""
    first = next((i for i, row in enumerate(rows) if SUB_CRITERION_ID.fullmatch(tidy(row.raw(0)))), None)
    if first is None:
        return None
    header = next((row for row in reversed(rows[:first]) if len(_in_place(row)) >= FILLED_CELLS_OF_A_HEADER), None)
    if header is None or not _types_only(rows[first:]):
        return None
    return Header(header, BY_PLACE, len(matching(header)))


def _types_only(rows: Sequence[Row]) -> bool:
    """Return whether column D holds types and nothing else; a header that is repeated does not count."""
    found = [comparable(row.raw(BY_PLACE["type"])) for row in rows if len(_in_place(row)) < FILLED_CELLS_OF_A_HEADER]
    types = {text for text in found if text}
    return bool(types) and types <= TYPES


def _in_place(row: Row) -> list[int]:
    return [column for column in row.filled if column < len(LABELS)]

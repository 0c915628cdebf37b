"""The columns of a marking scheme: their labels, the rows of a sheet, and the header that says where each column is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assay.formats.cells import address, comparable, is_blank, raw_text
from assay.formats.scheme import BY_PLACE

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
SHORTEST_LABEL = 4  # what is shorter in the column of types is a type
LEVEL_COLUMNS = ("level0", "level1", "level2", "level3")  # a layout assigned by hand may have a column for each level
SUB_CRITERION_ID = re.compile(r"[A-I]\d{1,2}")
_PATTERNS = {name: re.compile(pattern) for name, (_, pattern) in LABELS.items()}


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
    """The first header row, where its columns are, of which layout it is, and how many labels were known."""

    row: Row
    columns: Mapping[str, int]
    matched: int
    layout: str = "L1"
    by_position: bool = False
    by_hand: bool = False

    def is_repeated_in(self, row: Row) -> bool:
        """Return whether the row is the header again, damaged perhaps."""
        enough = min(LABELS_OF_A_REPEATED_HEADER, len(self.row.filled)) if self.by_hand else LABELS_OF_A_REPEATED_HEADER
        if len(row.filled) < max(enough, 1) or 0 < len(row.raw(self.columns.get("type", -1))) < SHORTEST_LABEL:
            return False
        if len(matching(row)) >= LABELS_OF_A_REPEATED_HEADER:
            return True
        same = [c for c in row.filled if c <= max(self.columns.values()) and comparable(row.raw(c)) == comparable(self.row.raw(c))]
        return len(same) >= enough

    def moved_to(self, row: Row) -> "Header | None":
        """Return the header with the columns of a repeated one, where that is whole and has them in other places."""
        columns = matching(row)
        if self.by_position or self.by_hand or not self.columns.keys() <= columns.keys() or columns == dict(self.columns):
            return None
        return Header(row, columns, len(columns), self.layout)


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


def in_place(row: Row) -> list[int]:
    """Return the filled cells of a row from A to K."""
    return [column for column in row.filled if column < len(BY_PLACE)]

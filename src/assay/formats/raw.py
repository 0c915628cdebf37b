"""The rows of a workbook whose layout is not known, within bounds: what somebody sees who assigns its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assay.formats.columns import Row

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 12, 2_000, 40, 1_000_000


@dataclass(frozen=True)
class RawSheet:
    """A sheet with its filled rows; without any where it is too large to be kept."""

    name: str
    rows: tuple[Row, ...] = ()

    @cached_property
    def width(self) -> int:
        """Return how many columns hold something."""
        return max((row.filled[-1] + 1 for row in self.rows if row.filled), default=0)

    def row(self, number: int) -> Row | None:
        """Return the row of a number, None where that is blank."""
        return next((row for row in self.rows if row.number == number), None)


def within_bounds(sheets: Mapping[str, Iterable[Row]]) -> tuple[RawSheet, ...]:
    """Return the sheets that hold something; those beyond the bounds without their rows, whole or not at all."""
    kept, letters = [], 0
    for name, rows in sheets.items():
        sheet = RawSheet(name, tuple(row for row in rows if row.filled))
        size = sum(len(text) for row in sheet.rows for text in row.cells)
        fits = len(sheet.rows) <= MOST_ROWS and sheet.width <= MOST_COLUMNS and letters + size <= MOST_LETTERS
        letters += size if fits else 0
        kept += [sheet if fits else RawSheet(name)] if sheet.rows else []
    return tuple(kept[:MOST_SHEETS])


def dump(sheets: Iterable[RawSheet]) -> list[dict[str, Any]]:
    """Return the sheets as JSON data."""
    return [{"name": one.name, "rows": [[row.number, row.cells[: one.width]] for row in one.rows]} for one in sheets]


def load(data: Iterable[Mapping[str, Any]]) -> tuple[RawSheet, ...]:
    """Return the sheets that `dump` made the data of."""
    return tuple(RawSheet(one["name"], tuple(Row(number, tuple(cells)) for number, cells in one["rows"])) for one in data)

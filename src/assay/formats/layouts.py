"""Which layout a sheet has: told by the labels of its header, by the places of its columns, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assay.formats.cells import comparable, is_blank, one_line, tidy
from assay.formats.columns import LABELS_OF_A_HEADER, SUB_CRITERION_ID, Header, Row, in_place, matching
from assay.formats.scheme import BY_PLACE

ESSENTIAL = {"id", "type", "description", "score", "extra", "mark"}  # what L2 and L3 have, too
FILLED_CELLS_OF_A_HEADER = 8
ENOUGH_TYPES = 3
NUMBERED_TYPE = re.compile(r"[JM]\d{1,3}")
OLD_TYPES = {"O", "S"}


def find_header(rows: Sequence[Row]) -> Header | None:
    """Return the header of a layout that is read, or None where the sheet is something else."""
    for at, row in enumerate(rows):
        columns = matching(row)
        if len(columns) >= LABELS_OF_A_HEADER:
            return Header(row, columns, len(columns))
        if columns.keys() >= ESSENTIAL:
            return _of_a_smaller_layout(rows, at, columns)
    return _header_by_place(rows)


def _of_a_smaller_layout(rows: Sequence[Row], at: int, columns: dict[str, int]) -> Header:
    """Return the header of L2, L3 or an L1 that lacks columns; of an L1 with labels that are not known the places count."""
    row = rows[at]
    unknown = [column for column in row.filled if column < max(columns.values()) and column not in columns.values()]
    by_place = _header_by_place(rows) if unknown else None
    return by_place or Header(row, columns, len(columns), _layout_by_types(rows[at + 1 :], columns))


def _layout_by_types(rows: Sequence[Row], columns: dict[str, int]) -> str:
    types = {one_line(row.raw(columns["type"])) for row in rows}
    if any(NUMBERED_TYPE.fullmatch(text) for text in types):
        return "L3"
    return "L2" if types & OLD_TYPES and "day" not in columns else "L1"


def best_header(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the texts of the row that is most like a header, for the refusal."""
    best = most_like_a_header(rows)
    return tuple(one_line(best.raw(c))[:60] for c in best.filled[:14]) if best else ()


def most_like_a_header(rows: Sequence[Row]) -> Row | None:
    """Return the row with most of the known labels, of several the one with most words, of these the first."""
    return max(rows, key=lambda row: (len(matching(row)), _words(row)), default=None)


def _words(row: Row) -> int:
    return sum(any(letter.isalpha() for letter in row.raw(column)) for column in row.filled)


def _header_by_place(rows: Sequence[Row]) -> Header | None:
    """Return a header in a foreign language: the geometry is L1's, and column D below it holds only types."""
    first = next((i for i, row in enumerate(rows) if SUB_CRITERION_ID.fullmatch(tidy(row.raw(0)))), None)
    if first is None:
        return None
    header = next((row for row in reversed(rows[:first]) if len(in_place(row)) >= FILLED_CELLS_OF_A_HEADER), None)
    if header is None or not _types_only(rows[first:]):
        return None
    found = Header(header, BY_PLACE, len(matching(header)), by_position=True)
    earliest = next((row for row in rows[:first] if found.is_repeated_in(row)), header)
    return replace(found, row=earliest)


def _types_only(rows: Sequence[Row]) -> bool:
    """Return whether column D holds M and J and nothing else; a header that is repeated does not count."""
    found = [comparable(row.raw(BY_PLACE["type"])) for row in rows if len(in_place(row)) < FILLED_CELLS_OF_A_HEADER]
    types = {text for text in found if text}
    return bool(types) and types <= {"m", "j"}


def layout_of(rows: Sequence[Row]) -> str:
    """Return which other layout the rows look like (L3, L2, L0), told by the values of one column; "" for none."""
    for column in range(max((len(row.cells) for row in rows), default=0)):
        values = [one_line(row.raw(column)) for row in rows if not is_blank(row.raw(column))]
        if sum(bool(NUMBERED_TYPE.fullmatch(value)) for value in values) >= ENOUGH_TYPES:
            return "L3"
        types = {value for value in values if re.fullmatch(r"[OSJ]", value)}
        if sum(value in types for value in values) >= ENOUGH_TYPES and "O" in types:
            return "L2" if "J" in types else "L0"
    return ""

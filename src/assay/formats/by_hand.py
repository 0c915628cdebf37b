"""A layout nobody foresaw: somebody says which column holds what, and the rows are read by that."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assay.formats.cells import column_letters, comparable, is_blank, one_line, whole_number
from assay.formats.columns import LEVEL_COLUMNS, Header, Row, matching
from assay.formats.from_cis import scheme_of, with_findings
from assay.formats.ladders import SCORES
from assay.formats.layouts import most_like_a_header
from assay.formats.preamble import Preamble
from assay.formats.raw import RawSheet
from assay.formats.row_reader import TYPE_IN_WORDS, TYPES, read_rows
from assay.formats.scheme import SchemeWarning, Workbook

LAYOUT = "hand"
ASSIGNABLE = ("id", "name", "day", "type", "description", "score", "extra", *LEVEL_COLUMNS, "requirement", "section", "mark")
LONGEST_TITLE = 300
ROWS_LOOKED_AT = 40
ENOUGH_VALUES = 3
# What a foreign header may say, in English, German, French, Spanish and Portuguese; the first that fits counts.
_GUESSES: dict[str, str] = {
    "level0": r"(level|stufe|niveau|nivel|nível|score|punkte) ?0\b.*",
    "level1": r"(level|stufe|niveau|nivel|nível|score|punkte) ?1\b.*",
    "level2": r"(level|stufe|niveau|nivel|nível|score|punkte) ?2\b.*",
    "level3": r"(level|stufe|niveau|nivel|nível|score|punkte) ?3\b.*",
    "id": r"id|nr\.?|no\.?|code|sub[ -]?criteri(on|a)|n[º°]",
    "day": r"day|tag|jour|d[ií]a",
    "type": r"type|typ|art|tipo|m/j|j/m",
    "section": r"section|wsos|wsss|sección|seção|abschnitt",
    "mark": r"max.*|marks?|points|punkte|puntos|pontos|weight|gewicht.*|note",
    "score": r"score|level|stufe|niveau|nivel|nível|judge?ment",
    "requirement": r"requirement.*|anforderung|exigence|requisito",
    "extra": r"extra.*|levels?|(score |level )?descri(ption|pción|ção)s? of (the )?(level|score)s?|descriptors?|beschreibung|details?",
    "description": r"aspect.*|criteri(on|a|o|um|en)|kriteri(um|en)|critère|description|descripci[oó]n|descriç[aã]o|task|aufgabe|what",
    "name": r"name|titel|title|module?|group|part",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _GUESSES.items()}


@dataclass(frozen=True)
class Assigned:
    """What somebody said of a sheet: in which row its headers stand, and field → column (from 0)."""

    header: int
    columns: Mapping[str, int]


def read_by_hand(sheets: Sequence[RawSheet], sheet: RawSheet, assigned: Assigned, *, name: str) -> Workbook:
    """Return the scheme of a sheet as its columns were assigned; needs the column of descriptions."""
    row = sheet.row(assigned.header) or Row(assigned.header, ())
    header = Header(row, assigned.columns, len(matching(row)), LAYOUT, by_hand=True)
    above = [one for one in sheet.rows if one.number < assigned.header]
    title = next((one.raw(one.filled[0])[:LONGEST_TITLE] for one in above if one.filled), "")
    preamble, blocks = Preamble(title_raw=title), read_rows(header, (one for one in sheet.rows if one.number > assigned.header))
    book = scheme_of(name, sheet.name, preamble, blocks)
    others = tuple(one.name for one in sheets if one.name != sheet.name)
    said = [SchemeWarning("sheet-not-read", "", {"sheet": other}) for other in others]
    return with_findings(replace(book, other_sheets=others), said, preamble, blocks)


def fingerprint(row: Row) -> str:
    """Return what is the same for every sheet with these headers in these columns, whatever their case."""
    said = "\x1f".join(f"{column}={comparable(row.raw(column))}" for column in row.filled)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def likely_header(sheet: RawSheet) -> int:
    """Return the number of the row that is most like a header: by known labels, by what is guessed, by words."""
    first = sheet.rows[:ROWS_LOOKED_AT]
    guesses = {row.number: len(_by_header(row)) for row in first}
    most = max(guesses.values(), default=0)
    row = most_like_a_header([row for row in first if guesses[row.number] == most])
    return row.number if row else 0


def guessed(sheet: RawSheet, header: int) -> dict[str, int]:
    """Return field → column as headers and values suggest; each field and each column once."""
    found = _by_header(sheet.row(header) or Row(header, ()))
    by_values = {field: column for field, column in _by_values(sheet, header).items() if field not in found}
    return {field: column for field, column in found.items() if column not in by_values.values()} | by_values


def _by_header(row: Row) -> dict[str, int]:
    found = matching(row)
    found.pop("calculation", None)
    bare = {comparable(row.raw(column)): column for column in row.filled}
    if {"0", "1", "2", "3"} <= bare.keys():
        found |= {field: bare[str(score)] for score, field in enumerate(LEVEL_COLUMNS)}
    for field, pattern in _PATTERNS.items():
        taken = set(found.values())
        fits = [column for column in row.filled if column not in taken and pattern.fullmatch(comparable(row.raw(column)))]
        if fits and field not in found:
            found[field] = fits[0]
    return found


def _by_values(sheet: RawSheet, header: int) -> dict[str, int]:
    """Return the columns of types and of scores, told by what stands in them."""
    found: dict[str, int] = {}
    for column in range(sheet.width):
        values = [row.raw(column) for row in sheet.rows if row.number > header and not is_blank(row.raw(column))]
        if len(values) < ENOUGH_VALUES:
            continue
        if all(_is_type(value) for value in values):
            found.setdefault("type", column)
        elif {whole_number(value) for value in values} == set(SCORES):
            found.setdefault("score", column)
    return found


def _is_type(value: str) -> bool:
    text = one_line(value).upper()
    return text in TYPES or bool(TYPE_IN_WORDS.fullmatch(text))


def label_of(sheet: RawSheet, header: int, column: int) -> str:
    """Return a column as people name it: its letter and its header."""
    row = sheet.row(header)
    return f"{column_letters(column)} {one_line(row.raw(column))[:80] if row else ''}".strip()

"""How high a row of a sheet is: Excel and LibreOffice cut off a text whose row does not say it, until somebody edits it."""

import textwrap
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.worksheet import Worksheet

LINE = 13  # points, of Arial 10
LETTERS_OF_A_DIGIT = 1.2  # a column is as wide as so many digits; letters are narrower
MOST = 409  # points, of Excel


class FreeRows(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A sheet whose rows say how high they are, and grow all the same when a text in them does."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [each for each in attributes if tag != "row" or each[0] != "customHeight"])


def height_of(lines: int) -> int:
    """Return the height of a row with so many lines, in points."""
    return min(lines * LINE + 1, MOST)


def lines_of(text: str, width: float) -> int:
    """Return about how many lines a text has in a column, rather one too many."""
    fit = int(width * LETTERS_OF_A_DIGIT)
    return sum(len(_wrapped(line, fit)) if len(line) * 2 > fit else 1 for line in text.split("\n"))


def _wrapped(line: str, fit: int) -> list[str]:
    """Return the lines that one line becomes; East Asian letters are twice as wide."""
    is_wide = any(east_asian_width(letter) in "WF" for letter in line)
    return textwrap.wrap(line, max(1, fit // 2 if is_wide else fit)) or [""]

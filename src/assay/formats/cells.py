"""What a cell says: its raw text, the text for people, the text for comparing, numbers and marks."""

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from assay.formats.repair import is_doubtful, repaired

CENT = Decimal("0.01")
# No mark of a scheme is near this; a larger number is a date, a phone number or damage.
LARGEST_MARK = 1000
DECIMAL_PLACES = 4
_MISREAD_LINE_END = re.compile(r"(?<!_x005F)_x000[dD]_\n?|\r\n?|[\u2028\u2029\x0b\x0c]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # as a workbook escapes a character; _x005F_ is the underscore itself
_UNTIDY = re.compile(r"[^ -~]|  |_x")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_NUMBER = re.compile(r"[+-]?\d{1,9}([.,]\d{1,20})?")


def raw_text(value: object) -> str:
    """Return the cell as text and nothing else changed; NUL and lone surrogates, which no database holds, become U+FFFD."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return _UNSTORABLE.sub("\ufffd", str(value))


def tidy(raw: str) -> str:
    """Return the text for people: one kind of line end and of space, nothing invisible, no white space at line ends."""
    if raw.isascii() and not _UNTIDY.search(raw):
        return raw.strip()
    text = _ESCAPED.sub(_unescaped, _MISREAD_LINE_END.sub("\n", repaired(raw)))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def _unescaped(found: "re.Match[str]") -> str:
    letter = chr(int(found[1], 16))
    return "" if _UNSTORABLE.match(letter) else letter


def one_line(raw: str) -> str:
    """Return the text for people on one line, as names are."""
    return " ".join(tidy(raw).split())


def comparable(raw: str) -> str:
    """Return the text for comparing: NFKC, white space collapsed, casefolded."""
    return " ".join(unicodedata.normalize("NFKC", tidy(raw)).split()).casefold()


def damage_in(raw: str) -> str:
    """Return `repaired` or `doubtful` for a text that was read with the wrong encoding, else ""."""
    if raw.isascii():
        return ""
    mended = repaired(raw)
    if is_doubtful(mended):
        return "doubtful"
    return "" if mended == raw else "repaired"


def is_blank(raw: str) -> bool:
    """Return whether nothing can be seen: empty, white space, NBSP."""
    return not raw or (not raw[0].isalnum() and not tidy(raw))


def decimal(raw: str) -> Decimal | None:
    """Return the number in a cell (a comma may be the point), or None; floats are cut of their binary noise."""
    text = unicodedata.normalize("NFKC", tidy(raw))
    if not _NUMBER.fullmatch(text) and not _is_exponent(text):
        return None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return round(number, DECIMAL_PLACES) if abs(number) <= LARGEST_MARK else None


def mark(raw: str) -> Decimal | None:
    """Return the mark in a cell with two decimals (more only where they are meant), or None."""
    number = decimal(raw)
    if number is None:
        return None
    cents = number.quantize(CENT)
    return cents if cents == number else number.normalize()


def whole_number(raw: str) -> int | None:
    """Return the whole number in a cell (`4`, `4.0`, ` 4`), or None."""
    number = decimal(raw)
    return int(number) if number is not None and number == int(number) else None


def number_or_text(raw: str) -> str:
    """Return `1` for 1, 1.0 and " 1"; any other text on one line."""
    number = whole_number(raw)
    return one_line(raw) if number is None else str(number)


def column_letters(index: int) -> str:
    """Return the letters of a column, 0 being A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def address(column: int, row: int) -> str:
    """Return a cell's address, such as `K36`, for a column from 0 and a row from 1."""
    return f"{column_letters(column)}{row}"


def _is_exponent(text: str) -> bool:
    """Return whether it is how Python writes a very small or large float (1e-07, 1e+16); not NaN, not infinite."""
    if "e" not in text.casefold():
        return False
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False

"""By what rows are sorted: the same keys in the index and beside the database, so that both give one order and pages never overlap."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
LONGEST_KEY = 100
NUMBER = re.compile(r"\d+")
NUMBER_BITS = 32


def name_place(words: Iterable[str], number: int) -> str:
    """Return what sorts by the folded words of a name: without case, accents and punctuation, 2 before 10; equal names by their number."""
    text = " ".join(words)
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return f"{NUMBER.sub(padded, text)[:LONGEST_KEY]}\x01{number:012}"


def padded(found: re.Match[str]) -> str:
    """Return a number as it sorts among others."""
    return found.group().zfill(6)


def time_place(changed: datetime, number: int) -> int:
    """Return what sorts the latest second first when it descends; of one second, the lower number first."""
    seconds = max(int((changed - EPOCH).total_seconds()), 0)
    return (seconds << NUMBER_BITS) + (1 << NUMBER_BITS) - 1 - number

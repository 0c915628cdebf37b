"""A wording as the rules read it: each text taken apart into words once."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from assay.coach.findings import Span
from assay.coach.intervals import Interval, intervals_in

LEVELS = range(4)
WORD = re.compile(r"\d+[.,]\d+|[^\W_]+(?:['’.][^\W_]+)*")


class Wording(Protocol):
    """What can be checked: a name and the texts of the levels 0 to 3, whichever class holds them."""

    @property
    def criterion_name(self) -> str:
        """The name of the aspect."""

    @property
    def levels(self) -> Sequence[str]:
        """The four texts, "" where there is none."""


@dataclass(frozen=True)
class Word:
    """A word in one spelling (NFKC, casefolded), and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True)
class Field:
    """The name, or one level, of a wording."""

    key: str
    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words in their order."""
        return tuple(Word(unicodedata.normalize("NFKC", each[0]).casefold(), each.span()) for each in WORD.finditer(self.text))

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Return the words without their places."""
        return tuple(word.text for word in self.words)

    @cached_property
    def limits(self) -> list[Interval]:
        """Return the limits that the text names."""
        return intervals_in(self.text)

    def span_of(self, place: slice) -> Span:
        """Return where words stand in the text."""
        words = self.words[place]
        return words[0].span[0], words[-1].span[1]

    @property
    def is_empty(self) -> bool:
        """Return whether it says nothing; a dash says nothing."""
        return not self.words

    @property
    def extent(self) -> Span:
        """Return where the text stands between the white space around it."""
        stripped = self.text.strip()
        start = self.text.find(stripped)
        return start, start + len(stripped)


@dataclass(frozen=True)
class Reading:
    """A wording, taken apart."""

    name: Field
    levels: tuple[Field, Field, Field, Field]

    @property
    def filled(self) -> list[tuple[int, Field]]:
        """Return the levels that say something, with their numbers."""
        return [(number, level) for number, level in enumerate(self.levels) if not level.is_empty]

    @property
    def neighbours(self) -> list[tuple[int, Field, Field]]:
        """Return (lower number, lower, upper) of neighbours that both say something."""
        pairs = zip(LEVELS, self.levels, self.levels[1:], strict=False)
        return [(number, lower, upper) for number, lower, upper in pairs if not lower.is_empty and not upper.is_empty]


def reading_of(wording: Wording) -> Reading:
    """Take a wording apart; levels that are not there are empty."""
    zero, one, two, three = (Field(f"level{number}", text) for number, text in zip(LEVELS, (*wording.levels, *[""] * 4), strict=False))
    return Reading(Field("name", wording.criterion_name), (zero, one, two, three))

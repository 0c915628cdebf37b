"""What became of each row of the source: one line a row, so that the totals add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class End(StrEnum):
    """How a row ends; every row ends in exactly one of these."""

    MADE = "made"
    KEPT = "kept"
    CHANGED = "changed"
    DIFFERS = "differs"
    ASIDE = "aside"
    LEFT_OUT = "left_out"


IN_WORDS: dict[End, Promise] = {
    End.MADE: _("made"),
    End.KEPT: _("was there already"),
    End.CHANGED: _("brought up to date"),
    End.DIFFERS: _("changed there, kept as it is here"),
    End.ASIDE: _("made, put aside"),
    End.LEFT_OUT: _("left out"),
}


@dataclass(frozen=True)
class Line:
    """The end of one row: its table, its number there, what people call it, why it ended so, and what else is worth knowing."""

    table: str
    row: str
    name: str
    end: End
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """Return its end as people read it."""
        return str(IN_WORDS[self.end])


@dataclass
class Account:
    """Every line, in the order of the tables; `beside` is what was seen and not read, `gone` what was taken over and is there no more."""

    lines: list[Line] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def put(self, table: str, row: str, name: str, end: End, *, why: Iterable[str] = (), notes: Iterable[str] = ()) -> None:
        """Write the one line of a row."""
        self.lines.append(Line(table, row, name, end, tuple(why), tuple(notes)))

    def of(self, table: str) -> list[Line]:
        """Return the lines of a table."""
        return [line for line in self.lines if line.table == table]

    def totals(self) -> dict[str, dict[End, int]]:
        """Return how many rows of each table ended how; their sum is the number of rows that were read."""
        counted = Counter((line.table, line.end) for line in self.lines)
        return {table: {end: counted[table, end] for end in End} for table in dict.fromkeys(line.table for line in self.lines)}

    def worth_reading(self) -> list[Line]:
        """Return the lines that an administrator should read: what did not come over as it was, and what has a note."""
        plain = {End.MADE, End.KEPT, End.CHANGED}
        return [line for line in self.lines if line.end not in plain or line.notes]

    @property
    def changes_nothing(self) -> bool:
        """Return whether nothing is made and nothing changed."""
        return not any(line.end in {End.MADE, End.CHANGED, End.ASIDE} for line in self.lines)

"""Descriptors side by side: a column each, a row per level, and the words in which neighbours differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import Promise

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.comparing.tray import FEWEST, MOST, url_of
from assay.descriptors.contrast import Contrast, contrast_of, pieces_of
from assay.descriptors.library.cards import confidential, start_from
from assay.descriptors.library.copying import copies_of
from assay.descriptors.models import Descriptor
from assay.descriptors.states import source_in_words
from assay.descriptors.wording import LEVEL_LABELS, LEVEL_SENTENCES, LEVELS
from assay.standards.current import section_numbers
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Column:
    """One descriptor of the comparison."""

    row: Descriptor
    section: str
    writes: bool
    without: str
    earlier: str
    later: str

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.row)

    @property
    def source(self) -> str:
        """Return where it came from, as people read it."""
        return source_in_words(self.row.source)

    @property
    def locked(self) -> str:
        """Return until when it is confidential."""
        return confidential(self.row.confidential_until)

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu."""
        return copies_of(self.row.uid, [n for n in LEVELS if self.row.levels[n]])

    @property
    def contrast(self) -> Contrast:
        """Return its levels beside each other."""
        return contrast_of(self.row.wording)

    @property
    def start(self) -> dict[str, str] | None:
        """Return the way to a new draft like this one, for those who write."""
        return start_from(self.row.uid) if self.writes else None


@dataclass(frozen=True)
class LevelRow:
    """One level of all columns: per column its name and the text in pieces."""

    number: int
    label: Promise
    sentence: Promise
    cells: list[dict[str, Any]]


@dataclass
class Comparing:
    """The page for one reader: the first six of what was found."""

    found: list[Descriptor]
    asked: int
    reader: "User"

    @property
    def rows(self) -> list[Descriptor]:
        """Return those that stand side by side."""
        return self.found[:MOST]

    @property
    def is_enough(self) -> bool:
        """Return whether there is something to compare."""
        return len(self.rows) >= FEWEST

    @property
    def missing(self) -> int:
        """Return how many of those asked for are not there for the reader."""
        return self.asked - len(self.found)

    @property
    def chosen(self) -> str:
        """Return them as they stand in an address."""
        return urlencode([("d", str(row.uid)) for row in self.rows])

    @cached_property
    def columns(self) -> list[Column]:
        """Return the descriptors with the ways to move and remove them."""
        numbers = section_numbers({row.skill_id for row in self.rows if row.skill_id})
        uids, writes = [row.uid for row in self.found], bool(roles_of(self.reader).scm)
        return [
            Column(
                row=row,
                section=section_of(row, numbers.get((row.skill_id or 0, row.wsos_section_id or 0))),
                writes=writes,
                without=url_of([uid for uid in uids if uid != row.uid]),
                earlier=url_of(swapped(uids, place - 1)) if place else "",
                later=url_of(swapped(uids, place)) if place < len(self.rows) - 1 else "",
            )
            for place, row in enumerate(self.rows)
        ]

    @cached_property
    def levels(self) -> list[LevelRow]:
        """Return a row per level."""
        return [LevelRow(n, LEVEL_LABELS[n], LEVEL_SENTENCES[n], self.cells([row.levels[n] for row in self.rows])) for n in LEVELS]

    def cells(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return the texts of one level in pieces, with the names of their columns."""
        return [{"name": row.criterion_name, "pieces": pieces} for row, pieces in zip(self.rows, pieces_of(texts), strict=True)]


def section_of(row: Descriptor, number: int | None) -> str:
    """Return the section with its number in the home skill."""
    if row.wsos_section is None:
        return ""
    return f"§{number} {row.wsos_section.name}" if number else row.wsos_section.name


def swapped(uids: Sequence[UUID], place: int) -> list[UUID]:
    """Return them with two neighbours exchanged."""
    return [*uids[:place], uids[place + 1], uids[place], *uids[place + 2 :]]

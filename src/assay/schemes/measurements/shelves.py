"""What measurement aspects say, in memory scheme by scheme: an imported scheme never changes, so what was read once stays right."""

import logging
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from operator import itemgetter
from threading import Lock
from uuid import UUID

from django.db import DatabaseError, connection

from assay.descriptors.search.analysis import stem, words
from assay.descriptors.search.asked import TEXT_FIELDS, Clause
from assay.schemes.models import Aspect, Scheme
from assay.schemes.querysets import MEASUREMENT

# What the fields of a word mean here, as places among the texts of an aspect.
TEXTS = ("description", "extra", "requirement", "code")
TEXTS_OF: dict[tuple[str, ...], tuple[int, ...]] = {TEXT_FIELDS: (0, 1, 2, 3), ("name",): (0,), ("code",): (3,)}
SCHEME = "sub_criterion__scheme"
AT_ONCE = 200  # schemes
log = logging.getLogger(__name__)
Rows = int
"""A set of rows of one scheme: the bits of their places."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The measurement aspects of one scheme, in their order."""

    keys: tuple[int, ...]  # their primary keys
    lines: tuple[tuple[str, ...], ...]  # of each, the words of its texts, between blanks
    written: Mapping[tuple[str, ...], Mapping[str, Rows]]  # by TEXTS_OF: word → where it stands
    sections: Mapping[int | None, Rows]  # by the number of the section

    @property
    def every(self) -> Rows:
        """Return all of them."""
        return (1 << len(self.keys)) - 1

    def saying(self, clause: Clause, meant: frozenset[str]) -> Rows:
        """Return where one of the words stands that are meant, or a phrase."""
        written, found = self.written[clause.fields], 0
        for word in meant & written.keys():
            found |= written[word]
        return self.in_a_row(clause, found) if len(clause.words) > 1 else found

    def in_a_row(self, clause: Clause, among: Rows) -> Rows:
        """Return those among some where the words of a clause stand in a row; the last may go on."""
        phrase, texts = f" {' '.join(clause.words)}{'' if clause.half_typed else ' '}", TEXTS_OF[clause.fields]
        return sum(1 << place for place in places(among) if any(phrase in self.lines[place][text] for text in texts))


@dataclass(frozen=True)
class Lexicon:
    """Every word of every shelf, and which words are forms of one; what a person may not read is left out by the shelves asked."""

    words: Sequence[str] = ()
    forms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def grown(self, written: set[str]) -> "Lexicon":
        """Return it with more words."""
        fresh, forms = written.difference(self.words), dict(self.forms)
        for word in fresh:
            forms[stem(word)] = forms.get(stem(word), frozenset()) | {word}
        return Lexicon(sorted({*self.words, *fresh}), forms) if fresh else self

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so."""
        return list(takewhile(lambda word: word.startswith(start), self.words[bisect_left(self.words, start) :]))

    def meant(self, clause: Clause) -> frozenset[str]:
        """Return the words that a clause may mean: as it stands, by its stem, or as a beginning; of a phrase its first word."""
        word = clause.words[0]
        if len(clause.words) > 1 or clause.exact:
            return frozenset({word})
        found = self.forms.get(stem(word), frozenset())
        return found.union(self.beginning(word)) if clause.half_typed or is_a_sign(clause) else found


def is_a_sign(clause: Clause) -> bool:
    """Return whether it is one sign such as µ, which stands before a unit."""
    return len(clause.words[0]) == 1 and not clause.typed.isascii()


def places(rows: Rows) -> Iterator[int]:
    """Yield the places of rows, in their order."""
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


class Shelves:
    """What was read so far; each process keeps its own."""

    def __init__(self) -> None:
        self.kept: dict[UUID, Shelf] = {}
        self.lexicon = Lexicon()
        self.reading = Lock()

    def missing(self, schemes: Iterable[UUID]) -> list[UUID]:
        """Return the schemes that were not read yet."""
        return [uid for uid in schemes if uid not in self.kept]

    def of(self, schemes: Sequence[UUID]) -> list[Shelf]:
        """Return what these schemes hold; what is missing is read."""
        missing = self.missing(schemes)
        for start in range(0, len(missing), AT_ONCE):
            with self.reading:
                self.read(self.missing(missing[start : start + AT_ONCE]))
        return [self.kept[uid] for uid in schemes]

    def read(self, schemes: Sequence[UUID]) -> None:
        """Read schemes; their words are known before they are found."""
        rows = Aspect.objects.filter(**{f"{SCHEME}__uid__in": schemes}, type=MEASUREMENT).order_by(SCHEME + "__uid", "row", "pk")
        columns = rows.values_list(f"{SCHEME}__uid", "pk", "section_number", *TEXTS)
        fresh = dict.fromkeys(schemes, EMPTY)
        fresh |= {uid: shelf_of(list(held)) for uid, held in groupby(columns, key=itemgetter(0))}
        self.lexicon = self.lexicon.grown({word for shelf in fresh.values() for word in shelf.written[TEXT_FIELDS]})
        self.kept |= fresh


def shelf_of(rows: Sequence[tuple[UUID, int, int | None, str, str, str, str]]) -> Shelf:
    """Return the shelf of one scheme's rows."""
    written: dict[tuple[str, ...], dict[str, Rows]] = {fields: defaultdict(int) for fields in TEXTS_OF}
    sections: dict[int | None, Rows] = defaultdict(int)
    lines = []
    for place, (_scheme, _key, number, *texts) in enumerate(rows):
        split = [[sys.intern(word) for word in words(text)] for text in texts]
        for fields, which in TEXTS_OF.items():
            for word in {word for text in which for word in split[text]}:
                written[fields][word] |= 1 << place
        sections[number] |= 1 << place
        lines.append(tuple(f" {' '.join(line)} " if line else "" for line in split))
    return Shelf(tuple(row[1] for row in rows), tuple(lines), {fields: dict(found) for fields, found in written.items()}, dict(sections))


EMPTY = shelf_of(())
SHELVES = Shelves()


def read_all() -> None:
    """Read every scheme that stands; where the database cannot be asked, whoever searches reads what is missing."""
    try:
        SHELVES.of(list(Scheme.objects.standing().values_list("uid", flat=True)))
    except DatabaseError as problem:
        log.info("Measurement aspects are read when somebody asks: %s.", problem)
    finally:
        connection.close()

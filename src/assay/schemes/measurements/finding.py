"""Which measurement aspects match: the words in memory, the schemes that the person may read asked of the database each time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, reduce
from itertools import chain, islice
from operator import and_, or_
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assay.descriptors.search.asked import TEXT_FIELDS, Clause, Counts
from assay.descriptors.search.correcting import best, corrected_clauses, may_be_corrected, near
from assay.descriptors.search.names import sources_begun
from assay.schemes.measurements.asking import Asked, Chosen
from assay.schemes.measurements.shelves import SHELVES, Rows, Shelf, places
from assay.schemes.models import Scheme, SchemeSection

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.descriptors.search.asked import Scope

AT_HAND = 5  # schemes that are read in passing, where only a number is wanted
NAME = ("name",)


class Place(NamedTuple):
    """A scheme, by what its aspects are filtered by."""

    pk: int
    uid: UUID
    skill: str
    source: str


@dataclass
class Readable:
    """The measurement aspects that one person may read at one moment, the latest competition first."""

    schemes: list[Place]

    @classmethod
    def of(cls, user: "User", now: datetime) -> "Readable":
        """Return what a person may read."""
        rows = Scheme.objects.measured_for(user, now=now).order_by("-competition__first_day", "-imported_at", "pk")
        return cls([Place._make(values) for values in rows.values_list("pk", "uid", "skill__code", "competition__code")])

    @property
    def is_at_hand(self) -> bool:
        """Return whether next to nothing must be read first."""
        return len(SHELVES.missing(scheme.uid for scheme in self.schemes)) <= AT_HAND

    @cached_property
    def shelves(self) -> list[tuple[Place, Shelf]]:
        """Return each scheme with what it says."""
        return list(zip(self.schemes, SHELVES.of([scheme.uid for scheme in self.schemes]), strict=True))

    @cached_property
    def sections(self) -> Mapping[tuple[int, int | None], set[str]]:
        """Return what the number of a section in a scheme stands for."""
        meant: dict[tuple[int, int | None], set[str]] = defaultdict(set)
        for scheme, number, uid in section_uids({scheme.pk for scheme in self.schemes}):
            meant[scheme, number].add(str(uid))
        return meant

    def sources_named(self, key: str, _scope: "Scope") -> frozenset[str]:
        """Return the sources that a text names."""
        return sources_begun(key, {scheme.source for scheme in self.schemes})

    def matching(self, asked: Asked) -> "Matched":
        """Return the rows that have the words and nothing that is excluded; what is chosen is still to be kept."""
        shelves = self.shelves  # with their words in the lexicon
        meant = [(clause, SHELVES.lexicon.meant(clause)) for clause in asked.clauses]
        found = [(scheme, shelf, self.kept(scheme, shelf, meant, asked.excluded)) for scheme, shelf in shelves]
        return Matched(self, [one for one in found if one[2]])

    def kept(self, scheme: Place, shelf: Shelf, meant: Iterable[tuple[Clause, frozenset[str]]], excluded: Any) -> Rows:
        """Return the rows of one scheme that match."""
        rows = shelf.every
        for clause, words in meant:
            if not rows:
                break
            saying = shelf.saying(clause, words)
            rows &= ~saying if clause.without else saying
        for name, values in excluded if rows else ():
            rows &= ~self.having(scheme, shelf, name, values)
        return rows

    def having(self, scheme: Place, shelf: Shelf, name: str, values: Collection[str]) -> Rows:
        """Return the rows of a scheme that have one of the values of a filter."""
        if name != "section":
            return shelf.every if getattr(scheme, name) in values else 0
        wanted = set(values)
        return reduce(or_, (rows for number, rows in shelf.sections.items() if self.sections.get((scheme.pk, number), set()) & wanted), 0)

    def answering(self, typed: Asked) -> tuple[Asked, "Matched", tuple[tuple[str, str], ...]]:
        """Return a question and what it finds; where that is nothing, with the words that were probably meant, which come last."""
        found = self.matching(typed)
        words = () if found.total(typed.chosen) else self.meant_by(typed.clauses)
        meant = replace(typed, clauses=corrected_clauses(typed.clauses, words))
        better = self.matching(meant) if words else found
        return (meant, better, words) if better.total(meant.chosen) else (typed, found, ())

    def meant_by(self, clauses: Sequence[Clause]) -> tuple[tuple[str, str], ...]:
        """Return each word that stands nowhere here, with the one that was probably meant: rather one beside the other words."""
        words = {clause.words[0]: clause for clause in clauses if may_be_corrected(clause)}
        unknown = [word for word, clause in words.items() if not self.with_all([clause])]
        known = [clause for word, clause in words.items() if word not in unknown]
        among = [self.with_all(known), self.with_all([])] if known else [self.with_all([])]
        guesses = [(word, next(filter(None, (nearest(word, rows) for rows in among)), "")) for word in unknown]
        return tuple((word, guess) for word, guess in guesses if guess)

    def with_all(self, clauses: Sequence[Clause]) -> list[tuple[Place, Shelf, Rows]]:
        """Return the rows that have these words."""
        return self.matching(Asked(tuple(clauses), {}, (), ())).found


def nearest(word: str, among: Iterable[tuple[Place, Shelf, Rows]]) -> str:
    """Return the word, written in some rows, that was probably meant; "" where none is near."""
    counts = dict.fromkeys(near(word, SHELVES.lexicon.beginning(word[0])), 0)
    for _scheme, shelf, rows in among if counts else ():
        written = shelf.written[TEXT_FIELDS]
        for one in counts.keys() & written.keys():
            counts[one] += (written[one] & rows).bit_count()
    return best(word, {one: count for one, count in counts.items() if count})


@dataclass
class Matched:
    """Rows by their scheme, in the order of the list, counted once by everything that filters them."""

    of: Readable
    found: list[tuple[Place, Shelf, Rows]]

    @cached_property
    def groups(self) -> list[tuple[dict[str, set[str]], int]]:
        """Return what rows have in common, and how many they are."""
        return [
            ({"skill": {scheme.skill}, "source": {scheme.source}, "section": self.of.sections.get((scheme.pk, number), set())}, count)
            for scheme, shelf, rows in self.found
            for number, held in shelf.sections.items()
            if (count := (held & rows).bit_count())
        ]

    def total(self, chosen: Chosen) -> int:
        """Return how many rows are of the chosen values."""
        return sum(count for _values, count in self.among(chosen)) if chosen else sum(rows.bit_count() for _of, _shelf, rows in self.found)

    def counts(self, name: str, chosen: Chosen) -> Counts:
        """Return value → number of rows of one filter, without its own choice."""
        found: Counter[str] = Counter()
        for values, count in self.among(without(name, chosen)):
            for value in values[name]:
                found[value] += count
        return found

    def among(self, chosen: Chosen) -> Iterator[tuple[dict[str, set[str]], int]]:
        """Yield the groups of the chosen values."""
        wanted = {name: set(values) for name, values in chosen.items()}
        return (group for group in self.groups if all(group[0][name] & values for name, values in wanted.items()))

    def keys(self, asked: Asked, start: int, size: int) -> list[int]:
        """Return the primary keys of a part of the list: first those that say it in their description, each as they stand in the scheme."""
        loose = [clause for clause in asked.clauses if not clause.without and clause.fields == TEXT_FIELDS]
        meant = [(replace(clause, fields=NAME), SHELVES.lexicon.meant(clause)) for clause in loose]
        first, later = [], []
        for scheme, shelf, rows in self.found:
            kept = reduce(and_, (self.of.having(scheme, shelf, name, values) for name, values in asked.chosen.items()), rows)
            named = reduce(and_, (shelf.saying(*one) for one in meant), kept)
            first.append((shelf, named))
            later.append((shelf, kept & ~named))
        return list(islice((shelf.keys[place] for shelf, rows in chain(first, later) for place in places(rows)), start, start + size))


def without(name: str, chosen: Chosen) -> Chosen:
    """Return the choice without one filter."""
    return {other: values for other, values in chosen.items() if other != name}


def section_uids(schemes: Collection[int]) -> QuerySet[Any, Any]:
    """Return scheme, number and section of every settled section of these schemes."""
    rows = SchemeSection.objects.filter(scheme__in=schemes, wsos_section__isnull=False)
    return rows.values_list("scheme", "number", "wsos_section__uid")

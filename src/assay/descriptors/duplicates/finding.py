"""Find all pairs of near-duplicates among many wordings, without asking an index: the same measure as beside a wording."""

import heapq
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from assay.descriptors.search.likeness import RAREST, Parts, all_of, likeness, most_common, parts_of, rarity
from assay.descriptors.wording import Wording

CANDIDATES = 50  # compared with each wording
SHARED = 0.2  # of its rarest stems a candidate has
EVERY = 500  # wordings between two words about the progress

Progress = Callable[[int, int], None]
Numbered = tuple["array[int]", ...]
"""The stems of each part as numbers: a library of a hundred thousand fits into a hundred megabytes."""


@dataclass(frozen=True)
class Pair:
    """Two wordings that are near, by their keys, the smaller first; `rank` sorts, 1 is the same."""

    first: int
    second: int
    rank: float


@dataclass
class Library:
    """Wordings to compare, each kept once; `copies` are the keys of those with the same words."""

    numbers: dict[str, int] = field(default_factory=dict)
    wordings: dict[int, Numbered] = field(default_factory=dict)
    copies: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    having: Counter[int] = field(default_factory=Counter)

    def add(self, key: int, wording: Wording) -> None:
        """Take a wording in; an exact copy of an earlier one is only remembered."""
        same = self.copies[wording.key]
        same.append(key)
        if len(same) > 1:
            return
        parts = parts_of(wording)
        numbers = self.numbers
        self.wordings[key] = tuple(array("I", (numbers.setdefault(stem, len(numbers)) for stem in part)) for part in parts)
        self.having.update(numbers[stem] for stem in all_of(parts))

    def pairs(self, progress: Progress) -> Iterator[Pair]:
        """Yield every pair, copies chained to their first."""
        for same in self.copies.values():
            yield from (Pair(same[0], copy, 1.0) for copy in same[1:])
        yield from Comparing(self).pairs(progress)


class Comparing:
    """Compares each wording with the earlier ones that share its rarest stems."""

    def __init__(self, library: Library) -> None:
        self.library = library
        count = len(library.wordings)
        self.weights = array("d", (rarity(library.having[number], count) for number in range(len(library.numbers))))
        self.most = most_common(count)
        self.having: dict[int, array[int]] = defaultdict(lambda: array("q"))

    def pairs(self, progress: Progress) -> Iterator[Pair]:
        """Yield the pairs that are near."""
        of = len(self.library.wordings)
        for done, (key, numbered) in enumerate(self.library.wordings.items()):
            if done % EVERY == 0:
                progress(done, of)
            parts = unpacked(numbered)
            telling = [number for number in all_of(parts) if 1 < self.library.having[number] <= self.most]
            yield from self.near(key, parts, telling)
            for number in telling:
                self.having[number].append(key)
        progress(of, of)

    def near(self, key: int, parts: Parts[int], telling: Sequence[int]) -> Iterator[Pair]:
        """Yield the pairs of one wording with earlier ones."""
        for earlier in self.candidates(telling):
            alike = likeness(parts, unpacked(self.library.wordings[earlier]), self.weights.__getitem__)
            if alike.is_near:
                yield Pair(min(earlier, key), max(earlier, key), alike.rank)

    def candidates(self, telling: Iterable[int]) -> list[int]:
        """Return the earlier wordings that share the most of the rarest stems."""
        rarest = heapq.nsmallest(RAREST, telling, key=self.library.having.__getitem__)
        shared = Counter(chain.from_iterable(self.having[number] for number in rarest if number in self.having))
        least = math.ceil(SHARED * len(rarest))
        return [key for key, count in shared.most_common(CANDIDATES) if count >= least]


def unpacked(numbered: Numbered) -> Parts[int]:
    """Return the parts as sets."""
    return tuple(map(frozenset, numbered))


def clusters_of(pairs: Iterable[Pair]) -> dict[int, int]:
    """Return, for each key in a pair, the smallest key of all that hang together with it."""
    leader: dict[int, int] = {}

    def lead(key: int) -> int:
        leader.setdefault(key, key)
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for pair in pairs:
        one, other = lead(pair.first), lead(pair.second)
        leader[max(one, other)] = min(one, other)
    return {key: lead(key) for key in leader}

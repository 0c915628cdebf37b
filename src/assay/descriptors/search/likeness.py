"""How near two wordings are: words that both have, weighed by how rare they are, over the whole and part by part.

The two thresholds were fitted on planted variants of real descriptors: benchmarks/duplicates/README.md.
"""

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from assay.descriptors.search.analysis import STOP_WORDS, stem, words
from assay.descriptors.wording import Wording

Stem = TypeVar("Stem")
Parts = tuple[frozenset[Stem], ...]
"""The stems of the name and of the four levels, words that say nothing left out."""
Weigh = Callable[[Stem], float]

NEAR_AS_A_WHOLE = 0.34  # of the weight of all words, both have
NEAR_IN_PARTS = 0.30  # of the weight of all parts, in parts that are nearly the same
FAR = 0.1  # as a whole: below, the parts cannot be near either
NEARLY_THE_SAME = 0.8  # of the weight of a part, both have
RAREST = 20  # stems that look for candidates
FEWEST_SHARED = 0.15  # of the weight of these: what has less is never near (1,421 near ones of benchmarks/duplicates have 0.189 or more)
COMMON = 0.06  # of all wordings have a stem that finds nothing
FEWEST_COMMON = 10


@dataclass(frozen=True)
class Likeness:
    """How near: as a whole (a weighted Jaccard), and the share of parts that are nearly the same; both 0 to 1."""

    whole: float
    parts: float

    @property
    def is_near(self) -> bool:
        """Return whether one of the two is probably written after the other."""
        return self.whole >= NEAR_AS_A_WHOLE or self.parts >= NEAR_IN_PARTS

    @property
    def rank(self) -> float:
        """Return one number to sort by."""
        return max(self.whole, self.parts)


@lru_cache(maxsize=20_000)
def stems_of(text: str) -> frozenset[str]:
    """Return the stems of a text, words that say nothing left out."""
    return frozenset(map(stem, set(words(text)) - STOP_WORDS))


def parts_of(wording: Wording) -> Parts[str]:
    """Return the stems of each part of a wording."""
    return tuple(stems_of(text) for text in (wording.criterion_name, *wording.levels))


def all_of(parts: Parts[Stem]) -> frozenset[Stem]:
    """Return the stems of all parts."""
    return frozenset().union(*parts)


def rarity(having: int, of: int) -> float:
    """Return the weight of a stem that so many wordings have."""
    return math.log1p(of / max(having, 1))


def most_common(of: int) -> float:
    """Return how many wordings may have a stem that still looks for candidates."""
    return max(COMMON * of, FEWEST_COMMON)


def likeness(one: Parts[Stem], other: Parts[Stem], weigh: Weigh[Stem]) -> Likeness:
    """Return how near two wordings are; the parts are only looked at where there is anything to find."""
    first, second = all_of(one), all_of(other)
    shared = total(first & second, weigh)
    whole = shared / total(first | second, weigh) if shared else 0.0
    return Likeness(whole, in_parts(one, other, weigh) if whole >= FAR else 0.0)


def in_parts(one: Parts[Stem], other: Parts[Stem], weigh: Weigh[Stem]) -> float:
    """Return the share of the heavier wording that stands in parts which are nearly the same."""
    weights = [(total(mine, weigh), total(theirs, weigh), total(mine & theirs, weigh)) for mine, theirs in zip(one, other, strict=True)]
    heavier = max(sum(mine for mine, _theirs, _both in weights), sum(theirs for _mine, theirs, _both in weights))
    same = sum(min(mine, theirs) for mine, theirs, both in weights if both >= NEARLY_THE_SAME * max(mine, theirs))
    return same / heavier if heavier else 0.0


def total(stems: Iterable[Stem], weigh: Weigh[Stem]) -> float:
    """Return the weight of several stems."""
    return sum(map(weigh, stems))


def overlap(mine: Collection[Stem], theirs: Collection[Stem], weigh: Weigh[Stem]) -> float:
    """Return which share of the heavier of two texts both have."""
    heavier = max(total(mine, weigh), total(theirs, weigh))
    return total(set(mine) & set(theirs), weigh) / heavier if heavier else 0.0

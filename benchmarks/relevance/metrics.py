"""How good a list is: nDCG, the reciprocal rank of the first answer, and whether the right one stands among the first three."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RIGHT = 3  # the grade of what was looked for
DEEP = 10
FIRST = 3

Grades = Mapping[str, int]


@dataclass(frozen=True)
class Quality:
    """One question's, or the mean of several: each from 0 to 1."""

    ndcg: float
    rank: float
    first_three: float


def quality(found: Sequence[str], grades: Grades) -> Quality:
    """Return how good a list of ten is; `first_three` asks for what has the best grade that there is."""
    best = max(grades.values())
    return Quality(ndcg(found, grades), reciprocal_rank(found, grades), float(any(grades.get(key) == best for key in found[:FIRST])))


def ndcg(found: Sequence[str], grades: Grades) -> float:
    """Return the discounted gain of the first ten over that of the best order (gain 2^grade - 1, discount log2 of the place + 1)."""
    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(key, 0) for key in found]) / best if best else 0.0


def gain(grades: Sequence[int]) -> float:
    """Return the discounted gain of grades in their order."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEEP]))


def reciprocal_rank(found: Sequence[str], grades: Grades) -> float:
    """Return one over the place of the first answer that serves (grade 2 or 3, or 1 where there is no better); 0 without one."""
    least = min(2, max(grades.values()))
    return next((1 / place for place, key in enumerate(found[:DEEP], 1) if grades.get(key, 0) >= least), 0.0)


def mean(several: Sequence[Quality]) -> Quality:
    """Return the mean of each."""
    count = len(several) or 1
    return Quality(*(sum(getattr(one, name) for one in several) / count for name in ("ndcg", "rank", "first_three")))

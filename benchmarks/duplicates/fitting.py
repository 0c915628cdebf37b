"""Fit the two thresholds on one half of the library, by what they would have found and what they would have found wrongly."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random

from assay.descriptors.search.likeness import Likeness, all_of, likeness, parts_of, rarity
from benchmarks.duplicates.corpus import Item
from benchmarks.duplicates.variants import Planting

SEED = 20_260_922
ROUNDS = 3  # variants of each kind for each descriptor
STEPS = [step / 100 for step in range(20, 61, 2)]


@dataclass(frozen=True)
class Planted:
    """A variant, and the keys of those that are right to be found for it: where it comes from, and what is near to that by nature."""

    kind: str
    item: Item
    source: str
    right: frozenset[str]


@dataclass
class Score:
    """What was found for the variants of one kind."""

    asked: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0

    def add(self, planted: Planted, found: Iterable[str]) -> None:
        """Count one answer."""
        keys = set(found)
        self.asked += 1
        self.hit += planted.source in keys
        self.found += len(keys)
        self.right += len(keys & planted.right)

    @property
    def recall(self) -> float:
        """Return how often the source was found."""
        return self.hit / self.asked if self.asked else 0.0

    @property
    def precision(self) -> float:
        """Return how much of what was found is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def balance(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.recall * self.precision / (self.recall + self.precision) if self.hit else 0.0


@dataclass
class Corpus:
    """The library with what is near by nature, cut into halves by chance."""

    items: Sequence[Item]
    relatives: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for one, other in judged():
            self.relatives[one].add(other)
            self.relatives[other].add(one)

    def halves(self) -> tuple[list[Item], list[Item]]:
        """Return one half to fit on, and one to measure on; what is near by nature stays together."""
        groups: list[list[Item]] = []
        known = {item.key: item for item in self.items}
        left = dict(known)
        while left:
            key = next(iter(left))
            groups.append([left.pop(one) for one in sorted(self.family(key)) if one in left])
        Random(SEED).shuffle(groups)
        fit = [item for group in groups[::2] for item in group]
        return fit, [item for group in groups[1::2] for item in group]

    def family(self, key: str) -> set[str]:
        """Return everything that hangs together with one by nature."""
        found, new = {key}, {key}
        while new:
            new = {other for one in new for other in self.relatives[one]} - found
            found |= new
        return found

    def planted(self, items: Sequence[Item], chance: Random) -> list[Planted]:
        """Return variants of every kind for some of the items."""
        planting = Planting([item.wording for item in self.items], chance)
        found = []
        for item, _round, (kind, make) in product(items, range(ROUNDS), planting.kinds.items()):
            made = Item(f"{item.key}/{kind}", make(item.wording))
            given = {item.key} | self.relatives[item.key] | self.donors(made, item)
            found.append(Planted(kind, made, item.key, frozenset(given)))
        return found

    def donors(self, made: Item, source: Item) -> set[str]:
        """Return those whose levels stand in a variant word for word, two of them: they are right as well."""
        new = {text for text in made.wording.levels if text and text not in source.wording.levels}
        return {one.key for one in self.items if len(new & set(one.wording.levels)) > 1}


def judged() -> list[tuple[str, str]]:
    """Return the real pairs that are near."""
    pairs = tomllib.loads((Path(__file__).parent / "judged.toml").read_text(encoding="utf-8"))["pairs"]
    return [(one, other) for one, other in pairs]


def measured(corpus: Corpus, planted: Sequence[Planted]) -> list[list[tuple[str, Likeness]]]:
    """Return how near every descriptor of the library is to each variant, where they share a word at all."""
    parts = {item.key: parts_of(item.wording) for item in corpus.items}
    having = Counter(stem for one in parts.values() for stem in all_of(one))

    def weigh(stem: str) -> float:
        return rarity(having[stem], len(parts))

    found = []
    for one in planted:
        own = parts_of(one.item.wording)
        found.append([(key, alike) for key, other in parts.items() if (alike := likeness(own, other, weigh)).whole])
    return found


def fitted(planted: Sequence[Planted], near: Sequence[Sequence[tuple[str, Likeness]]]) -> tuple[float, float, Score]:
    """Return the thresholds with the best balance, of equal ones the highest: whole, parts, and the score."""

    def tried(whole: float, parts: float) -> tuple[float, float, float, Score]:
        score = Score()
        for one, others in zip(planted, near, strict=True):
            score.add(one, [key for key, alike in others if alike.whole >= whole or alike.parts >= parts])
        return round(score.balance, 3), whole, parts, score

    _balance, whole, parts, score = max((tried(*pair) for pair in product(STEPS, STEPS)), key=lambda one: one[:3])
    return whole, parts, score

"""What the coach finds in the corpus, a sample of it that can be drawn again, and what was judged."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assay.coach import Finding, check
from benchmarks.coach.corpus import Item

SEED, SIZE = 20261125, 100
JUDGED = Path(__file__).parent / "judged.toml"


@dataclass(frozen=True)
class Found:
    """A finding in a wording of the corpus."""

    item: Item
    finding: Finding

    @property
    def key(self) -> str:
        """Return the name by which judged.toml calls it, without its rule: hash of the wording, and field."""
        return f"{self.item.wording.key[:16]} {self.finding.field}"

    @property
    def text(self) -> str:
        """Return the text it is about."""
        return self.item.wording.criterion_name if self.finding.field == "name" else self.item.wording.levels[int(self.finding.field[-1])]


def found_in(items: Iterable[Item]) -> list[Found]:
    """Return all findings, in the order of the corpus."""
    return [Found(item, finding) for item in items for finding in check(item.wording)]


def sample(found: list[Found]) -> list[Found]:
    """Return the sample: rules take turns until it is full, so that one which finds much does not fill it."""
    chance = Random(SEED)
    left: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        left[one.finding.rule].append(one)
    for rule in sorted(left):
        chance.shuffle(left[rule])
    drawn: list[Found] = []
    while len(drawn) < SIZE and any(left.values()):
        drawn += [left[rule].pop() for rule in sorted(left) if left[rule]]
    return drawn[:SIZE]


def judged() -> dict[str, dict[str, bool]]:
    """Return what was judged: by rule, then by key, whether it was useful."""
    return tomllib.loads(JUDGED.read_text(encoding="utf-8")) if JUDGED.exists() else {}

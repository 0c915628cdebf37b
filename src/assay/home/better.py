"""The lesson of the two-minute page, from the file that ships with the package."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assay.descriptors.differences import Op, word_diff
from assay.descriptors.wording import Level, Wording

FILE = Path(__file__).resolve().parent / "weak_to_good.toml"


@dataclass(frozen=True)
class Step:
    """One step: what is quoted, what three experts would ask, what changed; `level` None is about the name."""

    quote: str
    question: str
    changed: str
    level: int | None = None
    before: str = ""
    after: str = ""

    @property
    def ops(self) -> list[Op]:
        """Return the change word by word."""
        return list(word_diff(self.before, self.after))


@dataclass(frozen=True)
class Lesson:
    """A weak descriptor, the good one, and the steps between them."""

    weak_name: str
    weak: list[Level]
    good_name: str
    good: list[Level]
    steps: list[Step]


@cache
def lesson() -> Lesson:
    """Return the lesson."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    weak, good = data["weak"], data["improved"]
    steps = [Step(**step) for step in data["step"]]
    return Lesson(weak["name"], ladder(weak["levels"]), good["name"], ladder(good["levels"]), steps)


def ladder(texts: list[str]) -> list[Level]:
    """Return four texts as a ladder."""
    zero, one, two, three = texts
    return Wording("", (zero, one, two, three)).ladder

"""What differs between two wordings, word by word, for people to read."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from rapidfuzz.distance import Indel

from assay.descriptors.wording import LEVEL_LABELS, LEVEL_SENTENCES, LEVELS, Wording

Op = tuple[str, str]
"""Kind ("same", "del" or "ins") and text."""

TOKENS = re.compile(r"\s+|\w+(?:[-'’]\w+)*|[^\w\s]")
KINDS = {"equal": "same", "delete": "del", "insert": "ins"}


@lru_cache(maxsize=4096)
def word_diff(before: str, now: str) -> tuple[Op, ...]:
    """Return what was removed and added between two texts, whole words, removals before what replaces them."""
    old, new = TOKENS.findall(before), TOKENS.findall(now)
    pieces = [
        (KINDS[code.tag], "".join(new[code.dest_start : code.dest_end] if code.tag == "insert" else old[code.src_start : code.src_end]))
        for code in Indel.opcodes(old, new)
    ]
    return tuple(joined(pieces))


def joined(pieces: list[Op]) -> list[Op]:
    """Join changes that only white space parts: people read phrases, not alternating words."""
    found: list[Op] = []
    removed = added = ""
    for number, (kind, text) in enumerate(pieces):
        last = number == len(pieces) - 1
        if kind == "same" and (last or text.strip() or not (removed or added)):
            found += [*gap(removed, added), (kind, text)]
            removed = added = ""
            continue
        removed += text if kind != "ins" else ""
        added += text if kind != "del" else ""
    return [*found, *gap(removed, added)]


def gap(removed: str, added: str) -> list[Op]:
    """Return one change: what went, then what came."""
    return [(kind, text) for kind, text in (("del", removed), ("ins", added)) if text]


@dataclass(frozen=True)
class LevelChange:
    """One level before and now, as the ladder shows a difference."""

    number: int
    label: Promise
    sentence: Promise
    before: str
    text: str
    ops: tuple[Op, ...]

    @property
    def changed(self) -> bool:
        """Return whether the two texts differ."""
        return self.before != self.text


@dataclass(frozen=True)
class Comparison:
    """Two wordings side by side; `section` is (before, now), primary keys."""

    name: tuple[Op, ...]
    levels: list[LevelChange]
    section: tuple[int | None, int | None]

    @property
    def name_changed(self) -> bool:
        """Return whether the aspect's name differs."""
        return any(kind != "same" for kind, _ in self.name)

    @property
    def section_changed(self) -> bool:
        """Return whether the WSOS section differs."""
        return self.section[0] != self.section[1]

    @property
    def changed_levels(self) -> list[LevelChange]:
        """Return the levels that differ."""
        return [level for level in self.levels if level.changed]

    @property
    def count(self) -> int:
        """Return how many of name, section and levels differ."""
        return len(self.changed_levels) + self.name_changed + self.section_changed


def compare(before: Wording, now: Wording) -> Comparison:
    """Return the difference of two wordings, levels aligned."""
    levels = [
        LevelChange(n, LEVEL_LABELS[n], LEVEL_SENTENCES[n], before.levels[n], now.levels[n], word_diff(before.levels[n], now.levels[n]))
        for n in LEVELS
    ]
    return Comparison(word_diff(before.criterion_name, now.criterion_name), levels, (before.section, now.section))

"""The four levels of an aspect: gathered from their rows, or taken out of one cell that holds them all."""

import re
from dataclasses import dataclass, field, replace

from assay.formats.cells import tidy
from assay.formats.scheme import Aspect, Level

SCORES = range(4)


@dataclass
class Draft:
    """An aspect whose further rows may still come."""

    aspect: Aspect
    extra_raw: list[str] = field(default_factory=list)
    levels: dict[int, Level] = field(default_factory=dict)


_LADDER = re.compile(r"^(?:level|score)?\s*([0-3])\s*[:.)=–—-]\s*", re.IGNORECASE | re.MULTILINE)


def ladder_in(text: str) -> tuple[str, list[str]] | None:
    """Return what stands before `Level 0: …`, and the four texts, where one text holds all four in order; else None."""
    parts = _LADDER.split(text)
    if parts[1::2] != ["0", "1", "2", "3"] or not all(part.strip() for part in parts[2::2]):
        return None
    return parts[0].strip(), [part.strip() for part in parts[2::2]]


def finished(draft: Draft) -> tuple[Aspect, bool]:
    """Return the aspect with its levels and further lines, and whether its levels had to be taken out of one cell."""
    extra, levels = tuple(tidy(raw) for raw in draft.extra_raw), dict(draft.levels)
    split = _split(draft, extra) if draft.aspect.is_judgement else None
    if split:
        extra, levels = split
    zero, one, two, three = (levels.get(score, Level(score)) for score in SCORES)
    aspect = replace(draft.aspect, levels=(zero, one, two, three), extra=extra, extra_raw=tuple(draft.extra_raw))
    return aspect, split is not None


def _split(draft: Draft, extra: tuple[str, ...]) -> tuple[tuple[str, ...], dict[int, Level]] | None:
    """Return further lines and levels where one text, a further line or the only level, holds all four."""
    only = list(draft.levels.values())
    if len(only) > 1:
        return None
    row, raw = (only[0].row, only[0].raw) if only else (draft.aspect.row, "\n".join(draft.extra_raw))
    found = ladder_in(only[0].text if only else "\n".join(extra))
    if not found:
        return None
    before, texts = found
    levels = {score: Level(score, text, row, raw) for score, text in enumerate(texts)}
    kept = extra if only else ()
    return ((*kept, before) if before else kept), levels

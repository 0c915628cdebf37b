"""WSOS sections with a name like another one: a warning while adding, never a block."""

from collections.abc import Iterable
from typing import Any

from rapidfuzz import fuzz, process

from assay.names import name_key
from assay.standards.models import WSOSSection

SIMILAR_FROM = 72
MOST_SIMILAR = 5
SHORTEST = 3
LONG_ENOUGH = 8
LONGEST = 300


def similar_sections(name: str, *, besides: WSOSSection | None = None) -> list[WSOSSection]:
    """Return sections in use with a name like this one, the most alike first."""
    if len(name_key(name)) < SHORTEST:
        return []
    found = most_alike(name, [row for row in WSOSSection.objects.filter(merged_into=None) if row != besides])
    return [section for section, _score in found]


def most_alike(name: str, sections: Iterable[WSOSSection]) -> list[tuple[WSOSSection, float]]:
    """Return those with a name like this one, 0 to 100, the most alike first."""
    rows = {row.pk: row for row in sections}
    keys = {pk: row.name_key for pk, row in rows.items()}
    found = process.extract(name_key(name)[:LONGEST], keys, scorer=likeness, score_cutoff=SIMILAR_FROM, limit=MOST_SIMILAR)
    return [(rows[pk], score) for _name, score, pk in found]


def likeness(name: str, other: str, **_options: Any) -> float:
    """Return 0 to 100: as a whole, with the words in any order, or as a part of the longer one."""
    part = 0.95 * fuzz.partial_ratio(name, other) if LONG_ENOUGH <= len(name) <= len(other) else 0
    return max(fuzz.ratio(name, other), fuzz.token_sort_ratio(name, other), part)

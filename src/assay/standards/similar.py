"""WSOS sections with a name like another one: a warning while adding, never a block."""

from rapidfuzz import fuzz, process

from assay.names import name_key
from assay.standards.models import WSOSSection

SIMILAR_FROM = 72
MOST_SIMILAR = 5
SHORTEST = 3


def similar_sections(name: str, *, besides: WSOSSection | None = None) -> list[WSOSSection]:
    """Return sections in use with a name like this one, the most alike first."""
    key = name_key(name)[:300]
    if len(key) < SHORTEST:
        return []
    rows = {row.pk: row for row in WSOSSection.objects.filter(merged_into=None) if row != besides}
    keys = {pk: row.name_key for pk, row in rows.items()}
    found = process.extract(key, keys, scorer=fuzz.WRatio, score_cutoff=SIMILAR_FROM, limit=MOST_SIMILAR)
    return [rows[pk] for _name, _score, pk in found]

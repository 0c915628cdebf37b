"""Read what a document of the index is made of: plain values, in three queries for any number of rows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assay.descriptors.models import Descriptor
from assay.descriptors.search.asked import PARTS


class Source(NamedTuple):
    """One descriptor, with what it refers to by the values that filters carry."""

    pk: int
    uid: UUID
    number: int
    change: int
    criterion_name: str
    score0: str
    score1: str
    score2: str
    score3: str
    code: str
    source: str
    language: str
    quality_indicator: str
    batch_status: str | None
    confidential_until: datetime | None
    updated_at: datetime
    created_by_id: int | None
    amends_id: int | None
    skill_id: int | None
    skill_code: str | None
    sector: UUID | None
    section: UUID | None
    skill_name: str | None
    section_name: str | None
    tags: Sequence[tuple[UUID, str]]
    categories: Sequence[UUID]

    @property
    def levels(self) -> tuple[str, str, str, str]:
        """Return the four level texts, 0 to 3."""
        return (self.score0, self.score1, self.score2, self.score3)

    @property
    def present(self) -> list[str]:
        """Return the parts that it has."""
        return [part for part, there in zip(PARTS, (*self.levels, self.section, self.categories, self.tags), strict=True) if there]


REFERRED = ("skill__code", "sector__uid", "wsos_section__uid", "skill__name", "wsos_section__name")
SORTED = ("tags", "categories")
APART = {"skill_code", "sector", "section", "skill_name", "section_name", *SORTED}
COLUMNS = (*(name for name in Source._fields if name not in APART), *REFERRED)


def every_row() -> QuerySet[Descriptor]:
    """Return the rows that have a document; deleted and merged ones have none."""
    return Descriptor.objects.live().order_by("pk")


def read(rows: QuerySet[Descriptor]) -> list[Source]:
    """Return the rows with their tags and categories."""
    found = list(rows.values_list(*COLUMNS))
    keys = [values[0] for values in found]
    tags: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
    for row, tag, name in Descriptor.tags.through.objects.filter(descriptor__in=keys).values_list("descriptor_id", "tag__uid", "tag__name"):
        tags[row].append((tag, name))
    categories: dict[int, list[UUID]] = defaultdict(list)
    for row, category in Descriptor.categories.through.objects.filter(descriptor__in=keys).values_list("descriptor_id", "category__uid"):
        categories[row].append(category)
    return [Source._make((*values, tags.get(values[0], ()), categories.get(values[0], ()))) for values in found]

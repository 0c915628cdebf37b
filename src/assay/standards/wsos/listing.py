"""WSOS sections as the list shows them, page by page."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count

from assay.names import name_key
from assay.standards import library
from assay.standards.models import Competition, StandardSection, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One section, in how many standards it stands, and how many of its descriptors the reader sees."""

    section: WSOSSection
    standards: int
    descriptors: int


def sections_for(user: "User", text: str, after: str) -> tuple[int, list[Row], str]:
    """Return how many match what is typed, a page of them after the key `after`, and the key that the next page follows."""
    found = WSOSSection.objects.filter(merged_into=None)
    for word in name_key(text).split():
        found = found.filter(name_key__contains=word)
    total = found.count()
    rows = list(found.filter(name_key__gt=after).annotate(listed=Count("uses")).order_by("name_key")[: PAGE + 1])
    counts = library.visible(user, "section")
    page = [Row(row, row.listed, counts.get(row.pk, 0)) for row in rows[:PAGE]]
    return total, page, rows[PAGE - 1].name_key if len(rows) > PAGE else ""


def standards_with(section: WSOSSection) -> list[tuple[Competition, list[StandardSection]]]:
    """Return where a section stands, by competition, the latest first."""
    uses = section.uses.select_related("standard__skill", "standard__competition")
    ordered = uses.order_by("-standard__competition__first_day", "standard__competition", "standard__skill__code")
    return [(competition, list(found)) for competition, found in groupby(ordered, lambda use: use.standard.competition)]

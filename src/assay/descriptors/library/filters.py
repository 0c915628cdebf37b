"""The filters beside a list: each with its values, and what each value would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from assay.descriptors.library.address import Address
from assay.descriptors.search.asked import FACETS, Counts, Order
from assay.descriptors.search.names import labels, named_like
from assay.descriptors.states import BatchStatus, Quality

TITLES: dict[str, Promise] = {
    "skill": gettext_lazy("Skill"),
    "sector": gettext_lazy("Sector"),
    "category": gettext_lazy("Category"),
    "section": gettext_lazy("WSOS section"),
    "quality": gettext_lazy("Quality"),
    "source": gettext_lazy("Source"),
    "status": gettext_lazy("Status"),
    "tag": gettext_lazy("Tags"),
}
ORDERS: dict[Order, Promise] = {
    Order.BEST: gettext_lazy("Best match"),
    Order.NEWEST: gettext_lazy("Newest"),
    Order.NAME: gettext_lazy("Name"),
}
OPEN_AT_FIRST = {"skill", "quality"}
FEW = 18  # values that are all drawn; of more, only so many, until somebody looks for others:
FIRST = 12
MOST = 500  # values that anybody reads
OWN_ORDER = {"quality": [*Quality.values], "status": [*BatchStatus.values]}


@dataclass(frozen=True)
class Filters:
    """The filters of one answer."""

    address: Address
    counts: Mapping[str, Counts]
    few: int = FEW
    first: int = FIRST
    has_more: bool = True  # whether there is a page with all values

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Return what people read for every value that is drawn."""
        return labels({name: {*self.first_of(self.counts.get(name, {})), *self.chosen(name)} for name in FACETS})

    def first_of(self, counts: Counts) -> list[str]:
        """Return the values that are drawn: all where they are few, else those that most rows have."""
        return commonest(counts, self.few if len(counts) <= self.few else self.first)

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the values of a filter that the address chooses."""
        return self.address.chosen.get(name, ())

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """Return the filters as web/components/facet.html draws them; those that would change nothing are left out."""
        opened = OPEN_AT_FIRST | self.address.chosen.keys()
        found = [
            {"name": name, "title": TITLES[name], "options": self.options(name, self.labels[name]), "open": name in opened}
            | self.more(name)
            for name in FACETS
            if name in self.counts
        ]
        return [facet for facet in found if facet["options"]]

    def options(self, name: str, known: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the values whose label is known, with their counts; chosen ones stay where they are zero, others do not."""
        counts, chosen = self.counts.get(name, {}), self.chosen(name)
        values = {*chosen, *(value for value in counts if value in known)}
        return [
            {"value": value, "label": known.get(value, value), "count": counts.get(value, 0), "checked": value in chosen}
            for value in sorted(values, key=lambda value: place(name, value, counts, known))
        ]

    def more(self, name: str) -> dict[str, Any]:
        """Return how many values a filter has and where they are all listed, if not all are drawn."""
        count = len(self.counts.get(name, {}))
        if not self.has_more or count <= self.few:
            return {}
        return {"of": count, "all": f"{reverse('library_filter', args=[name])}?{self.address.query}"}

    def found(self, name: str, text: str) -> list[dict[str, Any]]:
        """Return the values of a filter whose name holds a text, and those that are chosen."""
        counts = self.counts.get(name, {})
        known = named_like(name, text, counts)
        kept = commonest({value: counts[value] for value in known}, MOST)
        chosen = {value: self.labels[name].get(value, value) for value in self.chosen(name)}
        return self.options(name, {value: known[value] for value in kept} | chosen)


def commonest(counts: Counts, most: int) -> list[str]:
    """Return the values that most rows have, in an order that stays."""
    return sorted(counts, key=lambda value: (-counts[value], value))[:most]


def place(name: str, value: str, counts: Counts, known: Mapping[str, str]) -> tuple[Any, ...]:
    """Return how the values of a filter are sorted: skills and what has an order in that, others by count."""
    if name in OWN_ORDER:
        return (OWN_ORDER[name].index(value),)
    if name == "skill":
        return (value,)
    return (-counts.get(value, 0), known.get(value, value).casefold())

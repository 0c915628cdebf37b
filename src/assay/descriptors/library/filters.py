"""The filters beside a list: their values, how many each would give, and which are shown."""

from collections.abc import Collection, Mapping
from functools import cached_property
from heapq import nlargest
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from assay.descriptors.library.address import Address
from assay.descriptors.search.asked import FACETS, Page
from assay.descriptors.search.names import named_like
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Quality

TITLES = {
    "skill": gettext_lazy("Skill"),
    "sector": gettext_lazy("Sector"),
    "category": gettext_lazy("Category"),
    "section": gettext_lazy("WSOS section"),
    "quality": gettext_lazy("Quality"),
    "source": gettext_lazy("Source"),
    "status": gettext_lazy("Status"),
    "tag": gettext_lazy("Tags"),
}
OPEN_AT_FIRST = {"skill", "quality"}
FEW_OPTIONS, MOST_OPTIONS = 8, 500  # of a filter at first, and when every one is asked for
OWN_ORDER: dict[str, list[str]] = {"quality": [*Quality.values], "status": [DRAFT, PENDING_REVIEW, RETURNED, APPROVED]}


class Filtered:
    """What a list shows of its filters; whoever lists answers with `page`."""

    address: Address
    look_for: tuple[str, str]  # a filter, and a text that the names of its values hold

    @cached_property
    def page(self) -> Page:
        """Return the answer."""
        raise NotImplementedError

    @cached_property
    def labels(self) -> dict[str, Mapping[str, str]]:
        """Return what people read for every value that is shown."""
        return self.page.names.labels({name: {*self.commonest.get(name, ()), *self.address.chosen.get(name, ())} for name in FACETS})

    @cached_property
    def commonest(self) -> dict[str, list[str]]:
        """Return the values of each filter that most rows have: a few, or many of the one that is listed in full."""
        return {name: nlargest(self.most(name), self.values(name), key=counts.__getitem__) for name, counts in self.page.facets.items()}

    def values(self, name: str) -> Collection[str]:
        """Return the values of a filter, or those of the name that is looked for."""
        sought, text = self.look_for
        return named_like(name, text, self.page.facets[name]) if name == sought and text else self.page.facets[name]

    def most(self, name: str) -> int:
        """Return how many values of a filter are listed; one more is not worth a button."""
        if self.address.every == name:
            return MOST_OPTIONS
        return FEW_OPTIONS + (len(self.page.facets[name]) == FEW_OPTIONS + 1)

    @property
    def shown(self) -> list[str]:
        """Return the filters that were counted, in their order."""
        return [name for name in FACETS if name in self.page.facets]

    @property
    def facets(self) -> list[dict[str, Any]]:
        """Return the filters; those that would change nothing are left out."""
        return [facet for facet in map(self.facet, self.shown) if facet["options"]]

    def facet(self, name: str) -> dict[str, Any]:
        """Return a filter as web/components/facet.html draws it."""
        address, count, every = self.address, len(self.page.facets[name]), self.address.every == name
        hidden = count > self.most(name)
        return {
            "name": name,
            "title": str(TITLES[name]),
            "options": self.options(name),
            "open": every or name in OPEN_AT_FIRST or name in address.chosen,
            "every": every and count > FEW_OPTIONS + 1,
            "more": {"count": count, "url": address.to(every=name, page=address.page).url} if hidden and not every else None,
            "commonest": MOST_OPTIONS if hidden and every else 0,
            "of": count if hidden and every else 0,
            "look": self.look(name) if hidden and every else "",
        }

    def look(self, name: str) -> str:
        """Return the address that answers with the values of a filter that hold a text, for the box that looks among them."""
        return f"{reverse('library_filter', args=[name])}?{urlencode(self.address.pairs())}"

    def options(self, name: str) -> list[dict[str, Any]]:
        """Return the values of a filter with their counts: chosen ones stay, others are hidden where they are zero."""
        chosen, counts, known = self.address.chosen.get(name, ()), self.page.facets[name], self.labels[name]
        values = {*chosen, *(value for value in self.commonest[name] if value in known)}
        return [
            {"value": value, "label": known.get(value, value), "count": counts.get(value, 0), "checked": value in chosen}
            for value in sorted(values, key=lambda value: self.place(name, value))
        ]

    def place(self, name: str, value: str) -> tuple[Any, ...]:
        """Return how the values of a filter are sorted: skills and qualities in their own order, others by count."""
        if name in OWN_ORDER:
            return (OWN_ORDER[name].index(value),)
        if name == "skill":
            return (value,)
        return (-self.page.facets[name].get(value, 0), self.labels[name].get(value, value).casefold())

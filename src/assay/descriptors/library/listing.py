"""What the library page shows for an address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.library.address import CARDS, TABLE, Address
from assay.descriptors.library.cards import drawn_cards, rows_shown
from assay.descriptors.library.examples import how_to_search
from assay.descriptors.library.paging import pager_of
from assay.descriptors.library.table import heads_of, lines_of
from assay.descriptors.library.tabs import tabs_for
from assay.descriptors.models import CollectionItem
from assay.descriptors.search import answer
from assay.descriptors.search.asked import FACETS, Order, Page, Query, Scope
from assay.descriptors.search.completing import field_names
from assay.descriptors.search.correcting import corrected_clauses
from assay.descriptors.search.names import named_like
from assay.descriptors.search.query import Understood, narrowing, understand
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Quality
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

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
ORDERS = {Order.RELEVANCE: gettext_lazy("Best match"), Order.NEWEST: gettext_lazy("Newest"), Order.NAME: gettext_lazy("Name")}
OPEN_AT_FIRST = {"skill", "quality"}
MOST_WAYS = 6  # out of what found nothing
FEW_OPTIONS, MOST_OPTIONS = 8, 500  # of a filter at first, and when every one is asked for
OWN_ORDER: dict[str, list[str]] = {"quality": [*Quality.values], "status": [DRAFT, PENDING_REVIEW, RETURNED, APPROVED]}


@dataclass
class Listing:
    """One look at the library; everything is asked once."""

    address: Address
    user: "User"
    now: datetime
    token: str = ""  # for the forms of the cards
    laid: Collection[UUID] = ()  # in the tray
    view: str = CARDS
    look_for: tuple[str, str] = ("", "")  # a filter, and a text that the names of its values hold

    @cached_property
    def scope(self) -> Scope:
        """Return whose eyes look."""
        return Scope.of(self.user, self.now)

    @cached_property
    def understood(self) -> Understood:
        """Return what the search box was taken for."""
        return understand(self.address.typed, self.scope)

    @cached_property
    def page(self) -> Page:
        """Return the answer."""
        return answer.search(self.query, self.scope)

    @property
    def query(self) -> Query:
        """Return the address as a question."""
        return self.as_query(self.understood)

    def question(self, typed: str) -> Query:
        """Return the question with something else in the search box."""
        return self.as_query(understand(typed, self.scope))

    def as_query(self, understood: Understood) -> Query:
        """Return what was typed, with what the address chooses."""
        address = self.address
        return understood.as_query(
            chosen={name: frozenset(values) for name, values in address.chosen.items()},
            as_typed=address.as_typed,
            among=self.favourites if address.favourites else None,
            first_sectors=self.first_sectors,
            order=address.order,
            start=(address.page - 1) * address.size,
            size=address.size,
        )

    @property
    def favourites(self) -> frozenset[Any]:
        """Return the uids of what the person keeps at hand."""
        return frozenset(CollectionItem.objects.starred_by(self.user).values_list("descriptor__uid", flat=True))

    @cached_property
    def first_sectors(self) -> frozenset[str]:
        """Return the sectors of the person's own skills, which are listed first while nothing is asked."""
        roles = roles_of(self.user)
        if not self.address.is_bare or self.address.order is not Order.RELEVANCE:
            return frozenset()
        return frozenset(map(str, roles.sectors))

    def draw(self) -> None:
        """Search, and draw what is shown while its filters are counted beside."""
        _drawn = self.lines if self.view == TABLE else self.cards

    @cached_property
    def cards(self) -> list[SafeString]:
        """Return the cards of this page, drawn."""
        clauses = corrected_clauses(self.understood.clauses, self.page.corrected)
        return drawn_cards(rows_shown(self.page.rows, self.scope), clauses, self.user, token=self.token, laid=self.laid)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Return this page as the lines of a table."""
        clauses = corrected_clauses(self.understood.clauses, self.page.corrected)
        return lines_of(rows_shown(self.page.rows, self.scope), clauses, self.address.typed, self.laid)

    @property
    def heads(self) -> dict[str, dict[str, Any]]:
        """Return the columns of the table that sort."""
        return heads_of(self.address)

    @property
    def views(self) -> list[dict[str, Any]]:
        """Return the two ways to look at the list."""
        words = ((CARDS, _("Cards")), (TABLE, _("Table")))
        here = self.address.page
        return [{"label": word, "url": self.address.to(view=view, page=here).url, "current": view == self.view} for view, word in words]

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

    @property
    def fields(self) -> str:
        """Return the names of the fields that the search box knows, for the script that completes them."""
        return " ".join(field_names(self.scope))

    @property
    def how_to_search(self) -> SafeString:
        """Return an example of everything that the search box understands."""
        return how_to_search(self.scope)

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Return how the list can be sorted."""
        return [{"value": order, "label": label, "chosen": order is self.address.order} for order, label in ORDERS.items()]

    @property
    def pills(self) -> list[dict[str, str]]:
        """Return the active filters, each with the address without it."""
        address = self.address
        found = [
            {"label": self.labels[name].get(value, _("unknown")), "title": str(TITLES[name]), "url": address.without(name, value).url}
            for name, values in address.chosen.items()
            for value in values
        ]
        if address.favourites:
            found.append({"label": _("My favourites"), "title": "", "url": address.to(favourites=False).url})
        return found

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the library and what stands beside it; each is searched with the same words."""
        return tabs_for("library", self.address.typed, self.page.total)

    @property
    def total(self) -> str:
        """Return the total in words."""
        return ngettext("%(n)s descriptor", "%(n)s descriptors", self.page.total) % {"n": f"{self.page.total:,}"}

    @property
    def pager(self) -> dict[str, Any]:
        """Return what web/components/pager.html draws."""
        return pager_of(self.address, self.page.total)

    @property
    def cleared(self) -> str:
        """Return the address of this list with nothing that narrows it."""
        return self.address.to(typed="", chosen={}, favourites=False, as_typed=False, every="", saved="").url

    @property
    def as_typed(self) -> str:
        """Return the address that searches for exactly what was typed."""
        return self.address.to(as_typed=True).url

    @cached_property
    def ways_out(self) -> list[dict[str, Any]]:
        """Return, where nothing was found, which filter to drop and what that would give."""
        typed = narrowing(self.address.typed)[:MOST_WAYS]
        ways = [(said, self.address.to(typed=rest).url) for said, rest in typed]
        counts = self.counts_of([rest for _said, rest in typed]) if typed else []
        ways += [(str(TITLES[name]), self.address.without(name).url) for name in self.page.without]
        counts += self.page.without.values()
        found = [{"title": title, "url": url, "count": count} for (title, url), count in zip(ways, counts, strict=True) if count]
        return sorted(found, key=lambda way: -way["count"])

    def counts_of(self, typed: Sequence[str]) -> list[int]:
        """Return how many there would be with each of these texts in the search box."""
        return answer.counts([replace(self.question(rest), as_typed=True) for rest in typed], self.scope)

    @property
    def first_page(self) -> str:
        """Return the address of the first page."""
        return self.address.to(page=1).url

    @property
    def write_this(self) -> str:
        """Return the way to a new draft that takes the words along."""
        words = " ".join(" ".join(clause.words) for clause in self.understood.clauses if not clause.without)
        return f"{reverse('write')}?{urlencode({'name': words})}" if words else reverse("write")

    @property
    def asked_in_words(self) -> str:
        """Return what was asked, for the sentence that nothing was found."""
        typed = [" ".join(self.address.typed.split())] if self.address.typed.strip() else []
        return ", ".join([*typed, *(pill["label"] for pill in self.pills)])

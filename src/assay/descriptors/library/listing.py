"""What the library page shows for an address."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
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
from assay.descriptors.library.filters import TITLES, Filtered
from assay.descriptors.library.paging import pager_of
from assay.descriptors.library.table import heads_of, lines_of
from assay.descriptors.library.tabs import Beside, Typed, beside, sentences, tabs_for
from assay.descriptors.models import CollectionItem
from assay.descriptors.search import answer
from assay.descriptors.search.asked import Order, Page, Query, Scope
from assay.descriptors.search.codes import coded
from assay.descriptors.search.completing import field_names
from assay.descriptors.search.correcting import corrected_clauses
from assay.descriptors.search.query import Understood, narrowing, understand, unquoted
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

ORDERS = {Order.RELEVANCE: gettext_lazy("Best match"), Order.NEWEST: gettext_lazy("Newest"), Order.NAME: gettext_lazy("Name")}
MOST_WAYS = 6  # out of what found nothing


@dataclass
class Listing(Filtered):
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
        return self.understanding(self.address.typed)

    @cached_property
    def page(self) -> Page:
        """Return the answer."""
        return answer.search(self.query, self.scope)

    @property
    def query(self) -> Query:
        """Return the address as a question."""
        return self.as_query(self.understood)

    def understanding(self, typed: str) -> Understood:
        """Return what something else in the search box is taken for."""
        return understand(typed, self.scope, skills=self.address.chosen.get("skill", ()))

    def question(self, typed: str) -> Query:
        """Return the question with something else in the search box."""
        return self.as_query(self.understanding(typed))

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
    def typed(self) -> Typed:
        """Return what stands in the search box, for the lists beside this one."""
        return Typed(self.address.typed, self.understood, self.scope)

    @cached_property
    def beside(self) -> list[Beside]:
        """Return the lists beside this one; where nothing was found here, with how many each has of what is typed."""
        return [] if self.page.total else beside(self.address.page_name, self.typed)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the library and what stands beside it; each is searched with the same words."""
        return tabs_for(self.address.page_name, self.address.typed, self.page.total, self.beside)

    @property
    def elsewhere(self) -> list[dict[str, str]]:
        """Return, where nothing was found here, what matches in the lists beside this one, and the way there."""
        typed = self.address.typed if self.understood.clauses or self.understood.fixed else ""
        found = [(other.tab, other.count) for other in self.beside if other.count and typed]
        return [{"text": tab.told(count), "url": tab.url(typed)} for tab, count in found]

    @property
    def said(self) -> list[dict[str, str]]:
        """Return what is to be said about the words."""
        return sentences(self.address.page_name, self.typed)

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
    def unfiltered(self) -> str:
        """Return the address with the words and without filters."""
        return self.address.to(chosen={}, favourites=False, every="").url

    @property
    def as_typed(self) -> str:
        """Return the address that searches for exactly what was typed."""
        return self.address.to(as_typed=True).url

    @cached_property
    def codes(self) -> list[dict[str, Any]]:
        """Return, where nothing has all the words, the skills whose codes are among them: each as a filter, with what that would give."""
        if self.page.total and self.page.with_all != 0:
            return []
        found = coded(self.address.typed)
        counts = self.counts_of([text for _skill, text in found]) if found else []
        ways = zip(found, counts, strict=True)
        return [{"label": skill, "url": self.address.to(typed=text).url, "count": count} for (skill, text), count in ways if count]

    @cached_property
    def ways_out(self) -> list[dict[str, Any]]:
        """Return, where nothing was found, which filter to drop, or the quotation marks, and what that would give."""
        typed = narrowing(self.address.typed)[:MOST_WAYS]
        ways = [(said, self.address.to(typed=rest).url) for said, rest in typed]
        counts = self.counts_of([rest for _said, rest in typed]) if typed else []
        ways += [(str(TITLES[name]), self.address.without(name).url) for name in self.page.without]
        counts += self.page.without.values()
        if plain := unquoted(self.address.typed):
            ways.append((_("quotation marks"), self.address.to(typed=plain).url))
            counts.append(self.total_of(plain))
        found = [{"title": title, "url": url, "count": count} for (title, url), count in zip(ways, counts, strict=True) if count]
        return sorted(found, key=lambda way: -way["count"])

    def counts_of(self, typed: Sequence[str]) -> list[int]:
        """Return how many there would be with each of these texts in the search box."""
        return answer.counts([replace(self.question(rest), as_typed=True) for rest in typed], self.scope)

    def total_of(self, typed: str) -> int:
        """Return how many would be listed with this text in the search box."""
        return answer.total(self.question(typed), self.scope)

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

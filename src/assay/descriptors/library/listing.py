"""What the library page shows for an address."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.library.address import DEEPEST, SIZES, Address
from assay.descriptors.library.cards import Card, cards_of, rows_shown
from assay.descriptors.library.filters import ORDERS, TITLES, Filters
from assay.descriptors.models import Favourite
from assay.descriptors.search import answer
from assay.descriptors.search.asked import Order, Page, Query, Scope
from assay.descriptors.search.correcting import corrected_clauses
from assay.descriptors.search.query import Understood, understand
from assay.standards.models import Sector
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass
class Listing:
    """One look at the library; everything is asked once."""

    address: Address
    user: "User"
    now: datetime
    laid: Collection[UUID] = ()

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
        address = self.address
        return self.understood.as_query(
            chosen={name: frozenset(values) for name, values in address.chosen.items()},
            as_typed=address.as_typed,
            among=self.favourites if address.favourites else None,
            first_sectors=self.first_sectors,
            order=address.order,
            start=(address.page - 1) * address.size,
            size=address.size,
        )

    def asking(self, typed: str) -> "Listing":
        """Return the same look with other words in the box."""
        return replace(self, address=self.address.to(typed=typed))

    @property
    def favourites(self) -> frozenset[Any]:
        """Return the uids of what the person keeps at hand."""
        return frozenset(Favourite.objects.filter(user=self.user).values_list("descriptor__uid", flat=True))

    @cached_property
    def first_sectors(self) -> frozenset[str]:
        """Return the sectors of the person's own skills, which are listed first while nothing is asked."""
        roles = roles_of(self.user)
        if not self.address.is_bare or self.address.order is not Order.BEST or not (roles.scm or roles.sa):
            return frozenset()
        found = Sector.objects.filter(skills__in=roles.scm | roles.sa).values_list("uid", flat=True)
        return frozenset(str(uid) for uid in found)

    @cached_property
    def cards(self) -> list[Card]:
        """Return the cards of this page."""
        clauses = corrected_clauses(self.understood.clauses, self.page.corrected)
        return cards_of(rows_shown(self.page.rows, self.scope), clauses, self.user, self.laid)

    @cached_property
    def filters(self) -> Filters:
        """Return the filters beside the list."""
        return Filters(self.address, {name: self.page.facets[name] for name in self.scope.facets})

    @property
    def facets(self) -> list[dict[str, Any]]:
        """Return the filters as they are drawn."""
        return self.filters.drawn

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Return how the list can be sorted."""
        return [{"value": order, "label": ORDERS[order], "chosen": order is self.address.order} for order in Order]

    @property
    def pills(self) -> list[dict[str, str]]:
        """Return the active filters, each with the address without it."""
        address, labels = self.address, self.filters.labels
        found = [
            {"label": labels[name].get(value, _("unknown")), "title": str(TITLES[name]), "url": address.without(name, value).url}
            for name, values in address.chosen.items()
            for value in values
        ]
        if address.favourites:
            found.append({"label": _("My favourites"), "title": "", "url": address.to(favourites=False).url})
        return found

    @property
    def total(self) -> str:
        """Return the total in words."""
        return ngettext("%(n)s descriptor", "%(n)s descriptors", self.page.total) % {"n": f"{self.page.total:,}"}

    @property
    def pager(self) -> dict[str, Any]:
        """Return what web/components/pager.html draws."""
        address, total = self.address, self.page.total
        first = (address.page - 1) * address.size + 1
        last = min(first + address.size - 1, total)
        more = last < total and (address.page + 1) * address.size <= DEEPEST
        return {
            "summary": _("%(first)d to %(last)d of %(total)d") % {"first": min(first, last), "last": last, "total": total},
            "previous": address.to(page=address.page - 1).url if address.page > 1 else "",
            "next": address.to(page=address.page + 1).url if more else "",
            "sizes": [{"label": str(size), "url": address.to(size=size).url, "current": size == address.size} for size in SIZES],
        }

    @property
    def as_typed(self) -> str:
        """Return the address that searches for exactly what was typed."""
        return self.address.to(as_typed=True).url

    @property
    def ways_out(self) -> list[dict[str, Any]]:
        """Return, where nothing was found, which filter to drop and what that would give."""
        found = [
            {"title": str(TITLES[name]), "count": count, "url": self.address.without(name).url}
            for name, count in self.page.without.items()
            if count
        ]
        return sorted(found, key=lambda way: -way["count"])

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

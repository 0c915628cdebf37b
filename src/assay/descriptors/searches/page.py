"""What the pages of saved searches show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from assay.descriptors.library.address import Address, read
from assay.descriptors.library.filters import ORDERS
from assay.descriptors.saved import SavedSearch
from assay.descriptors.search.asked import Order
from assay.descriptors.search.names import labels
from assay.names import name_key

if TYPE_CHECKING:
    from assay.accounts.models import User

Labels = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Saved:
    """A saved search, and what it asks in words."""

    search: SavedSearch
    address: Address
    words: str

    @property
    def url(self) -> str:
        """Return the page that asks it anew."""
        return self.address.url


def saved_by(user: "User") -> list[Saved]:
    """Return a person's searches by their names, in two queries for any number of them."""
    found = sorted(SavedSearch.objects.listed_for(user), key=lambda search: name_key(search.name))
    addresses = [read(QueryDict(search.query)) for search in found]
    known = labels_of(addresses)
    return [Saved(search, address, in_words(address, known)) for search, address in zip(found, addresses, strict=True)]


def labels_of(addresses: Sequence[Address]) -> Labels:
    """Return the labels of everything that these choose."""
    chosen: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        for name, values in address.chosen.items():
            chosen[name].update(values)
    return labels(chosen)


def in_words(address: Address, known: Labels) -> str:
    """Return what an address asks: the words typed, the filters by their labels, the order."""
    typed = " ".join(address.typed.split())
    found = [typed] if typed else []
    found += [known[name].get(value, _("unknown")) for name, values in address.chosen.items() for value in values]
    found += [_("My favourites")] if address.favourites else []
    found += [str(ORDERS[address.order])] if address.order is not Order.BEST else []
    return " · ".join(found)

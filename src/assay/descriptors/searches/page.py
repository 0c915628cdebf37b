"""What the pages of saved searches show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.library.address import Address, read
from assay.descriptors.library.listing import ORDERS
from assay.descriptors.posted import text_of
from assay.descriptors.saved import SavedSearch
from assay.descriptors.search.asked import Order
from assay.descriptors.search.names import Names

if TYPE_CHECKING:
    from assay.accounts.models import User

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Saved:
    """A saved search, and what it asks in words."""

    search: SavedSearch
    words: str = ""

    @property
    def url(self) -> str:
        """Return the address that opens it."""
        return reverse("search", args=[self.search.uid])


@dataclass(frozen=True)
class Opened:
    """The saved search that the library page shows, or has gone on from."""

    search: SavedSearch
    address: Address

    @property
    def differs(self) -> bool:
        """Return whether the page asks something else than was saved."""
        return bool(self.address.question) and self.address.question != self.search.question


def saved_by(user: "User") -> list[Saved]:
    """Return a person's searches in their order, in two queries for any number of them."""
    found = list(SavedSearch.objects.listed_for(user))
    asked = [address_of(search.question) for search in found]
    known = labels_of(asked)
    return [Saved(search, in_words(address, known)) for search, address in zip(found, asked, strict=True)]


def opened(address: Address, user: "User") -> Opened | None:
    """Return the person's saved search that an address names."""
    found = SavedSearch.objects.listed_for(user).filter(uid=address.saved).first() if address.saved else None
    return Opened(found, address) if found else None


def address_of(question: str) -> Address:
    """Return the state of the library page that a question holds; where it came from and its page are left out."""
    return read(QueryDict(text_of(question))).to(saved="")


def labels_of(addresses: Iterable[Address]) -> Labels:
    """Return the labels of everything that these choose."""
    chosen: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        for name, values in address.chosen.items():
            chosen[name].update(values)
    return Names().labels(chosen)


def in_words(address: Address, known: Labels) -> str:
    """Return what an address asks: the words typed, the filters by their labels, the order."""
    typed = " ".join(address.typed.split())
    found = [typed] if typed else []
    found += [known.get(name, {}).get(value, _("unknown")) for name, values in address.chosen.items() for value in values]
    found += [_("My favourites")] if address.favourites else []
    found += [str(ORDERS[address.order])] if address.order is not Order.RELEVANCE else []
    return " · ".join(found)

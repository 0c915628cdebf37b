"""The library page's address is its whole state: read here, written here."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.http import QueryDict

from assay.descriptors.search.analysis import printable
from assay.descriptors.search.asked import FACETS, Order
from assay.descriptors.search.query import LONGEST
from assay.descriptors.states import BatchStatus, Quality
from assay.web.addresses import address_of

SIZES = (20, 50, 100)
CARDS, TABLE = "cards", "table"
DEEPEST = 10_000
LONGEST_VALUE = 64
BY_UID = {"sector", "category", "section", "tag"}
ONE_OF = {"quality": Quality.values, "status": BatchStatus.values}


@dataclass(frozen=True)
class Address:
    """What was typed and chosen, and which part of the list is shown."""

    page_name: ClassVar[str] = "library"

    typed: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    favourites: bool = False
    as_typed: bool = False
    order: Order = Order.RELEVANCE
    view: str = ""  # CARDS or TABLE; "" as the person had it last
    every: str = ""  # the filter of which every value is listed
    page: int = 1
    size: int = SIZES[0]
    unknown: bool = False
    saved: str = ""  # the saved search that it was opened from

    @property
    def is_bare(self) -> bool:
        """Return whether nothing narrows the list."""
        return not (self.typed.strip() or self.chosen or self.favourites)

    @property
    def url(self) -> str:
        """Return the address that shows this."""
        path, pairs = address_of(self.page_name), self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def question(self) -> str:
        """Return what is asked, as it stands behind the question mark; nothing where nothing narrows the list."""
        return "" if self.is_bare else self.to(saved="", every="").url.partition("?")[2]

    def pairs(self) -> list[tuple[str, str]]:
        """Return names and values of the address, in one order, defaults left out."""
        found = [("q", self.typed)] if self.typed else []
        found += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        found += [("favourites", "1")] if self.favourites else []
        found += [("as_typed", "1")] if self.as_typed else []
        found += [("sort", str(self.order))] if self.order is not Order.RELEVANCE else []
        found += [("view", self.view)] if self.view else []
        found += [("every", self.every)] if self.every else []
        found += [("per", str(self.size))] if self.size != SIZES[0] else []
        found += [("saved", self.saved)] if self.saved else []
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def to(self, **changes: Any) -> Self:
        """Return a neighbour; from its first page unless said otherwise."""
        return replace(self, **({"page": 1} | changes))

    def without(self, facet: str, value: str | None = None) -> Self:
        """Return it without one value of a filter, or without the whole filter."""
        left = tuple(kept for kept in self.chosen.get(facet, ()) if value is not None and kept != value)
        others = {name: values for name, values in self.chosen.items() if name != facet}
        return self.to(chosen=others | ({facet: left} if left else {}))


def read(query: QueryDict) -> Address:
    """Return the state that an address holds; what it cannot hold is left out, and `unknown` says so."""
    given = {name: [printable(value).strip() for value in query.getlist(name) if value.strip()] for name in FACETS}
    chosen = {name: tuple(dict.fromkeys(value for value in values if is_possible(name, value))) for name, values in given.items()}
    size = number(query.get("per"), SIZES[0])
    size = size if size in SIZES else SIZES[0]
    return Address(
        typed=printable(query.get("q", ""))[:LONGEST].strip("\r\n"),
        chosen={name: values for name, values in chosen.items() if values},
        favourites=query.get("favourites") == "1",
        as_typed=query.get("as_typed") == "1",
        order=Order(sort) if (sort := query.get("sort")) in set(Order) else Order.RELEVANCE,
        view=view if (view := query.get("view", "")) in {CARDS, TABLE} else "",
        every=every if (every := query.get("every", "")) in FACETS else "",
        page=min(max(number(query.get("page"), 1), 1), DEEPEST // size),
        size=size,
        unknown=any(not is_possible(name, value) for name, values in given.items() for value in values),
        saved=saved if is_uid(saved := query.get("saved", "")) else "",
    )


def is_possible(facet: str, value: str) -> bool:
    """Return whether a filter could hold this value."""
    if facet in BY_UID:
        return is_uid(value)
    return value in ONE_OF[facet] if facet in ONE_OF else len(value) <= LONGEST_VALUE


def is_uid(value: str) -> bool:
    """Return whether it is a uid as addresses write it."""
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def number(typed: str | None, otherwise: int) -> int:
    """Return a small number, or the other where it is none."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) <= len(str(DEEPEST)) else otherwise

"""The rail: every app registers its own entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from assay.web.access import Policy, members
from assay.web.addresses import address_of
from assay.web.counting import tally

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """A place that people go to; `group` is "main", "admin" or "account", `order` sorts in it, the number of `waiting` rows stands beside.

    `also` are addresses beyond its own under which it is the current one.
    """

    label: Promise | str
    url_name: str
    icon: str
    order: int
    group: str = "main"
    shown: Policy = members
    waiting: "Callable[[User], QuerySet[Any]] | None" = None
    also: tuple[str, ...] = ()


ENTRIES: list[Entry] = []


def add(entry: Entry) -> None:
    """Register an entry; called in `ready()`."""
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.order)


def waiting_for(user: "User") -> dict[str, QuerySet[Any]]:
    """Return, by the entry's name, the rows that wait for this person."""
    return {entry.url_name: entry.waiting(user) for entry in ENTRIES if entry.waiting and entry.shown(user)}


@dataclass(frozen=True)
class Link:
    """An entry as web/components/nav_link.html draws it."""

    label: str
    url: str
    icon: str
    key: str
    current: bool
    count: str


def nav(request: HttpRequest, group: str, counts: Mapping[str, int]) -> tuple[Link, ...]:
    """Return the entries that this person sees, with the current one marked."""
    shown = [(entry, address_of(entry.url_name)) for entry in ENTRIES if entry.group == group and entry.shown(request.user)]
    return tuple(
        Link(
            label=str(entry.label),
            url=url,
            icon=entry.icon,
            key=entry.url_name,
            current=request.path == url or (url != "/" and request.path.startswith((url, *entry.also))),
            count=tally(counts.get(entry.url_name, 0)),
        )
        for entry, url in shown
    )

"""The rail: every app registers its own entries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from assay.web.access import Policy, members

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """A place that people go to; `order` sorts, `group` is "main" or "admin", `count` waits beside the label.

    `also` are addresses beyond its own under which it is the current one.
    """

    label: Promise | str
    url_name: str
    icon: str
    order: int
    group: str = "main"
    shown: Policy = members
    count: "Callable[[User], int] | None" = None
    also: tuple[str, ...] = ()


ENTRIES: list[Entry] = []


def add(entry: Entry) -> None:
    """Register an entry; called in `ready()`."""
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.order)


def nav(request: HttpRequest, group: str) -> list[dict[str, Any]]:
    """Return the entries that this person sees, with the current one marked."""
    user = request.user
    return [
        {
            "label": entry.label,
            "url": (url := reverse(entry.url_name)),
            "icon": entry.icon,
            "key": entry.url_name,
            "current": request.path == url or (url != "/" and request.path.startswith((url, *entry.also))),
            "count": entry.count(user) if entry.count and user.is_authenticated else 0,
        }
        for entry in ENTRIES
        if entry.group == group and entry.shown(user)
    ]

"""What every template knows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from assay.web.counting import counted, tally
from assay.web.navigation import nav, waiting_for

BELL = "bell"
UNREAD: dict[str, Callable[[Any], QuerySet[Any]]] = {}


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the rail, the number of unread notices, and whether this is the demonstration; nothing for fragments."""
    known: dict[str, Any] = {"demo": settings.DEMO, "theme": request.COOKIES.get("theme", "")}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.headers.get("HX-Request"):
        return known
    counts = counted(waiting_or_unread, user)
    places = {"nav": "main", "nav_admin": "admin", "nav_account": "account"}
    return known | {name: nav(request, group, counts) for name, group in places.items()} | {"unread": tally(counts.get(BELL, 0))}


def waiting_or_unread(user: Any) -> dict[str, QuerySet[Any]]:
    """Return what the rail and the bell count."""
    return waiting_for(user) | {name: unread(user) for name, unread in UNREAD.items()}

"""What every template knows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from assay.web.navigation import nav

BELL: list[Callable[[Any], int]] = []


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the rail, the number of unread notices, and whether this is the demonstration; nothing for fragments."""
    known: dict[str, Any] = {"demo": settings.DEMO, "theme": request.COOKIES.get("theme", "")}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.headers.get("HX-Request"):
        return known
    return known | {"nav": nav(request, "main"), "nav_admin": nav(request, "admin"), "unread": sum(count(user) for count in BELL)}

"""Who asks, and times in their zone."""

import zoneinfo
from collections.abc import Callable
from functools import cache

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone


def asker(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Put the account itself in the place of Django's lazy stand-in, which costs anew at each of the hundreds of questions of a page."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.user = get_user(request)
        return get_response(request)

    return answer


def reader_zone(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Show times in the zone that the person chose, else in the one their browser told in a cookie."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "time_zone", "") or request.COOKIES.get("zone", "")
        with timezone.override(zoneinfo.ZoneInfo(chosen) if chosen in known_zones() else None):
            return get_response(request)

    return answer


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones; reading them from disk takes 90 ms, so once a process."""
    return frozenset(zoneinfo.available_timezones())

"""Times in the reader's zone."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone


def reader_zone(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Show times in the zone that the person chose, else in the one their browser told in a cookie."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "time_zone", "") or request.COOKIES.get("zone", "")
        with timezone.override(zoneinfo.ZoneInfo(chosen) if chosen in zoneinfo.available_timezones() else None):
            return get_response(request)

    return answer

"""The time zones that people choose from."""

import zoneinfo
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings

from assay.accounts.middleware import known_zones

if TYPE_CHECKING:
    from assay.accounts.models import User

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
Group = tuple[str, list[tuple[str, str]]]


def zone_of(person: "User") -> zoneinfo.ZoneInfo:
    """Return the zone that a person chose, else the product's."""
    return zoneinfo.ZoneInfo(person.time_zone if person.time_zone in known_zones() else settings.TIME_ZONE)


@lru_cache(maxsize=2)
def grouped(day: date) -> list[Group]:
    """Return (region, [(zone, label)]) with the hours from UTC as they are on a day; 70 ms, so once a day and process."""
    names = sorted(name for name in known_zones() if name.partition("/")[0] in REGIONS)
    named = [
        (region, [(name, label(name, day)) for name in zones]) for region, zones in groupby(names, lambda name: name.partition("/")[0])
    ]
    return [("UTC", [("UTC", "UTC")]), *named]


def label(name: str, day: date) -> str:
    """Return Europe/Zurich as "Zurich (UTC+01:00)"."""
    noon = datetime.combine(day, time(12), UTC)
    offset = noon.astimezone(zoneinfo.ZoneInfo(name)).strftime("%z")
    return f"{name.partition('/')[2].replace('_', ' ')} (UTC{offset[:3]}:{offset[3:5]})"

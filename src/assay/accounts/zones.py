"""The time zones that people choose from."""

import zoneinfo
from datetime import datetime
from itertools import groupby

from assay.accounts.middleware import known_zones

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (region, [(zone, label)]) with the hours from UTC as they are today."""
    names = sorted(name for name in known_zones() if name.partition("/")[0] in REGIONS)
    named = [(region, [(name, label(name)) for name in zones]) for region, zones in groupby(names, lambda name: name.partition("/")[0])]
    return [("UTC", [("UTC", "UTC")]), *named]


def label(name: str) -> str:
    """Return Europe/Zurich as "Zurich (UTC+01:00)"."""
    offset = datetime.now(zoneinfo.ZoneInfo(name)).strftime("%z")
    return f"{name.partition('/')[2].replace('_', ' ')} (UTC{offset[:3]}:{offset[3:5]})"

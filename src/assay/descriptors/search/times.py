"""Days, months and years as people type them: `2026-01-31`, `>2026-01`, `<=2025`."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

TYPED = re.compile(r"(?P<sign>[<>]=?|)(?P<year>[12]\d{3})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
DECEMBER = 12
BEGUN = re.compile(r"(?:[<>]=?)?(?:[12]\d{0,2}|[12]\d{3}-[01]?|[12]\d{3}-\d{1,2}-[0-3]?)?")
Limits = tuple[datetime | None, datetime | None]


def span(typed: str) -> Limits | None:
    """Return the first moment that is meant, and the first after it, in the reader's zone; None where it is no date.

    `>2026-01` is what comes after that month, `>=2026-01` begins with it.
    """
    found = TYPED.fullmatch(typed.strip())
    days = days_of(found) if found else None
    if found is None or days is None:
        return None
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    limits: dict[str, Limits] = {">": (after, None), ">=": (first, None), "<": (None, first), "<=": (None, after), "": (first, after)}
    return limits[found["sign"]]


def is_begun(typed: str) -> bool:
    """Return whether a date is on its way while it is being typed."""
    return bool(BEGUN.fullmatch(typed.strip()))


def days_of(found: re.Match[str]) -> tuple[date, date] | None:
    """Return the first day of what was typed, and the first after it."""
    year, month, day = int(found["year"]), found["month"], found["day"]
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first + timedelta(days=1)
    if month and first.month < DECEMBER:
        return first, first.replace(month=first.month + 1)
    return first, date(year + 1, 1, 1)

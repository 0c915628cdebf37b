"""Rows of a form that can be added and removed without scripts: what was typed is shown again, one row more or less."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

PREFIX = "rows"
MOST = 60
DIGITS = 9
Typed = dict[str, Any]


def typed_rows(data: QueryDict, names: Iterable[str]) -> list[Typed]:
    """Return the rows as they were typed."""
    names = list(names)
    return [{name: data.get(f"{PREFIX}-{n}-{name}", "") for name in names} for n in range(row_count(data))]


def row_count(data: QueryDict) -> int:
    """Return how many rows a form sent, at most MOST."""
    count = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    return min(int(count[:DIGITS]), MOST) if count.isascii() and count.isdigit() else 0


def rearranged(rows: list[Typed], do: str) -> list[Typed] | None:
    """Return the rows after "add" or "remove-3", or None where something else was asked for."""
    if do == "add":
        return [*rows, {}][:MOST]
    verb, _dash, number = do.partition("-")
    if verb != "remove" or not number.isdecimal():
        return None
    return [row for n, row in enumerate(rows) if str(n) != number]

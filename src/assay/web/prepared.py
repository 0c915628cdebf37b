"""Queries that every page asks: their SQL is made once, since making it takes longer than asking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

Build = Callable[..., QuerySet[Any, Any]]
# Stand-ins that no query has by itself, each by its place.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -1_000_003 - place,
    str: "\x1f{}\x1f".format,
    UUID: lambda place: UUID(int=0xA55A_0000_0000_4000_8000_0000_0000_0000 + place),
    datetime: lambda place: datetime(1971, 3, 7, 5, 11, tzinfo=UTC) + timedelta(seconds=place),
}


@dataclass(frozen=True)
class Made:
    """SQL, its parameters (a value, or the place of one), and what turns the database's values into Python's."""

    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    converted: Callable[[list[Any]], list[Any]]

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Ask with these values."""
        given = [as_stored(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [constant if place is None else given[place] for place, constant in self.parameters])
            return [tuple(row) for row in self.converted(cursor.fetchall())]


def asked(build: Build, *values: int | str | UUID | datetime) -> list[tuple[Any, ...]]:
    """Return the rows of `build(*values)`, a `values_list()`; the SQL is kept for the next values of the same kinds.

    `build` is a function of a module, and nothing but the values may make its query another one.
    """
    return made(build, tuple(type(value) for value in values), connection.vendor).rows(values)


@lru_cache(maxsize=256)
def made(build: Build, kinds: tuple[type, ...], _vendor: str) -> Made:
    """Make the SQL with stand-ins for the values, and find where they went."""
    stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(kinds)]
    compiler = build(*stand_ins).query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    places = {as_stored(stand_in): place for place, stand_in in enumerate(stand_ins)}
    found = tuple((places.get(value) if isinstance(value, int | str | UUID | datetime) else None, value) for value in parameters)
    if missing := places.keys() - {value for place, value in found if place is not None}:
        raise ValueError(f"{build.__name__} does not ask for {len(missing)} of its values as they are")
    converters = compiler.get_converters([selected for selected, _sql, _alias in compiler.select])

    def converted(rows: list[Any]) -> list[Any]:
        return list(compiler.apply_converters(rows, converters)) if converters else rows

    return Made(sql, found, converted)


def as_stored(value: Any) -> Any:
    """Return a value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value

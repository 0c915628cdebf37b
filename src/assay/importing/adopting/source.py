"""Read the tables of a Prisma database: one snapshot, read-only; nothing there is ever written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from assay.errors import Invalid
from assay.importing.adopting.layout import ITS_OWN, TABLES, Table

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""
STEP = 500
# What PostgreSQL's own library understands of an address; Prisma adds words of its own.
UNDERSTOOD = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "host", "port", "user", "password", "dbname"}


@dataclass(frozen=True)
class Source:
    """Everything that was read, and in `beside` what is there and was not."""

    rows: dict[str, list[Row]]
    beside: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many rows were read."""
        return sum(map(len, self.rows.values()))


class AsItIs(Loader):
    """Return the bytes: a database without an encoding holds any."""

    def load(self, data: Buffer) -> str:
        """Return a text in which bytes that are no UTF-8 can be told from all others."""
        return bytes(data).decode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Address:
    """Where the source is: what the library connects to, and the schema."""

    url: str
    schema: str


def address_of(url: str) -> Address:
    """Return the address without the words that only Prisma knows. Raises Invalid."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise Invalid(_("The address must begin with postgres:// or postgresql://, as in the tracker's DATABASE_URL."))
    query = dict(parse_qsl(parts.query))
    kept = urlencode({name: value for name, value in query.items() if name in UNDERSTOOD})
    return Address(urlunsplit(("postgresql", parts.netloc, parts.path, kept, "")), query.get("schema", "public"))


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection that cannot write, in one snapshot. Raises Invalid where the database does not answer or refuses."""
    options = "-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=0"
    try:
        with psycopg.connect(url, options=options, connect_timeout=10, application_name="assay adopt") as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            if connection.info.parameter_status("server_encoding") != "SQL_ASCII":  # which would refuse its own bytes
                connection.execute("SET client_encoding TO 'UTF8'")
            connection.adapters.register_loader("text", AsItIs)
            yield connection
            connection.rollback()
    except psycopg.errors.InsufficientPrivilege as problem:
        raise Invalid(_("The database does not let this account read: %(problem)s") % {"problem": first_line(problem)}) from problem
    except psycopg.Error as problem:
        raise Invalid(_("The database could not be read: %(problem)s") % {"problem": first_line(problem)}) from problem


def first_line(problem: Exception) -> str:
    """Return what went wrong, without the lines about where."""
    return str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__


def read(url: str, progress: Progress) -> Source:
    """Read every table. Raises Invalid with a sentence where one or a column of one is not there."""
    address = address_of(url)
    with connected(address.url) as connection:
        columns = columns_of(connection, address.schema)
        require(columns, address.schema)
        rows = {table.name: rows_of(connection, address.schema, table.name, progress) for table in TABLES}
        return Source(rows, beside=[*tables_beside(connection, address.schema, columns), *columns_beside(rows, columns)])


def columns_of(connection: psycopg.Connection[Any], schema: str) -> dict[str, set[str]]:
    """Return the columns of every table and view of the schema that this account may know of."""
    asked = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = %s"
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(asked, (schema,)):
        found.setdefault(table, set()).add(column)
    return found


def require(columns: dict[str, set[str]], schema: str) -> None:
    """Raise Invalid, naming what is missing."""
    absent = [f'"{table.name}"' for table in TABLES if table.name not in columns]
    if absent:
        words = {"tables": ", ".join(absent), "schema": schema}
        raise Invalid(_("This is not the tracker's database: the schema %(schema)s has no table %(tables)s.") % words)
    lacking = [f'"{table.name}"."{name}"' for table in TABLES for name in sorted(table.needed - columns[table.name])]
    if lacking:
        raise Invalid(
            _("The tracker's tables are not as expected; these columns are missing: %(columns)s.") % {"columns": ", ".join(lacking)}
        )


def rows_of(connection: psycopg.Connection[Any], schema: str, table: str, progress: Progress) -> list[Row]:
    """Return the rows of a table, in the order of their numbers; every value as JSON has it, whatever its type there."""
    name = sql.Identifier(schema, table)
    total = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(name)).fetchone()[0]  # type: ignore[index]  # a count has a row
    order = sql.SQL("") if table not in {one.name for one in TABLES if "id" in one.needed} else sql.SQL(" ORDER BY t.id::text")
    asked = sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(name) + order
    found: list[Row] = []
    with connection.cursor(f"rows_{table}") as cursor:
        cursor.itersize = STEP
        for (text,) in cursor.execute(asked):
            found.append(json.loads(text))
            if len(found) % STEP == 0 or len(found) == total:
                progress(table, len(found), total)
    return found


def tables_beside(connection: psycopg.Connection[Any], schema: str, columns: dict[str, set[str]]) -> list[str]:
    """Say which other tables have rows."""
    others = sorted(set(columns) - {table.name for table in TABLES} - ITS_OWN)
    counted = {
        name: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))).fetchone() for name in others
    }
    return [
        _("The table “%(table)s” is not read; it has %(rows)d rows.") % {"table": name, "rows": found[0]}
        for name, found in counted.items()
        if found and found[0]
    ]


def columns_beside(rows: dict[str, list[Row]], columns: dict[str, set[str]]) -> list[str]:
    """Say which other columns of the tables hold anything."""
    return [said for table in TABLES for name in sorted(columns[table.name] - table.known) if (said := column_beside(table, name, rows))]


def column_beside(table: Table, name: str, rows: dict[str, list[Row]]) -> str:
    """Say that a column is not read, or nothing where it is empty."""
    filled = sum(row.get(name) not in (None, "", []) for row in rows[table.name])
    words = {"column": f"{table.name}.{name}", "rows": filled}
    return _("The column “%(column)s” is not read; %(rows)d rows have something in it.") % words if filled else ""

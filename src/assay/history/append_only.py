"""Triggers that refuse UPDATE and DELETE on the tables of facts, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES: set[str] = {"history_event"}
FUNCTION = """
CREATE OR REPLACE FUNCTION assay_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def protect(table: str) -> None:
    """Add a table whose rows are facts; called once by the app that owns it."""
    TABLES.add(table)


def wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the triggers that must exist on tables that exist: name to the SQL that makes it."""
    there = set(connection.introspection.table_names())
    make = sqlite_triggers if connection.vendor == "sqlite" else postgresql_triggers
    return {name: sql for table in sorted(TABLES) if table in there for name, sql in make(table).items()}


def sqlite_triggers(table: str) -> dict[str, str]:
    """Return a trigger for UPDATE and one for DELETE."""
    return {
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    }


def postgresql_triggers(table: str) -> dict[str, str]:
    """Return one trigger for rows, and one for TRUNCATE, which row triggers do not see."""
    return {
        f"{table}_no_change": f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION assay_append_only()",
        f"{table}_no_truncate": f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION assay_append_only()",
    }


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that this database has."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {str(row[0]) for row in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that should exist and do not; without them the history could be rewritten."""
    return sorted(set(wanted(connection)) - present(connection))


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers where they are missing (SQLite drops them silently when a table is remade)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for sql in wanted(connection).values():
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; only a migration that remakes a table, and the tests' flush, have a reason to."""
    with connection.cursor() as cursor:
        for name in present(connection) & set(wanted(connection)):
            table = name.partition("_no_")[0]
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run a block without the triggers and put them back."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)

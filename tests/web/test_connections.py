"""A connection that stays open is of the database that is there, also after a backup was put in its place."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler
from django.db.backends.base.base import BaseDatabaseWrapper

from assay import env
from assay.web import connections as kept


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database of its own, beside that of the tests."""
    handler = ConnectionHandler({"default": env.sqlite(str(tmp_path / "data.sqlite3"))})
    monkeypatch.setattr(kept, "connections", handler)
    connection = handler["default"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (word TEXT)")
        yield connection
        connection.close()


def words(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        return [row[0] for row in cursor.fetchall()]


def test_it_stays_open_while_the_file_is_the_same(opened: BaseDatabaseWrapper) -> None:
    before = opened.connection

    kept.close_replaced()

    assert opened.connection is before


def test_a_file_that_was_replaced_is_opened_anew(opened: BaseDatabaseWrapper, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    shutil.copy(tmp_path / "data.sqlite3", backup)
    with opened.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES ('written after the backup')")
    backup.replace(tmp_path / "data.sqlite3")

    kept.close_replaced()

    assert words(opened) == []

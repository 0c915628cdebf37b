"""Connections stay open between requests, as long as they are of the database that is there now."""

from typing import Any

from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from assay.sqlite_choices import file_at


def remember_file(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Note which file a new SQLite connection has open."""
    if connection.vendor == "sqlite":
        vars(connection)["file"] = file_at(connection.settings_dict["NAME"])


def close_replaced(**_: Any) -> None:
    """Close SQLite connections whose file was replaced, by a restored backup say: what they wrote would be lost."""
    for connection in connections.all(initialized_only=True):
        if "file" in vars(connection) and vars(connection)["file"] != file_at(connection.settings_dict["NAME"]):
            connection.close()


def close_stale() -> None:
    """Do between two pieces of endless work what happens between two requests."""
    close_old_connections()
    close_replaced()

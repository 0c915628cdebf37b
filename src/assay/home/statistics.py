"""Tell SQLite's planner how the tables are filled: without that it reads the whole library through an index of what nearly no row has."""

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection, connections

log = logging.getLogger(__name__)
EVERY = 600.0  # seconds
ROWS_LOOKED_AT = 400  # of an index: some milliseconds, however large the library is


def refresh_forever(stop: threading.Event) -> None:
    """Refresh now and then until `stop` is set; PostgreSQL does it by itself."""
    while connection.vendor == "sqlite" and not stop.is_set():
        try:
            refresh()
        except DatabaseError as reason:
            log.info("The planner's statistics stay as they are: %s.", reason)
        close_old_connections()
        stop.wait(EVERY)
    connections.close_all()


def refresh() -> None:
    """Count how many rows each value of an index has."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")

"""Which journal mode this SQLite may use: some versions can corrupt a WAL that several processes share."""

import os
import sqlite3

Version = tuple[int, int, int]
FIXED_FROM: Version = (3, 51, 3)
FIXED_BRANCHES: dict[tuple[int, int], int] = {(3, 44): 6, (3, 50): 7}


def wal_is_safe(version: Version) -> bool:
    """Return whether `version` is free of the corruption race of WAL mode (3.7.0 to 3.51.2, two branches fixed)."""
    major, minor, patch = version
    return version >= FIXED_FROM or patch >= FIXED_BRANCHES.get((major, minor), patch + 1)


def journal_mode(version: Version = sqlite3.sqlite_version_info) -> str:
    """Return WAL where it is safe, else TRUNCATE."""
    return "WAL" if wal_is_safe(version) else "TRUNCATE"


def file_at(path: str) -> tuple[int, int] | None:
    """Return device and number of the file that stands at a path now, or None."""
    try:
        found = os.stat(path)  # noqa: PTH116  a path is not needed, and this is asked at every request
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""How long it takes to take over a tracker of 12,000 descriptors: reading, a rehearsal, all of it, and again where nothing changed.

`python -m benchmarks.bench_adopting [ROWS]` measures the database that DATABASE_URL names, by default a new SQLite in a temporary folder.
The tracker is made on the PostgreSQL that ASSAY_TEST_DATABASE_URL names.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.bench_pages import prepare

ROWS = 12_000


def timed(name: str, act: Callable[[], Any]) -> Any:
    """Print how long a call takes, and how much of it this process worked, and return what it returns."""
    begun, worked = time.perf_counter(), time.process_time()
    found = act()
    print(f"{name:<34}{time.perf_counter() - begun:>8.1f} s{time.process_time() - worked:>8.1f} s of work", flush=True)
    return found


def measure(rows: int) -> None:
    """Make a tracker, take it over, take it over again."""
    from django.utils import timezone  # noqa: PLC0415  settings are chosen first
    from tests.importing.adopting.conftest import ADDRESS, quiet  # noqa: PLC0415
    from tests.importing.adopting.tracker import fill, tracker_on  # noqa: PLC0415

    from assay.accounts.models import User  # noqa: PLC0415
    from assay.importing.adopting.actions import Adopting, adopt, rehearse  # noqa: PLC0415
    from assay.importing.adopting.plan import Choice  # noqa: PLC0415
    from assay.importing.adopting.source import read  # noqa: PLC0415
    from assay.review.invariants import broken  # noqa: PLC0415

    with tracker_on(ADDRESS) as tracker:
        fill(tracker, 1, rows)
        source = timed("reading", lambda: read(tracker.url, quiet))
        asked: dict[str, Any] = {"at": timezone.now(), "progress": quiet}
        adopting = Adopting(source, Choice(), User.objects.get(email="admin@example.org"))
        timed("a rehearsal", lambda: rehearse(adopting=adopting, **asked))
        account = timed("taking over", lambda: adopt(adopting=adopting, **asked))
        timed("again, nothing changed", lambda: adopt(adopting=adopting, **asked))
        wrong = timed("check-data", broken)
    print({table: {str(end): n for end, n in ends.items() if n} for table, ends in account.totals().items()}, f"broken: {len(wrong)}")


def main() -> None:
    """Print the figures with the machine and the size of the data."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    prepare()
    from django.db import connection  # noqa: PLC0415

    print(
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} · "
        f"{connection.vendor} · {rows} descriptors"
    )
    measure(rows)


if __name__ == "__main__":
    main()

"""How long the main pages take on the demonstration library: median and 95th percentile, in one process, without the network.

`python -m benchmarks.bench_pages` measures the database that DATABASE_URL names, by default a new SQLite in a temporary folder.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime

REQUESTS = 40
PAGES = {
    "home": ("scm@example.org", "/"),
    "library": ("scm@example.org", "/library/"),
    "library, searched": ("scm@example.org", "/library/?q=layout+screen"),
    "library, filtered": ("scm@example.org", "/library/?quality=EXCELLENT&skill=09"),
    "my skills": ("scm@example.org", "/my-skills/"),
    "write": ("scm@example.org", "/my-skills/write/?skill=09"),
    "review": ("sa@example.org", "/review/"),
    "standards": ("sa@example.org", "/standards/"),
    "event log": ("admin@example.org", "/admin/events/"),
}


def prepare() -> None:
    """Load the demonstration library and its index into a folder of this run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")
    os.environ["ASSAY_DEMO"] = "1"
    os.environ.setdefault("ASSAY_DATA_DIR", tempfile.mkdtemp(prefix="assay-bench-"))
    from assay.__main__ import run  # noqa: PLC0415  settings are chosen first

    for command in ("demo", "index"):
        run(command, [command, *(["rebuild"] if command == "index" else [])])


def measure(email: str, path: str) -> list[float]:
    """Return the milliseconds of each request, after three that are not counted."""
    from django.test import Client  # noqa: PLC0415

    from assay.accounts.models import User  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=email))
    taken = []
    for number in range(REQUESTS + 3):
        begun = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:  # noqa: PLR2004
            sys.exit(f"{path} answered {answer.status_code}")
        if number == 2:  # noqa: PLR2004
            taken.clear()
    return taken


def main() -> None:
    """Print the table with the machine and the size of the data."""
    prepare()
    from django.db import connection  # noqa: PLC0415

    from assay.descriptors.models import Descriptor  # noqa: PLC0415

    print(
        f"\n{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} · "
        f"{connection.vendor} · {Descriptor.objects.count()} descriptors · {REQUESTS} requests a page"
    )
    print(f"{'page':<22}{'p50 ms':>8}{'p95 ms':>8}")
    for name, (email, path) in PAGES.items():
        taken = measure(email, path)
        print(f"{name:<22}{statistics.median(taken):>8.1f}{statistics.quantiles(taken, n=20)[-1]:>8.1f}")


if __name__ == "__main__":
    main()

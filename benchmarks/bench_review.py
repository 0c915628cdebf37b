"""How long a batch of sixty takes: its page with its queries, a decision, the page before a release, and the release itself.

`python -m benchmarks.bench_review` measures the database that DATABASE_URL names, by default a new SQLite in a temporary folder.
"""

import os
import platform
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.bench_pages import prepare

ROWS = 60
ROUNDS = 12
GOALS = {"page of the batch": "150 ms, 15 queries", "release": "300 ms"}


def batch_of_sixty(round_: int) -> Any:
    """Send sixty descriptors of one skill; return their batch."""
    from django.utils import timezone  # noqa: PLC0415  settings are chosen first

    from assay.accounts.models import User  # noqa: PLC0415
    from assay.descriptors.actions import create  # noqa: PLC0415
    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from assay.descriptors.wording import Wording  # noqa: PLC0415
    from assay.review.actions import Row, submit_batch  # noqa: PLC0415
    from assay.standards.models import Skill  # noqa: PLC0415

    scm, skill, at = User.objects.get(email="scm@example.org"), Skill.objects.get(code="09"), timezone.now()
    section = Descriptor.objects.filter(skill=skill, wsos_section__isnull=False).values_list("wsos_section", flat=True)[0]
    levels = (
        "Nothing of it is there",
        "The part {n} is there",
        "The part {n} is there and tested",
        "The part {n} is there, tested, explained",
    )
    words = [Wording(f"Aspect {round_}-{n}", tuple(text.format(n=n) for text in levels), section) for n in range(ROWS)]  # type: ignore[arg-type]
    rows = [create(uid=uuid.uuid4(), skill=skill, wording=one, by=scm, at=at) for one in words]
    return submit_batch(uid=uuid.uuid4(), skill=skill, rows=[Row(one, one.change) for one in rows], note="", by=scm, at=at)


def queries(act: Callable[[], Any]) -> int:
    """Return how many queries a call asks."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def one_round(number: int, found: dict[str, list[float]]) -> dict[str, int]:
    """Review and release one batch; add the milliseconds to `found` and return the queries."""
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from assay.accounts.models import User  # noqa: PLC0415
    from assay.descriptors.states import Outcome  # noqa: PLC0415
    from assay.review.deciding.actions import decide, release  # noqa: PLC0415
    from assay.review.deciding.verdicts import Verdict  # noqa: PLC0415
    from assay.review.models import PendingDecision  # noqa: PLC0415

    batch, sa, client = batch_of_sixty(number), User.objects.get(email="sa@example.org"), Client(SERVER_NAME="localhost")
    client.force_login(sa)
    rows = [one.descriptor for one in batch.submissions.select_related("descriptor")]
    verdicts = [Verdict(row, row.change, Outcome.APPROVED) for row in rows]
    acts: dict[str, Callable[[], Any]] = {
        "page of the batch": lambda: client.get(f"/batches/{batch.uid}/"),
        "counts of similar ones": lambda: client.get(f"/batches/{batch.uid}/similar/"),
        "page of one in review": lambda: client.get(f"/review/{rows[0].uid}/"),
        "sixty decisions": lambda: decide(verdicts=verdicts, by=sa, at=timezone.now()),
        "page before the release": lambda: client.get(f"/batches/{batch.uid}/release/"),
    }
    asked = {}
    for name, act in acts.items():
        act()
        found.setdefault(name, []).append(milliseconds(act))
        asked[name] = queries(act)
    uids = list(PendingDecision.objects.waiting().filter(submission__batch=batch).values_list("uid", flat=True))
    at = timezone.now()
    found.setdefault("release", []).append(milliseconds(lambda: release(uid=uuid.uuid4(), batch=batch, decisions=uids, by=sa, at=at)))
    return asked


def milliseconds(act: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Print the table with the machine and the size of the data."""
    prepare()
    from django.db import connection  # noqa: PLC0415

    found: dict[str, list[float]] = {}
    asked: dict[str, int] = {}
    for number in range(ROUNDS + 1):
        if number == 1:
            found.clear()
        asked = one_round(number, found)
    print(
        f"\n{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} · "
        f"{connection.vendor} · batches of {ROWS} · {ROUNDS} rounds"
    )
    print(f"{'':<26}{'p50 ms':>8}{'worst':>8}{'queries':>9}  goal")
    for name, taken in found.items():
        print(f"{name:<26}{statistics.median(taken):>8.1f}{max(taken):>8.1f}{asked.get(name, ''):>9}  {GOALS.get(name, '')}")


if __name__ == "__main__":
    main()

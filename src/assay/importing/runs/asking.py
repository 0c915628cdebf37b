"""Ask for the background work of a run: read what came, compare it, import what is wanted."""

from datetime import datetime

from django.db.models import QuerySet

from assay.importing.models import Import, Run
from assay.notifications.jobs import enqueue

JOB = "run"


def ask(run: Run, *, at: datetime, run_after: datetime | None = None) -> None:
    """Let the open work of a run be done; asked twice it is done once."""
    enqueue(kind=JOB, key=str(run.uid), payload={"run": str(run.uid)}, at=at, run_after=run_after)


def compare_again(files: "QuerySet[Import]") -> None:
    """Let files be compared with the library anew; within a transaction, and two at once give each their turn."""
    rows = list(files.filter(scheme=None, told__isnull=False).select_for_update().order_by("pk").only("told"))
    for found in rows:
        if found.told:
            found.told = {**found.told, "labels": None, "turn": found.told["turn"] + 1}
    Import.objects.bulk_update(rows, ["told"])

"""Work for later: a row in the transaction that needs it, and the handler that does it."""

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet

from assay.notifications.models import Job, JobState

log = logging.getLogger(__name__)
Write = Callable[[], None]
Handler = Callable[[Job, datetime], Write | None]
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
ERROR_LENGTH = 2_000
LOOKED_AT = 8


class Permanent(Exception):
    """Trying again cannot help: the job becomes a dead letter that an administrator sees."""


class LeaseLost(Exception):
    """Somebody else has taken the job since: what this run would write is theirs to write."""


@dataclass(frozen=True)
class Work:
    """What does the jobs of one kind, and how long it may take before another worker takes over."""

    handler: Handler
    lease: timedelta


handlers: dict[str, Work] = {}


def register(kind: str, handler: Handler, *, lease: timedelta = LEASE) -> None:
    """Make a kind known; the handler works outside a transaction and returns what to write together with DONE."""
    handlers[kind] = Work(handler, lease)


def enqueue(*, kind: str, key: str, payload: dict[str, Any], at: datetime, run_after: datetime | None = None) -> None:
    """Leave work in the caller's transaction; an untried job of the same kind and key does it as well.

    The touch locks that job's row until the caller commits, so that whoever claims it sees what was committed.
    """
    new = Job(kind=kind, key=key, payload=payload, created_at=at, run_after=run_after or at)
    while not touch(kind, key) and not insert(new):
        pass


def touch(kind: str, key: str) -> int:
    """Hold the untried job of a kind and key until the transaction ends; return how many there were."""
    return Job.objects.filter(kind=kind, key=key, state=JobState.WAITING, attempts=0).update(touched=F("touched") + 1)


def insert(job: Job) -> bool:
    """Insert `job` unless somebody else's untried one came first; return whether it was inserted."""
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.filter(uid=job.uid).exists()


def due(now: datetime) -> QuerySet[Job]:
    """Return the jobs that may be claimed: waiting ones whose time has come, and running ones whose worker is gone."""
    waiting = Q(state=JobState.WAITING, run_after__lte=now)
    abandoned = Q(state=JobState.RUNNING, leased_until__lte=now)
    return Job.objects.filter(waiting | abandoned, kind__in=list(handlers))


def claim(uid: uuid.UUID, *, now: datetime) -> Job | None:
    """Take a job by compare-and-set, or return None where somebody else was faster or is just touching it."""
    mine = uuid.uuid4()
    kind = Job.objects.values_list("kind", flat=True).get(uid=uid)
    taken = {"state": JobState.RUNNING, "claim": mine, "leased_until": now + handlers[kind].lease, "attempts": F("attempts") + 1}
    try:
        won = due(now).filter(uid=uid).update(**taken)
    except OperationalError as busy:
        log.info("job %s is busy: %s", uid, busy)
        return None
    return Job.objects.get(uid=uid) if won else None


def run(job: Job, *, now: datetime) -> None:
    """Do a claimed job and record how it went."""
    try:
        write = handlers[job.kind].handler(job, now)
        finish(job, write, now=now)
    except LeaseLost:
        log.warning("job %s (%s) took longer than its lease", job.uid, job.kind)
    except Permanent as refusal:
        log.warning("job %s (%s) is dead: %s", job.uid, job.kind, refusal)
        leave(job, refusal, state=JobState.DEAD, finished_at=now)
    except Exception as failure:
        log.warning("job %s (%s) failed, attempt %d", job.uid, job.kind, job.attempts, exc_info=True)
        leave(job, failure, state=JobState.WAITING, run_after=now + pause(job.attempts))


@transaction.atomic
def finish(job: Job, write: Write | None, *, now: datetime) -> None:
    """Mark a job done, together with what it has to write; LeaseLost where it is no longer ours."""
    done = {"state": JobState.DONE, "finished_at": now, "leased_until": None, "last_error": ""}
    if not still_ours(job).update(**done):
        raise LeaseLost
    if write is not None:
        write()


def leave(job: Job, failure: Exception, **changes: Any) -> None:
    """Give a job back with the reason why it was not done."""
    said = f"{type(failure).__name__}: {failure}"[:ERROR_LENGTH].replace("\x00", "")
    still_ours(job).update(leased_until=None, last_error=said, **changes)


def still_ours(job: Job) -> QuerySet[Job]:
    """Return the job's row as long as this claim holds it."""
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling up to an hour, spread so that they do not return together."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 10)))
    share: float = random.uniform(0.5, 1)  # noqa: S311  not a secret
    return longest * share


def run_next(*, now: datetime) -> bool:
    """Claim and do the job that has waited longest; return whether there was one."""
    for uid in list(due(now).order_by("run_after", "pk").values_list("uid", flat=True)[:LOOKED_AT]):
        job = claim(uid, now=now)
        if job is not None:
            run(job, now=now)
            return True
    return False


def run_due(*, now: datetime, limit: int = 100) -> int:
    """Do up to `limit` jobs that are due at `now`; return how many were tried."""
    tried = 0
    while tried < limit and run_next(now=now):
        tried += 1
    return tried


def retry(uid: uuid.UUID, *, now: datetime) -> bool:
    """Let a dead or waiting job run now, with fresh patience; return False where it is neither."""
    dead = Job.objects.filter(uid=uid, state=JobState.DEAD).update(state=JobState.WAITING, attempts=1, run_after=now, finished_at=None)
    return bool(dead or Job.objects.filter(uid=uid, state=JobState.WAITING).update(run_after=now))


def forget(*, before: datetime) -> int:
    """Delete what was done before a time; return how many rows."""
    return Job.objects.filter(state=JobState.DONE, finished_at__lt=before).delete()[0]

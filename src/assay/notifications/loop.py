"""The loop that does the jobs, in a process of its own."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from assay.notifications.jobs import forget, run_next
from assay.web.connections import close_stale

log = logging.getLogger(__name__)
IDLE = 0.5
AFTER_A_FAULT = 2.0
KEPT_FOR = timedelta(days=30)
TIDIED_EVERY = timedelta(hours=1)
TIDIED_FIRST = timedelta(minutes=20)  # after a start: a worker that is restarted within the hour tidies and reminds, too

# Other endless work of the worker's process, in a thread each: registered in `ready()`, ended by the event.
BESIDE: list[Callable[[threading.Event], None]] = []
# What rooms above do once an hour, called with `now`: registered in `ready()`.
HOURLY: list[Callable[..., int]] = []


def work_forever(stop: threading.Event) -> None:
    """Do jobs until `stop` is set; the job in hand is finished first."""
    tidied = started(timezone.now())
    try:
        while not stop.is_set():
            stop.wait(one_round())
            tidied = tidy(tidied)
    finally:
        connections.close_all()


def started(now: datetime) -> datetime:
    """Return what `tidy` takes for the last time in a worker that starts now."""
    return now + TIDIED_FIRST - TIDIED_EVERY


def start_beside(stop: threading.Event) -> list[threading.Thread]:
    """Start the other endless work; it ends with `stop`."""
    threads = [threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True) for work in BESIDE]
    for thread in threads:
        thread.start()
    return threads


def one_round() -> float:
    """Do one job and return how many seconds to wait; a lost database is waited for."""
    close_stale()
    try:
        return 0 if run_next(now=timezone.now()) else IDLE
    except (DatabaseError, InterfaceError) as lost:
        log.warning("the worker waits for the database: %s", lost)
        connections.close_all()
        return AFTER_A_FAULT


def tidy(last: datetime) -> datetime:
    """Forget old jobs, and do what the rooms above do once an hour; return when that was done last."""
    now = timezone.now()
    if now - last < TIDIED_EVERY:
        return last
    try:
        forget(before=now - KEPT_FOR)
        for clean_up in HOURLY:
            clean_up(now=now)
    except (DatabaseError, InterfaceError) as lost:
        log.warning("what is old stays for another hour: %s", lost)
    return now

"""What must be in order before pages are served; each check returns a sentence with the remedy, or nothing."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import Error as DatabaseProblem
from django.urls import reverse
from django.utils import timezone

from assay.descriptors.search import index, store
from assay.history.append_only import missing
from assay.home.static_files import is_current
from assay.notifications.models import Job, JobState
from assay.sqlite_choices import wal_is_safe

LEAST_FREE = 200 * 1024 * 1024
PATIENCE = timedelta(minutes=15)


def data_folder() -> str:
    """Check that the data folder is there and may be written."""
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        probe = settings.DATA_DIR / ".probe"
        probe.write_text("", encoding="ascii")
        probe.unlink()
    except OSError as problem:
        return f"{settings.DATA_DIR} cannot be written ({problem.strerror}). Change its owner, or set ASSAY_DATA_DIR."
    return ""


def disk() -> str:
    """Check that some space is left."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return "" if free > LEAST_FREE else f"Only {free // 1024 // 1024} MB are free where {settings.DATA_DIR} lies. Make room."


def database() -> str:
    """Check that the database answers."""
    try:
        connection.ensure_connection()
    except DatabaseProblem as problem:
        return f"The database does not answer: {problem}. Check DATABASE_URL, and that the server runs."
    return ""


def migrations() -> str:
    """Check that every migration is applied."""
    loader = MigrationLoader(connection)
    left = len(loader.graph.nodes.keys() - loader.applied_migrations.keys())
    return f"Migrations that are not applied: {left}. Run `assay migrate`." if left else ""


def append_only() -> str:
    """Check that the history cannot be rewritten."""
    names = ", ".join(missing(connection))
    return f"The triggers that keep the history append-only are missing: {names}. Run `assay migrate`." if names else ""


def cache_table() -> str:
    """Check that the shared counters have their table."""
    there = settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()
    return "" if there else "The cache's table is missing. Run `assay migrate`."


def static_files() -> str:
    """Check that styles and scripts are those of this version."""
    return "" if settings.DEBUG or is_current() else "Styles and scripts are not collected. Run `assay migrate`."


def configuration() -> str:
    """Run the project's own checks: every route has a policy, every setting makes sense."""
    return " ".join(str(found) for found in run_checks() if found.level >= ERROR)


CHECKS: dict[str, Callable[[], str]] = {
    "data folder": data_folder,
    "disk": disk,
    "database": database,
    "migrations": migrations,
    "history": append_only,
    "cache": cache_table,
    "static files": static_files,
    "configuration": configuration,
}
FIRST = ("data folder", "database")


def problems() -> dict[str, str]:
    """Return the sentence of each check that fails; without folder and database the others are not asked."""
    found = {name: CHECKS[name]() for name in FIRST}
    if not any(found.values()):
        found |= {name: check() for name, check in CHECKS.items() if name not in FIRST}
    return {name: sentence for name, sentence in found.items() if sentence}


def remarks(*, with_database: bool = True) -> list[str]:
    """Return what an administrator may want to know although nothing is wrong."""
    now, told = timezone.now(), [*old_sqlite(), *open_doors()]
    if not settings.MAIL_SERVER.host:
        told.append(f"No mail server: mails are kept in {settings.MAIL_DIR}. Set ASSAY_MAIL_URL.")
    return told + ([*without_index(now), *waiting_jobs(now)] if with_database else [])


def old_sqlite() -> list[str]:
    """Say that this SQLite has a fault, and what is done about it."""
    if connection.vendor != "sqlite" or wal_is_safe(sqlite3.sqlite_version_info):
        return []
    return [f"SQLite {sqlite3.sqlite_version} may corrupt a shared write-ahead log: journal mode TRUNCATE is used. 3.51.3 is faster."]


def open_doors() -> list[str]:
    """Say what is good for trying and developing, and for nothing else."""
    local = urlsplit(settings.BASE_URL).hostname in {"127.0.0.1", "localhost", "::1"}
    doors = {
        "Demonstration mode: anybody may sign in as a demonstration account. Never use it with real data.": settings.DEMO,
        "ASSAY_DEBUG shows the program's inside to everybody. Use it for development only.": settings.DEBUG,
        f"{settings.BASE_URL} is not https: passwords travel in the clear. Put a proxy before it, set ASSAY_BASE_URL.": not (
            local or settings.HTTPS
        ),
    }
    return [sentence for sentence, is_open in doors.items() if is_open]


def without_index(now: datetime) -> list[str]:
    """Say that the index is missing or behind: the database answers meanwhile, more slowly and without ranking."""
    try:
        pending = index.pending_after(store.snapshot().mark)
    except store.Unavailable as why:
        return [f"The database answers searches for now: {why}. The worker makes the index; `assay index rebuild` does so at once."]
    if not index.is_late(pending, now):
        return []
    since = f"{timezone.localtime(pending[0].at):%d %b %H:%M}"
    return [f"The database answers searches for now: the index has not followed what changed since {since}. Does `assay worker` run?"]


def waiting_jobs(now: datetime) -> list[str]:
    """Say that work for later is overdue, or was given up."""
    overdue = Job.objects.filter(state=JobState.WAITING, attempts=0, run_after__lt=now - PATIENCE).count()
    given_up = Job.objects.filter(state=JobState.DEAD).count()
    told = [f"Jobs that have waited for more than 15 minutes: {overdue}. Does `assay worker` run?"] if overdue else []
    return told + (
        [f"Mails and other jobs that were given up: {given_up}. See {settings.BASE_URL}{reverse('mail_jobs')}"] if given_up else []
    )

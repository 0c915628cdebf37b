"""The background work of a run: read its files in the child, compare them with the library, import what is wanted.

Each file is read, compared and imported in transactions of its own; what stops one is written beside it, and the next one follows.
It is done in turns, so that mails and other people's work come in between.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from assay.errors import DomainError, Invalid
from assay.formats import as_json
from assay.formats.child import FILES_OF_A_CHILD, WALL_SECONDS, Child, Outcome
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.importing.actions import apply_upload
from assay.importing.columns.actions import keep_rows, read_remembered
from assay.importing.many.running import ending_of
from assay.importing.models import Import, RawRows, Run, Unread
from assay.importing.proposals import proposed_competition, skill_named
from assay.importing.runs.asking import ask, compare_again
from assay.importing.runs.telling import Told, compared, first_told, preview_of
from assay.notifications.models import Job, JobState
from assay.notifications.notify import notify

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
A_MOMENT = timedelta(seconds=3)
A_TURN = 20.0  # seconds
READ, IMPORTED = "run_read", "run_imported"


def carry_on(job: Job, now: datetime) -> Callable[[], None] | None:
    """Do some of what is open in a run; return what tells who asked, or asks for the rest. Of a run that was discarded nothing is open."""
    run = Run.objects.select_related("uploaded_by").filter(uid=job.payload["run"]).first()
    if run is None:
        return None
    if is_at_work(job, now):
        return lambda: ask(run, at=now, run_after=now + A_MOMENT)
    until = time.monotonic() + A_TURN
    read = read_some(run, until)
    read_remembered(RawRows.objects.filter(found__run=run), since=run.uploaded_at)
    compare_some(run, until)
    imported = import_some(run, until, at=now)
    compare_some(run, until)
    return lambda: go_on(run, job, did={READ: read, IMPORTED: imported}, at=now)


def is_at_work(job: Job, now: datetime) -> bool:
    """Return whether another worker does the same run already: what is asked for twice is not done twice at once."""
    return Job.objects.filter(kind=job.kind, key=job.key, state=JobState.RUNNING, leased_until__gt=now, pk__lt=job.pk).exists()


def in_time(pks: Sequence[int], until: float) -> Iterator[int]:
    """Yield the first, and more while there is time: other work waits for the same worker."""
    for pk in pks:
        yield pk
        if time.monotonic() > until:
            return


def go_on(run: Run, job: Job, *, did: Mapping[str, int], at: datetime) -> None:
    """Tell who brought the files what is done, and ask for what is left."""
    files, unread, wanted = run.files, Unread.objects.filter(found__run=run), run.files.waiting().exclude(wanted_by=None)
    done = {READ: (unread, files.all()), IMPORTED: (wanted, files.exclude(scheme=None))}
    for kind, (left, finished) in done.items():
        if did[kind] and not left.exists():
            data = {"run": str(run.uid), "count": finished.count()}
            notify(users=[run.uploaded_by], kind=kind, key=f"{kind}:{job.uid}", data=data, at=at)
    if unread.exists() or wanted.exists() or uncompared(run, besides_stopped=True):
        ask(run, at=at)


def read_some(run: Run, until: float) -> int:
    """Read what came; return how many files."""
    count = 0
    with closing(Child(files=FILES_OF_A_CHILD, wall_seconds=WALL_SECONDS)) as child:
        for pk in in_time(list(Unread.objects.filter(found__run=run).order_by("found_id").values_list("pk", flat=True)), until):
            unread = Unread.objects.select_related("found__uploaded_by").filter(pk=pk).first()
            if unread is not None:
                read_one(unread, child)
                count += 1
    return count


def read_one(unread: Unread, child: Child) -> None:
    """Read one file; it is not kept afterwards."""
    found = unread.found
    try:
        understand(found, child.read(bytes(unread.content), name=found.file))
    except Exception as problem:  # noqa: BLE001 - one bad file never stops the others
        stop(found, problem)
    Unread.objects.filter(pk=unread.pk).delete()


@transaction.atomic
def understand(found: Import, outcome: Outcome) -> None:
    """Keep what was read. Raises UnreadableWorkbook where there is nothing that a person could assign."""
    if isinstance(outcome, Workbook):
        by = found.uploaded_by
        told = first_told(outcome, by)
        known = {"skill": skill_named(outcome, by), "competition": proposed_competition(outcome)}
        Import.objects.filter(pk=found.pk).update(document=as_json.dump(outcome), told=told.as_data(), **known)
    elif any(sheet.rows for sheet in outcome.sheets):
        keep_rows(found, outcome)
    else:
        raise outcome


def uncompared(run: Run, *, besides_stopped: bool = False) -> list[int]:
    """Return the files that are read and not compared with the library, though it is known whose they are."""
    rows = (
        run.files.waiting().filter(unread=None).exclude(document={}).order_by("pk").values_list("pk", "told", "why", "skill", "competition")
    )
    return [
        pk
        for pk, told, why, skill, competition in rows
        if (told is None or (told["labels"] is None and skill and competition)) and not (besides_stopped and why)
    ]


def compare_some(run: Run, until: float) -> None:
    """Compare what was read with the library, and what was assigned by hand since."""
    for pk in in_time(uncompared(run), until):
        compare_one(run, pk)


def compare_one(run: Run, pk: int) -> None:
    """Compare one file with the library, with the eyes of who brought it; settled otherwise meanwhile, its turn comes again."""
    found = Import.objects.select_related("uploaded_by", "skill", "competition").filter(pk=pk, scheme=None).first()
    if found is None:
        return
    try:
        book = as_json.load(found.document)
        told = Told(**found.told) if found.told else first_told(book, found.uploaded_by)
        looked = preview_of(found, run, found.uploaded_by)
        if looked.compared is not None:
            told = compared(told, looked)
        as_it_was = {"told": found.told} if found.told else {"told__isnull": True}
        Import.objects.filter(pk=pk, **as_it_was).update(told=told.as_data())
    except Exception as problem:  # noqa: BLE001 - one bad file never stops the others
        stop(found, problem)


def import_some(run: Run, until: float, *, at: datetime) -> int:
    """Import what is wanted; return how many files became schemes."""
    pks = run.files.waiting().exclude(wanted_by=None).order_by("pk").values_list("pk", flat=True)
    return sum(import_one(run, pk, at=at) for pk in in_time(list(pks), until))


def import_one(run: Run, pk: int, *, at: datetime) -> bool:
    """Import one file as it is settled, and return whether it is; why not stands beside it."""
    rows = Import.objects.select_related("uploaded_by", "wanted_by", "skill", "competition")
    found = rows.filter(pk=pk, scheme=None).exclude(wanted_by=None).first()
    if found is None or found.wanted_by is None:
        return False
    try:
        bring_in(found, run, at=at)
    except Exception as problem:  # noqa: BLE001 - one bad file never stops the others
        stop(found, problem)
        return False
    return True


@transaction.atomic
def bring_in(found: Import, run: Run, *, at: datetime) -> None:
    """Import one file in one transaction. Raises DomainError."""
    if found.wanted_by is None:
        return
    looked = preview_of(found, run, found.wanted_by)
    if looked.settled is None or looked.lost:
        raise Invalid(_("What was chosen for it does not hold any more. Open it and look at its marked fields."))
    apply_upload(found=found, choice=replace(looked.settled, rows=looked.decided), by=found.wanted_by, at=at)
    Import.objects.filter(pk=found.pk).update(wanted_by=None, why="")
    compare_again(Import.objects.filter(run=run, skill=found.skill, wanted_by=None))


def stop(found: Import, problem: Exception) -> None:
    """Write beside a file what stops it; what is nobody's refusal is the server's fault."""
    if isinstance(problem, DomainError | UnreadableWorkbook | DatabaseError | OSError):
        _end, why = ending_of(problem)
    else:
        log.error("a file of a run failed", exc_info=problem)
        why = _("Something went wrong with it that is not the file’s fault. Tell your administrator.")
    Import.objects.filter(pk=found.pk).update(wanted_by=None, why=why)

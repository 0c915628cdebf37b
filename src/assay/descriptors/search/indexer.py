"""Keep the index up to date: one writer a host follows the events by their position."""

import errno
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import tantivy
from django.db import DatabaseError, InterfaceError, connections
from django.db.models import Max, Q

from assay.descriptors.models import Descriptor
from assay.descriptors.search import store
from assay.descriptors.search.reading import Source, every_row, read
from assay.descriptors.search.schema import RENAMED, SCHEMA, Mark, document, mark_document, register_analysis
from assay.history.models import Event
from assay.web.connections import close_stale

log = logging.getLogger(__name__)
HEAP = 30_000_000
BUILD_HEAP = 300_000_000  # the more, the fewer and the larger the parts that a search has to ask
STEP = 500
EVERY = 0.15  # seconds between two looks at the events
AFTER_TROUBLE = 2.0
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Progress = Callable[[int], None]


def follow_forever(stop: threading.Event) -> None:
    """Follow the events until `stop` is set; where another process of this host does, wait for its end."""
    while not stop.is_set():
        try:
            with store.lock() as mine:
                if mine:
                    follow(stop)
        except store.Unavailable as reason:
            log.info("The search index is made anew: %s.", reason)
            continue
        except (DatabaseError, InterfaceError, OSError, ValueError):
            log.exception("The search index could not be kept up to date; trying again.")
        close_stale()
        stop.wait(AFTER_TROUBLE)
    connections.close_all()


def follow(stop: threading.Event) -> None:
    """Make the index where it is missing or broken, then add what happens."""
    build_if_needed()
    with writing() as writer:
        mark = store.snapshot().mark
        while not stop.is_set() and store.current_folder():
            mark = add_changes(writer, mark)
            close_stale()
            stop.wait(EVERY)


@contextmanager
def writing() -> Iterator[tantivy.IndexWriter]:
    """Yield a writer of the current build; a damaged build counts no more. Raises Unavailable, and OSError where the disk is full."""
    writer = None
    try:
        writer = open_writer()
        yield writer
        writer.wait_merging_threads()
    except BaseException as reason:
        with suppress(BaseException):  # what broke comes first
            if writer is not None:
                writer.wait_merging_threads()
        if not store.is_damage(reason):
            raise
        if is_out_of_space(reason):
            raise OSError(errno.ENOSPC, "no space is left for the search index") from reason
        store.forget_current()
        raise store.Unavailable(f"the index cannot be written: {reason}") from reason


def is_out_of_space(reason: BaseException) -> bool:
    """Return whether the disk is full: the engine says so in words only."""
    return getattr(reason, "errno", None) in NO_SPACE or any(
        f"code: {number}," in str(reason) or f"os error {number})" in str(reason) for number in NO_SPACE
    )


def catch_up() -> bool:
    """Bring the index up to date once, for commands and tests; False where another process does it."""
    with store.lock() as mine:
        if mine:
            build_if_needed()
            try:
                with writing() as writer:
                    add_changes(writer, store.snapshot().mark)
            except store.Unavailable as reason:
                log.info("The search index is made anew: %s.", reason)
                build()
    return mine


def build_if_needed() -> None:
    """Build unless there is a readable index of this version and of this database."""
    try:
        if is_of_this_database(store.snapshot().mark):
            return
    except store.Unavailable as reason:
        log.info("Building the search index: %s.", reason)
    build()


def is_of_this_database(mark: Mark) -> bool:
    """Return whether the marked event is the one that this database has there."""
    return not mark.position or Event.objects.filter(position=mark.position, transaction=mark.transaction).exists()


def open_writer() -> tantivy.IndexWriter:
    """Open the current build for writing; one thread is enough and keeps memory small."""
    return store.open_index(store.current_folder()).writer(HEAP, 1)


def build(progress: Progress | None = None) -> int:
    """Make a new index beside the old one, then let it count; return how many rows it holds. Needs the lock."""
    mark = last_mark()
    folder = store.new_folder()
    try:
        count = fill(folder, mark, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    store.make_current(folder)
    return count


def fill(folder: Path, mark: Mark, progress: Progress | None) -> int:
    """Write every row into a new folder; return how many there are."""
    index = tantivy.Index(SCHEMA, path=str(folder))
    writer = register_analysis(index).writer(BUILD_HEAP, 1)
    count = 0
    for rows in in_steps():
        for row in rows:
            writer.add_document(document(row))
        count += len(rows)
        if progress:
            progress(count)
    writer.add_document(mark_document(mark))
    writer.commit()
    writer.wait_merging_threads()
    return count


def in_steps() -> Iterator[list[Source]]:
    """Yield all rows in lists, each read to its end: an open SELECT would block the writers of SQLite."""
    last = 0
    while rows := read(every_row().filter(pk__gt=last)[:STEP]):
        last = rows[-1].pk
        yield rows


def last_mark() -> Mark:
    """Return the newest event; read before the rows, so that what changes meanwhile is read again."""
    last = Event.objects.order_by("-position").values_list("position", "transaction").first()
    renamed = Event.objects.filter(subject_type__in=RENAMED).aggregate(last=Max("position"))["last"]
    return Mark(last[0], str(last[1]), renamed or 0) if last else Mark()


def add_changes(writer: tantivy.IndexWriter, mark: Mark) -> Mark:
    """Write the rows that changed after the mark, and the new mark, in commits of at most STEP events. Raises Unavailable."""
    while events := events_after(mark):
        renamed = max((event.position for event in events if event.subject_type in RENAMED), default=mark.renamed)
        mark = Mark(events[-1].position, str(events[-1].transaction), renamed)
        upsert(writer, touched_by(events))
        writer.delete_documents_by_term("kind", "mark")
        writer.add_document(mark_document(mark))
        writer.commit()
    return mark


def events_after(mark: Mark) -> list[Event]:
    """Return the next events. Raises Unavailable where the marked one is not there: the database was restored or is another."""
    rows = Event.objects.filter(position__gte=mark.position).order_by("position").defer("state_after", "data")
    events = list(rows[: STEP + 1])
    if not mark.position:
        return events[:STEP]
    if not events or (events[0].position, str(events[0].transaction)) != (mark.position, mark.transaction):
        raise store.Unavailable("it is of another database")
    return events[1:]


def touched_by(events: list[Event]) -> list[UUID]:
    """Return the rows whose documents the events change; a renamed tag, skill or section changes the rows that carry it."""
    kinds = ("descriptor", "tag", "skill", "section")
    named = {kind: {event.subject for event in events if event.subject_type == kind} for kind in kinds}
    found = set(named["descriptor"])
    if named["tag"] or named["skill"] or named["section"]:
        of_section = Q(wsos_section__uid__in=named["section"])
        carrying = Descriptor.objects.filter(Q(tags__uid__in=named["tag"]) | Q(skill__uid__in=named["skill"]) | of_section)
        found |= set(carrying.values_list("uid", flat=True))
    return sorted(found)


def upsert(writer: tantivy.IndexWriter, uids: list[UUID]) -> None:
    """Replace the documents of these rows; rows that are deleted or merged have none."""
    for uid in uids:
        writer.delete_documents_by_term("uid", str(uid))
    for start in range(0, len(uids), STEP):
        for row in read(every_row().filter(uid__in=uids[start : start + STEP])):
            writer.add_document(document(row))

"""Where the index lives: a folder per build, a file that says which counts, and a lock for the one who writes."""

import fcntl
import json
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tantivy
from django.conf import settings

from assay.descriptors.search.names import Names
from assay.descriptors.search.schema import SCHEMA, Mark, fingerprint, register_analysis

CURRENT = "current"
LOCK = "lock"
PANIC = "PanicException"  # what the engine raises where it gives up; its class is not to be had by name
SETTLED = 10.0  # seconds


class Unavailable(Exception):
    """There is no index that can answer now; the message says why, for the log."""


@dataclass(frozen=True)
class Snapshot:
    """The last commit of the index, as one search sees it, and the names that were read for it so far."""

    searcher: tantivy.Searcher
    mark: Mark
    names: Names


@dataclass
class Opened:
    """An index that this process has open, the commit that it saw last, and what this commit holds."""

    folder: Path
    index: tantivy.Index
    commit: int
    found: Snapshot


OPENED: dict[Path, Opened] = {}
GUARD = threading.Lock()


def root() -> Path:
    """Return the folder of this host's index."""
    return Path(settings.INDEX_DIR)


def current_folder() -> Path:
    """Return the folder of the build that counts. Raises Unavailable."""
    try:
        noted = json.loads((root() / CURRENT).read_text(encoding="utf-8"))
        folder, made_with = root() / str(noted["folder"]), noted["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise Unavailable("there is no index yet") from reason
    if made_with != fingerprint():
        raise Unavailable("the index was made for another version")
    return folder


def snapshot() -> Snapshot:
    """Return the last commit. Raises Unavailable where the files are missing or broken."""
    folder = current_folder()
    with trusting():
        return opened(folder).found


@contextmanager
def trusting() -> Iterator[None]:
    """Turn what a damaged index does into Unavailable, and let it be made anew. Raises Unavailable."""
    try:
        yield
    except BaseException as reason:
        if not is_damage(reason):
            raise
        forget_if_settled()
        raise Unavailable(f"the index cannot be read: {reason}") from reason


def is_damage(reason: BaseException) -> bool:
    """Return whether something was raised by the files of the index; the engine's panics are no exceptions of Python's own."""
    return isinstance(reason, OSError | ValueError) or type(reason).__name__ == PANIC


def forget_if_settled() -> None:
    """Let a damaged build count no more; a build that is so new may be that of somebody who healed it meanwhile."""
    with suppress(OSError):
        if time.time() - (root() / CURRENT).stat().st_mtime > SETTLED:
            forget_current()


def opened(folder: Path) -> Opened:
    """Return the open index, at its last commit: opened once a process, reloaded when its list of files changed."""
    commit = (folder / "meta.json").stat().st_mtime_ns
    with GUARD:
        kept = OPENED.get(root())
        if kept is None or kept.folder != folder:
            OPENED.clear()
            index = open_index(folder)
            kept = OPENED[root()] = Opened(folder, index, commit, look_into(index, None))
        elif kept.commit != commit:
            kept.index.reload()
            kept.commit, kept.found = commit, look_into(kept.index, kept.found)
        return kept


def look_into(index: tantivy.Index, before: Snapshot | None) -> Snapshot:
    """Return what an index holds at its last commit; names stay known while nothing is renamed. Raises ValueError where it is broken."""
    searcher = index.searcher()
    mark = read_mark(searcher)
    return Snapshot(searcher, mark, before.names if before and before.mark.renamed == mark.renamed else Names())


def open_index(folder: Path) -> tantivy.Index:
    """Open the files of a build."""
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    index.reload()
    return register_analysis(index)


def read_mark(searcher: tantivy.Searcher) -> Mark:
    """Return how far the events were followed. Raises ValueError where the index does not say."""
    hits = searcher.search(tantivy.Query.term_query(SCHEMA, "kind", "mark"), 1).hits
    if not hits:
        raise ValueError("it has no mark")
    found = searcher.doc(hits[0][1])
    return Mark(int(found.get_first("position") or 0), str(found.get_first("transaction") or ""), int(found.get_first("renamed") or 0))


def new_folder() -> Path:
    """Make an empty folder for a build."""
    folder = root() / f"build-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    return folder


def make_current(folder: Path) -> None:
    """Let a finished build count, and remove the others; who still reads an old one keeps its files open."""
    pointer = root() / f"{CURRENT}.new"
    with pointer.open("w", encoding="utf-8") as file:
        json.dump({"folder": folder.name, "fingerprint": fingerprint()}, file)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(root() / CURRENT)
    for other in root().glob("build-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def forget_current() -> None:
    """Let no build count any more; whoever holds the lock makes a new one."""
    (root() / CURRENT).unlink(missing_ok=True)


@contextmanager
def lock() -> Iterator[bool]:
    """Hold the right to write; yields False at once where another process or thread has it."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(root() / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield locked(handle)
    finally:
        os.close(handle)


def locked(handle: int) -> bool:
    """Take the lock if it is free."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_followed() -> bool:
    """Return whether an indexer is at work on this host."""
    with suppress(OSError):  # a folder that this process may not write to
        if (root() / LOCK).exists():
            with lock() as free:
                return not free
    return False

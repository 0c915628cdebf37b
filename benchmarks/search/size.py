"""How long a rebuild takes, and what the index needs of disk and memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from assay.descriptors.search import store
from benchmarks.search import ours
from benchmarks.search.questions import questions

MB = 1_000_000
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Built:
    """One rebuild."""

    seconds: float
    peak_mb: float
    disk_mb: float


def rebuild() -> Built:
    """Rebuild with the command, as people do."""
    begun = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "assay", "index", "rebuild"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError("`assay index rebuild` failed.")
    return Built(time.monotonic() - begun, used.ru_maxrss * 1024 / MB, disk())


def disk() -> float:
    """Return the megabytes of the index's files."""
    return sum(file.stat().st_size for file in store.root().rglob("*") if file.is_file()) / MB


def memory_of_searching() -> dict[str, float]:
    """Return by how many megabytes this process grew through opening the index and asking everything: its own, and mapped files."""
    admin = ours.person("admin")
    before = memory()
    for asked in questions().values():
        for typed in asked:
            ours.ask(typed, admin, {})
    return {name: value - before[name] for name, value in memory().items()}


def memory() -> dict[str, float]:
    """Return what this process holds now."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("Rss"))
    return {name: int(lines[field].split()[0]) * 1024 / MB for name, field in (("own", "RssAnon"), ("files", "RssFile"))}

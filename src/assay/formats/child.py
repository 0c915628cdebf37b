"""Reads a workbook from outside in a process of its own that has little memory, little time and no network.

`python -m assay.formats.child` is that process: one line of JSON and the file on its input, one JSON answer on its output.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from assay.formats import as_json, cage
from assay.formats.guard import check_size
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

WALL_SECONDS = 15.0
_OUT_OF_MEMORY = b"memory"
_SOURCE = str(Path(__file__).resolve().parents[2])


def read_in_child(data: bytes, *, name: str, wall_seconds: float = WALL_SECONDS) -> Workbook:
    """Read a workbook as `from_cis.read` does, whatever the file does to its reader; raise UnreadableWorkbook."""
    check_size(data)
    question = json.dumps({"name": name}).encode() + b"\n" + data
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "assay.formats.child"],
            input=question,
            capture_output=True,
            timeout=wall_seconds,
            check=False,
            cwd="/",
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbook("took-too-long") from None
    return _understood(done)


def _environment() -> dict[str, str]:
    """Return what the child may know: where the package is, and nothing of the settings."""
    return {
        "PYTHONPATH": os.pathsep.join([_SOURCE, *(path for path in sys.path if path)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def _understood(done: "subprocess.CompletedProcess[bytes]") -> Workbook:
    if done.returncode != 0:
        raise _crash(done)
    try:
        answer = json.loads(done.stdout)
        return _workbook_or_refusal(answer)
    except (ValueError, KeyError, TypeError):
        raise UnreadableWorkbook("reader-stopped") from None


def _crash(done: "subprocess.CompletedProcess[bytes]") -> UnreadableWorkbook:
    """Return the refusal for a child that died: of memory, of the time limit, or of something unknown."""
    if _OUT_OF_MEMORY in done.stderr.lower():
        return UnreadableWorkbook("too-much-memory")
    killed_by_clock = done.returncode in {-9, -24}  # SIGKILL, SIGXCPU
    return UnreadableWorkbook("took-too-long" if killed_by_clock else "reader-stopped")


def _workbook_or_refusal(answer: dict[str, Any]) -> Workbook:
    if "refused" not in answer:
        return as_json.load(answer["workbook"])
    refused = answer["refused"]
    looked_for, found = tuple(refused["looked_for"]), tuple(refused["found"])
    raise UnreadableWorkbook(refused["rule"], refused["params"], sheet=refused["sheet"], looked_for=looked_for, found=found)


def answer_to(question: bytes) -> bytes:
    """Return the child's answer: the scheme, or why there is none."""
    from assay.formats import from_cis  # noqa: PLC0415 - only the child loads the reader, and only behind its limits

    head, _, data = question.partition(b"\n")
    try:
        answer = {"workbook": as_json.dump(from_cis.read(data, name=json.loads(head)["name"]))}
    except UnreadableWorkbook as refusal:
        answer = {"refused": _refusal(refusal)}
    return json.dumps(answer).encode()


def _refusal(refusal: UnreadableWorkbook) -> dict[str, Any]:
    return {name: getattr(refusal, name) for name in ("rule", "params", "sheet", "looked_for", "found")}


def main() -> int:
    """Be the child."""
    cage.limit()
    import assay.formats.from_cis  # noqa: F401, PLC0415 - loaded before files and system calls are closed

    cage.close()
    try:
        answer = answer_to(sys.stdin.buffer.read())
    except MemoryError:
        sys.stderr.write("memory")
        return 1
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads files from outside in a process of its own that has little memory, little time and no network.

`python -m assay.formats.child` is that process. On its input come, for each file, one line of JSON and the file; on its output
goes, for each, the length of an answer and the answer in JSON.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from assay.formats import as_json, cage, raw
from assay.formats.guard import check_size
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

WALL_SECONDS = 15.0
FILES_OF_A_CHILD = 100
LARGEST_ANSWER = 64 * 1024 * 1024
_LENGTH = 8
_OUT_OF_MEMORY = b"memory"
_SOURCE = str(Path(__file__).resolve().parents[2])
Outcome = Workbook | UnreadableWorkbook


def read_in_child(data: bytes, *, name: str, wall_seconds: float = WALL_SECONDS) -> Workbook:
    """Read a file as `reading.read` does, whatever it does to its reader; raise UnreadableWorkbook."""
    with closing(Child(files=1, wall_seconds=wall_seconds)) as child:
        found = child.read(data, name=name)
    if isinstance(found, UnreadableWorkbook):
        raise found
    return found


class Child:
    """The reading process: started when the first file comes, and anew after one that it did not survive."""

    def __init__(self, *, files: int, wall_seconds: float) -> None:
        self.files, self.wall_seconds = files, wall_seconds
        self.process: subprocess.Popen[bytes] | None = None
        self._left = 0

    def read(self, data: bytes, *, name: str) -> Outcome:
        """Return the scheme of a file, or why there is none."""
        try:
            check_size(data)
        except UnreadableWorkbook as refusal:
            return refusal
        process = self._started()
        clock = _Clock(process, self.wall_seconds)
        with clock:
            answer = _ask(process, data, name)
        if answer is None or clock.ran_out:
            return self._buried(process, clock)
        return understood(answer)

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _started(self) -> "subprocess.Popen[bytes]":
        """Return the process, a new one where there is none or the old one has read its share."""
        if not self._left:
            self.close()
        if self.process is None:
            self.process, self._left = _start(self.files), self.files
        self._left -= 1
        return self.process

    def _buried(self, process: "subprocess.Popen[bytes]", clock: "_Clock") -> UnreadableWorkbook:
        """Return why the process gave no answer, and let the next file have another one."""
        self.process = None
        code = process.poll() if clock.ran_out else _waited_for(process)
        process.kill()
        _, said = process.communicate()
        return UnreadableWorkbook("took-too-long") if clock.ran_out else crash(code, said)


class _Clock:
    """Kills the process when the time is over, however it is stuck."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self.process, self.ran_out = process, False
        self.timer = threading.Timer(seconds, self._stop)

    def __enter__(self) -> None:
        self.timer.start()

    def __exit__(self, *_error: object) -> None:
        self.timer.cancel()

    def _stop(self) -> None:
        self.ran_out = True
        self.process.kill()


def _start(files: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-P", "-m", "assay.formats.child", str(files)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Return what the child may know: where the package is, and nothing of the settings."""
    return {
        "PYTHONPATH": os.pathsep.join([_SOURCE, *(path for path in sys.path if path)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def _waited_for(process: "subprocess.Popen[bytes]") -> int | None:
    """Return how a process ended that says no more; None where it only fell silent."""
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


def _ask(process: "subprocess.Popen[bytes]", data: bytes, name: str) -> bytes | None:
    """Return the answer of the process, None where it gives none."""
    if process.stdin is None or process.stdout is None:
        return None
    head = json.dumps({"name": name, "size": len(data)}).encode() + b"\n"
    try:
        process.stdin.write(head)
        process.stdin.write(data)
        process.stdin.flush()
        length = int.from_bytes(process.stdout.read(_LENGTH), "big")
        answer = process.stdout.read(length) if 0 < length <= LARGEST_ANSWER else b""
    except OSError:
        return None
    return answer if answer and len(answer) == length else None


def understood(answer: bytes) -> Outcome:
    """Return what an answer says; an answer that makes no sense is a refusal."""
    try:
        return _workbook_or_refusal(json.loads(answer))
    except (ValueError, KeyError, TypeError, AttributeError):
        return UnreadableWorkbook("reader-stopped")


def crash(code: int | None, said: bytes) -> UnreadableWorkbook:
    """Return the refusal for a child that died: of memory, of the time limit, or of something unknown."""
    if _OUT_OF_MEMORY in said.lower():
        return UnreadableWorkbook("too-much-memory")
    killed_by_clock = code in {-9, -24}  # SIGKILL, SIGXCPU
    return UnreadableWorkbook("took-too-long" if killed_by_clock else "reader-stopped")


def _workbook_or_refusal(answer: dict[str, Any]) -> Outcome:
    if "refused" not in answer:
        return as_json.load(answer["workbook"])
    refused = answer["refused"]
    lists = {name: tuple(refused[name]) for name in ("looked_for", "found")}
    return UnreadableWorkbook(refused["rule"], refused["params"], sheet=refused["sheet"], sheets=raw.load(refused["sheets"]), **lists)


def answer_to(data: bytes, *, name: str) -> bytes:
    """Return the child's answer: the scheme, or why there is none."""
    from assay.formats import reading  # noqa: PLC0415 - only the child loads the readers, and only behind its limits

    try:
        answer = {"workbook": as_json.dump(reading.read(data, name=name))}
    except UnreadableWorkbook as refusal:
        answer = {"refused": _refusal(refusal)}
    return json.dumps(answer).encode()


def _refusal(refusal: UnreadableWorkbook) -> dict[str, Any]:
    return {name: getattr(refusal, name) for name in ("rule", "params", "sheet", "looked_for", "found")} | {
        "sheets": raw.dump(refusal.sheets)
    }


def main(files: int) -> int:
    """Be the child."""
    cage.limit(files)
    import assay.formats.reading  # noqa: F401, PLC0415 - loaded before files and system calls are closed

    cage.close()
    try:
        _answer_all(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.stderr.write("memory")
        return 1
    return 0


def _answer_all(questions: IO[bytes], answers: IO[bytes]) -> None:
    while head := questions.readline():
        asked = json.loads(head)
        cage.next_file()
        answer = answer_to(questions.read(asked["size"]), name=asked["name"])
        answers.write(len(answer).to_bytes(_LENGTH, "big") + answer)
        answers.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

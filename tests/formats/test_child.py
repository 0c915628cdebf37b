"""One limited process reads many files: in order, each within its own limits, whatever one of them does to it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from assay.formats import cage, child, from_cis
from assay.formats.child import Child
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

from .hostile import bomb, far_corners, honest
from .sheets import JUDGEMENT, SUB, sheet, workbook

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc exists on Linux only")


def told(found: Workbook | UnreadableWorkbook) -> str:
    return found.rule if isinstance(found, UnreadableWorkbook) else found.file


@pytest.fixture
def many() -> Iterator[Child]:
    one = Child(files=3, wall_seconds=20)
    yield one
    one.close()


def test_many_files_are_read_and_a_bad_one_stops_none(many: Child) -> None:
    files = [("1.xlsx", honest()), ("2", b""), ("3", bomb()), ("4", b"%PDF"), ("5", far_corners()), ("6.xlsx", honest())]

    found = [many.read(data, name=name) for name, data in files]

    assert [told(one) for one in found] == ["1.xlsx", "empty", "unpacks-too-large", "not-a-workbook", "too-many-cells", "6.xlsx"]
    assert found[0] == from_cis.read(honest(), name="1.xlsx")


def test_one_process_reads_its_share_and_then_another_one_goes_on(many: Child) -> None:
    pids = []
    for _ in range(4):
        many.read(honest(), name="x")
        assert many.process
        pids.append(many.process.pid)

    assert [one == other for one, other in pairwise(pids)] == [True, True, False]


def test_a_process_that_is_killed_while_it_reads_is_replaced(many: Child) -> None:
    many.read(honest(), name="1")
    assert many.process
    os.kill(many.process.pid, signal.SIGSEGV)
    many.process.wait()

    assert [told(many.read(honest(), name=name)) for name in ("2", "3")] == ["reader-stopped", "3"]


def test_a_process_that_hangs_is_killed_and_the_next_file_read(many: Child) -> None:
    many.read(honest(), name="1")
    assert many.process
    os.kill(many.process.pid, signal.SIGSTOP)
    many.wall_seconds = 0.3

    stuck = many.read(honest() + b"x" * 200_000, name="2")
    many.wall_seconds = 20

    assert [told(stuck), told(many.read(honest(), name="3"))] == ["took-too-long", "3"]


def test_nothing_is_left_running() -> None:
    one = Child(files=2, wall_seconds=20)
    one.read(honest(), name="x")
    process = one.process
    assert process

    one.close()

    assert process.poll() is not None


@ON_LINUX
@pytest.mark.parametrize("files", [1, child.FILES_OF_A_CHILD])
def test_the_process_that_reads_is_really_limited(files: int) -> None:
    """The teeth: whoever takes `cage.limit()` or `next_file` out of the child fails here."""
    one = Child(files=files, wall_seconds=20)
    one.read(honest(), name="x")
    assert one.process
    folder = Path("/proc") / str(one.process.pid)
    limits = (folder / "limits").read_text()
    environment = (folder / "environ").read_bytes()
    one.close()

    def limit(name: str) -> tuple[str, str]:
        found = re.search(rf"^{name}\s+(\S+)\s+(\S+)", limits, re.MULTILINE)
        assert found
        return found[1], found[2]

    memory = str(cage.MEMORY)
    assert limit("Max address space") == (memory, memory)
    assert limit("Max file size") == ("0", "0")
    assert limit("Max open files") == (str(cage.OPEN_FILES), str(cage.OPEN_FILES))
    soft, hard = map(int, limit("Max cpu time"))
    assert (soft <= cage.CPU_SECONDS * min(files, 3), hard) == (True, cage.CPU_SECONDS * files)
    assert b"DATABASE_URL" not in environment


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("bytearray(600 * 1024 * 1024)", b"memory"),
        ("open('/tmp/never-written', 'w')", b"PermissionError"),
        ("__import__('socket').socket()", b"PermissionError"),
    ],
)
def test_the_process_that_reads_cannot_do_what_a_file_might_make_it_do(deed: str, said: bytes) -> None:
    """The teeth again, where the kernel takes no filter: the deed is done in the place of the reader, behind `main()` itself."""
    script = (
        f"import socket, sys\nfrom assay.formats import child, reading\nreading.read = lambda *_, **__: {deed}\nsys.exit(child.main(1))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    question = b'{"name": "x", "size": 1}\nx'
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=question, capture_output=True, check=False, timeout=60, env=environment)  # noqa: S603 - our own words

    assert done.returncode == 1
    assert said in done.stderr


def test_each_file_has_its_own_seconds() -> None:
    one = Child(files=5, wall_seconds=20)
    rules = {told(one.read(sheet(SUB, JUDGEMENT), name=str(n))) for n in range(4)}
    one.close()

    assert rules == {"0", "1", "2", "3"}


def test_rows_of_an_unknown_layout_cross_the_pipe_with_the_refusal(many: Child) -> None:
    data = workbook({"Kriterien": {2: {"A": "Nr.", "C": "Punkte"}, 4: {"A": 1, "C": "=x"}}, "Leer": {}})

    found = many.read(data, name="x")

    assert isinstance(found, UnreadableWorkbook)
    assert [(one.name, [(row.number, row.cells) for row in one.rows]) for one in found.sheets] == [
        ("Kriterien", [(2, ("Nr.", "", "Punkte")), (4, ("1.0", "", "=x"))])
    ]

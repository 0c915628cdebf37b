"""No file from outside may do more than be refused."""

import json
import os
import re
import resource
import subprocess
import sys
import textwrap
from collections import Counter

import pytest

from assay.formats import as_json, cage, child, from_cis, guard, raw
from assay.formats.child import read_in_child
from assay.formats.scheme import Workbook
from assay.formats.sentences import REFUSALS
from assay.formats.unreadable import UnreadableWorkbook

from .hostile import CRAFTED, WORKSHEET, far_corners, honest, mutants, parts, with_part
from .sheets import JUDGEMENT, LADDER, SUB, read, workbook

SEED = 20_26
MUTANTS = 500


def outcome(data: bytes) -> Workbook | UnreadableWorkbook:
    try:
        return read_in_child(data, name="x.xlsx")
    except UnreadableWorkbook as refusal:
        return refusal


def seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def python(script: str) -> "subprocess.CompletedProcess[bytes]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, env=environment)  # noqa: S603 - the tests' own words


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted_file_is_read_or_refused(name: str) -> None:
    make, rule = CRAFTED[name]
    data = make()

    before = seconds_of_children()
    found = outcome(data)

    # What the machine has beside it is not the file's doing: seconds of the processor count.
    assert seconds_of_children() - before < cage.CPU_SECONDS + 2
    if rule:
        assert isinstance(found, UnreadableWorkbook)
        assert found.rule == rule
        assert "{" not in found.message


def test_mutants_never_escape() -> None:
    """All in one limited child, because starting 500 would take a minute; a dead child fails the test."""
    script = textwrap.dedent(f"""
        import sys, json, re
        from collections import Counter
        from assay.formats import cage
        from tests.formats.hostile import mutants
        files = list(mutants({SEED}, {MUTANTS}))
        import assay.formats.reading
        cage.CPU_SECONDS = 60; cage.limit(); cage.close()
        from assay.formats.child import answer_to
        answers = [json.loads(answer_to(data, name="x")) for data in files]
        found = Counter(a["refused"]["rule"] if "refused" in a else "read" for a in answers)
        # Not ru_maxrss, which begins at the size of the process that started this one.
        found["peak"] = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
        print(json.dumps(found))
    """)
    done = python(script)

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = Counter(json.loads(done.stdout))
    assert found.pop("peak") < 256
    assert sum(found.values()) == MUTANTS
    assert set(found) <= {"read", *REFUSALS}
    assert found["read"] > 10
    assert found["part-xml"] > 10
    assert found["json-damaged"] > 10


def test_mutants_are_the_same_for_the_same_seed() -> None:
    assert list(mutants(1, 6)) == list(mutants(1, 6))


def test_child_reads_what_the_reader_reads() -> None:
    assert read_in_child(honest(), name="x.xlsx") == from_cis.read(honest(), name="x.xlsx")


def test_scheme_survives_json_exactly() -> None:
    book = read(SUB, JUDGEMENT | {"K": 0.25, "P": "?"}, *LADDER)

    assert as_json.load(json.loads(json.dumps(as_json.dump(book)))) == book


def test_slow_child_is_stopped() -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_in_child(honest(), name="x.xlsx", wall_seconds=0.001)

    assert refusal.value.rule == "took-too-long"


def caged(code: str) -> "subprocess.CompletedProcess[bytes]":
    """Run code behind the limits."""
    script = f"import os, socket, subprocess, _socket\nfrom assay.formats import cage\ncage.limit()\nheld = cage.close()\n{code}"
    return python(script)


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "open('/tmp/never-written', 'w')",
        "os.remove('/tmp/never-there')",
    ],
)
def test_child_has_no_network_no_processes_and_writes_nothing(code: str) -> None:
    done = caged(code)

    assert done.returncode == 1
    assert b"PermissionError" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter exists on Linux only")
def test_kernel_refuses_the_network_to_native_code() -> None:
    script = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nfrom assay.formats import cage\nheld = cage._filter_system_calls()\n"
        "print(held, libc.socket(2, 1, 0), ctypes.get_errno())"
    )
    done = python(script)

    held, socket, error = done.stdout.split()
    if held == b"False":
        pytest.skip("this kernel takes no filter")
    assert (socket, error) == (b"-1", b"1")


def test_child_runs_out_of_memory_before_the_machine_does() -> None:
    done = caged("bytearray(600 * 1024 * 1024)")

    assert b"MemoryError" in done.stderr
    assert child.crash(done.returncode, done.stderr).rule == "too-much-memory"


def test_child_runs_out_of_time() -> None:
    script = "import resource\nfrom assay.formats import cage\ncage.CPU_SECONDS = 1\ncage.limit()\nwhile True: pass"
    done = python(script)

    assert child.crash(done.returncode, done.stderr).rule == "took-too-long"


@pytest.mark.parametrize("answer", [b"no json", b"{}", b"[]", b'{"workbook": {}}', b'{"refused": 1}'])
def test_child_that_makes_no_sense_is_a_refusal(answer: bytes) -> None:
    found = child.understood(answer)

    assert isinstance(found, UnreadableWorkbook)
    assert found.rule == "reader-stopped"


def test_child_imports_no_django() -> None:
    code = "import sys, assay.formats.child, assay.formats.reading; print('django' in sys.modules)"
    done = python(code)

    assert done.stdout.strip() == b"False"


def test_limits_are_what_stops_the_hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The teeth: without the guard's limit the far corners reach the reader."""
    monkeypatch.setattr(guard, "MOST_ROWS", 10**9)
    monkeypatch.setattr(guard, "MOST_COLUMNS", 10**9)
    guard.check(far_corners())

    monkeypatch.undo()
    with pytest.raises(UnreadableWorkbook):
        guard.check(far_corners())


def test_the_child_stops_what_the_guard_would_let_through() -> None:
    """The second wall: with the guard gone, the hostile files die in the child by memory or time, and are refused all the same."""
    script = textwrap.dedent("""
        from assay.formats import cage, child, guard
        guard.check = guard.check_size = lambda data: None
        guard.MOST_ROWS = guard.MOST_COLUMNS = 10**9
        child.check_size = lambda data: None
        import sys
        sys.exit(child.main(1))
    """)
    data = far_corners()
    question = json.dumps({"name": "x", "size": len(data)}).encode() + b"\n" + data
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=question, capture_output=True, check=False, timeout=60, env=environment)  # noqa: S603 - our own words

    assert done.returncode != 0
    assert child.crash(done.returncode, done.stderr).rule in {"too-much-memory", "took-too-long", "reader-stopped"}


def test_rows_of_an_unknown_layout_stay_within_their_bounds() -> None:
    found = outcome(CRAFTED["unknown layout of the largest size"][0]())

    assert isinstance(found, UnreadableWorkbook)
    assert sum(len(text) for one in found.sheets for row in one.rows for text in row.cells) <= raw.MOST_LETTERS


def test_declared_dimension_is_not_believed() -> None:
    xml = parts(honest())[WORKSHEET]
    lying = re.sub(rb'<dimension ref="[^"]+"/>', b'<dimension ref="A1:XFD1048576"/>', xml)
    assert lying != xml

    assert read_in_child(with_part(WORKSHEET, lying), name="x.xlsx") == read_in_child(honest(), name="x.xlsx")


def test_refusal_crosses_the_pipe_whole() -> None:
    with pytest.raises(UnreadableWorkbook) as here:
        from_cis.read(workbook({"Budget": {1: {"A": "Item"}}}), name="x.xlsx")
    with pytest.raises(UnreadableWorkbook) as there:
        read_in_child(workbook({"Budget": {1: {"A": "Item"}}}), name="x.xlsx")

    assert vars(there.value) == vars(here.value)
    assert there.value.sheet == "Budget"

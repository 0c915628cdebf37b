"""An installation of its own: the command `assay` in real processes, on a data folder that nobody else has."""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PATIENCE = 40


class Installation:
    """A data folder, and the commands that are run on it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        known = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_") and name != "DATABASE_URL"}
        self.environment = known | {"ASSAY_DATA_DIR": str(folder), "ASSAY_WORKERS": "1", "PYTHONUNBUFFERED": "1"} | settings

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603  this project's own command
            [sys.executable, "-m", "assay", *arguments],
            env=self.environment | settings,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *arguments: str, **settings: str) -> "Running":
        """Start a command that goes on until it is told to stop."""
        path = self.folder.parent / "said"
        with path.open("w", encoding="utf-8") as said:
            command = [sys.executable, "-m", "assay", *arguments]
            process = subprocess.Popen(command, env=self.environment | settings, stdout=said, stderr=said, text=True)  # noqa: S603
        return Running(process, path)

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """Ask or change its SQLite database behind its back."""
        with closing(sqlite3.connect(self.folder / "assay.sqlite3")) as database, database:
            return database.execute(query).fetchall()

    def dump(self) -> list[str]:
        """Return everything that is in its database, but for the numbers that were given out."""
        with closing(sqlite3.connect(self.folder / "assay.sqlite3")) as database:
            return [line for line in database.iterdump() if "sqlite_sequence" not in line]


class Running:
    """A process that goes on."""

    def __init__(self, process: "subprocess.Popen[str]", said: Path) -> None:
        self.process = process
        self.path = said

    def said(self) -> str:
        """Return what it has said so far."""
        return self.path.read_text(encoding="utf-8")

    def stop(self, number: int) -> int:
        """Send a signal and return how it ends."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def wait_for(happened: Callable[[], object]) -> None:
    """Wait until something happened."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    """Return a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def asked(port: int, path: str, method: str = "GET") -> http.client.HTTPResponse | None:
    """Return the answer of a server, or None where none answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return None
    finally:
        connection.close()
    return answer


def children_of(pid: int) -> dict[int, str]:
    """Return the processes that a process started, with their command lines."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found[int(status.parent.name)] = command
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False

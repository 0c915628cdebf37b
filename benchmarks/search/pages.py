"""The page over HTTP: a real `assay serve` with one process, a signed-in person, connections that stay open."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote_plus

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from assay.accounts.models import User
from assay.accounts.session_store import SessionStore
from benchmarks.search.figures import timed

LIBRARY = "/library/"
EMPTY = "/compare/"  # a page with rail and bell, and a sentence that nothing lies in the tray
CLIENTS = 4
STARTS_WITHIN = 60


class Reader:
    """One signed-in browser with one open connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept": "text/html"}

    def get(self, path: str) -> bytes:
        """Return a page."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}")
        return body


def signed_in(user: User) -> str:
    """Return the key of a new session of this person."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(log: Path) -> Iterator[int]:
    """Run `assay serve` with one process and the worker beside it; yield its port."""
    port = free_port()
    with log.open("w") as said:
        command = [sys.executable, "-m", "assay", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=os.environ | {"ASSAY_WORKERS": "1"}, stdout=said, stderr=said)
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("`assay serve` did not start.")


def address(typed: str) -> str:
    """Return the library's address with what was typed."""
    return f"{LIBRARY}?q={quote_plus(typed)}"


def one_by_one(reader: Reader, paths: Sequence[str], rounds: int) -> list[float]:
    """Return the milliseconds of every page, asked one after the other."""
    for path in paths:
        reader.get(path)
    return [timed(partial(reader.get, path)) for _ in range(rounds) for path in paths]


def at_full_load(port: int, cookie: str, paths: Sequence[str], seconds: float) -> float:
    """Return how many milliseconds a page takes the one process, with more readers than it has threads."""
    until = time.monotonic() + seconds
    counts = [0] * CLIENTS

    def read(which: int) -> None:
        reader = Reader(port, cookie)
        while time.monotonic() < until:
            reader.get(paths[counts[which] % len(paths)])
            counts[which] += 1

    readers = [threading.Thread(target=read, args=(which,)) for which in range(CLIENTS)]
    begun = time.monotonic()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return (time.monotonic() - begun) * 1000 / sum(counts)

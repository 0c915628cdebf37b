"""`assay serve` and `assay worker` as real processes."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from tests.commands.installation import Installation, Running, asked, children_of, free_port, is_alive, wait_for

WITHIN = 10
PATHS = {"/sign-in/": 200, "/": 302, "/no-such-page/": 404, "/static/web/assay.css": 200, "/static/nothing.css": 404}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
Start = Callable[..., Running]


@pytest.fixture
def start(installation: Installation) -> Iterator[Start]:
    """Start a command; nothing of it is left after the test."""
    started: list[Running] = []

    def begin(*arguments: str, **settings: str) -> Running:
        started.append(installation.start(*arguments, **settings))
        return started[-1]

    yield begin
    for one in started:
        left = [one.process.pid, *children_of(one.process.pid)]
        one.stop(signal.SIGKILL)
        wait_for(lambda pids=left: not any(map(is_alive, pids)))


def serving(start: Start, *more: str, **settings: str) -> tuple[Running, int]:
    """Return a server that answers, and its port."""
    port = free_port()
    server = start("serve", "--port", str(port), *more, **settings)
    wait_for(lambda: asked(port, "/sign-in/") or server.process.poll() is not None)
    return server, port


def worker_of(server: Running) -> int:
    """Return the worker beside a server, or 0."""
    return next((pid for pid, command in children_of(server.process.pid).items() if " worker " in command), 0)


def test_serve_answers_with_the_headers_of_every_response(start: Start) -> None:
    server, port = serving(start)

    assert f"Assay is at http://127.0.0.1:{port}" in server.said()
    for path, status in PATHS.items():
        answer = asked(port, path)
        assert answer is not None
        assert answer.status == status
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert ("no-store" in answer.headers.get("Cache-Control", "")) is not path.startswith("/static/")


@pytest.mark.parametrize(("scheme", "said"), [("https", "max-age=31536000"), ("http", None)])
def test_browsers_are_told_to_stay_with_https_where_the_base_address_has_it(start: Start, scheme: str, said: str | None) -> None:
    _server, port = serving(start, ASSAY_BASE_URL=f"{scheme}://127.0.0.1")

    for path in PATHS:
        answer = asked(port, path)
        assert answer is not None
        assert answer.headers["Strict-Transport-Security"] == said, path


def test_serve_and_its_worker_end_within_seconds(start: Start) -> None:
    server, port = serving(start)
    wait_for(lambda: worker_of(server))
    worker = worker_of(server)
    wait_for(lambda: "The worker is ready." in server.said())

    since = time.monotonic()
    code = server.stop(signal.SIGTERM)

    assert code == 0
    assert time.monotonic() - since < WITHIN
    assert not is_alive(worker)
    assert asked(port, "/sign-in/") is None


def test_a_worker_that_dies_is_started_again(start: Start) -> None:
    server, port = serving(start)
    wait_for(lambda: worker_of(server))
    first = worker_of(server)

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: worker_of(server) not in (0, first))

    assert "the worker ended (-9); it starts again" in server.said()
    assert asked(port, "/sign-in/") is not None


def test_a_server_that_was_killed_leaves_nothing(start: Start) -> None:
    server, port = serving(start)
    wait_for(lambda: worker_of(server) and "The worker is ready." in server.said())
    beside = children_of(server.process.pid)

    assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    wait_for(lambda: not any(map(is_alive, beside)))
    assert asked(port, "/sign-in/") is None


def test_serve_without_a_worker_has_none(start: Start) -> None:
    server, _port = serving(start, "--no-worker")
    assert not worker_of(server)


def test_a_page_process_that_dies_is_started_again(start: Start) -> None:
    server, port = serving(start, "--no-worker")
    (first,) = children_of(server.process.pid)

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: set(children_of(server.process.pid)) - {first} and asked(port, "/sign-in/"))


def test_serve_refuses_a_port_that_is_taken(start: Start, installation: Installation) -> None:
    _server, port = serving(start, "--no-worker")
    done = installation.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Nothing can listen at 127.0.0.1:{port} (Address already in use)." in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_refuses_a_database_that_is_not_migrated(tmp_path_factory: pytest.TempPathFactory) -> None:
    done = Installation(tmp_path_factory.mktemp("empty")).run("serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "Migrations that are not applied:" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_refuses_a_database_that_does_not_answer(installation: Installation) -> None:
    done = installation.run("serve", DATABASE_URL=f"postgres://assay@127.0.0.1:{free_port()}/assay")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_worker_stands_alone(start: Start) -> None:
    worker = start("worker")
    wait_for(lambda: "The worker is ready." in worker.said())
    assert worker.stop(signal.SIGTERM) == 0
    assert "The worker has stopped." in worker.said()

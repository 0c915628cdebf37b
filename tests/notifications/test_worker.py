import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from assay.notifications import loop
from assay.notifications.models import Job, JobState
from assay.notifications.notify import send_later
from assay.review.ahead.reminders import JOB as REMINDS
from tests.notifications.server import Answers, Server

pytestmark = pytest.mark.django_db(transaction=True)


class Deadly(Answers):
    """Accept a mail and kill the worker before it hears so."""

    victim: subprocess.Popen[bytes] | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim is not None:
            self.victim.kill()
            self.victim = None
        return answer


@pytest.fixture
def deadly() -> Iterator[tuple[Deadly, int]]:
    answers = Deadly()
    server = Server(answers)
    server.start()
    yield answers, server.port
    server.stop()


def address() -> str:
    """Return the address of the tests' database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings['NAME']}").geturl()


@pytest.fixture
def start(tmp_path: Any, deadly: tuple[Deadly, int]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start `assay worker` on the tests' database."""
    started: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {
        "DATABASE_URL": address(),
        "ASSAY_DATA_DIR": str(tmp_path),
        "ASSAY_MAIL_URL": f"smtp://127.0.0.1:{deadly[1]}",
        "DJANGO_SETTINGS_MODULE": "assay.settings",
    }

    def worker() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-m", "django", "worker"], env=environment))
        return started[-1]

    yield worker
    for process in started:
        process.kill()
        process.wait(10)


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_killed_worker_sends_again_under_the_same_identity(deadly: tuple[Deadly, int], start: Any) -> None:
    answers, _port = deadly
    send_later(to="scm@example.org", subject="Subject", text="Text", html="", at=timezone.now(), key="a")

    answers.victim = killed = start()
    assert killed.wait(30) == -signal.SIGKILL
    assert Job.objects.get().state == JobState.RUNNING
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    start()

    wait_for(lambda: Job.objects.get().state == JobState.DONE)
    first, second = answers.accepted
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_ends_in_peace_when_it_is_told_to(start: Any) -> None:
    send_later(to="scm@example.org", subject="Subject", text="Text", html="", at=timezone.now(), key="a")
    worker = start()
    wait_for(lambda: Job.objects.get().state == JobState.DONE)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0


def test_a_worker_waits_for_a_lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*, now: Any) -> bool:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(loop, "run_next", lost)

    assert loop.one_round() == loop.AFTER_A_FAULT


def test_old_work_is_forgotten_once_an_hour() -> None:
    old = timezone.now() - timedelta(days=31)
    Job.objects.create(kind="noted", key="a", run_after=old, created_at=old, finished_at=old, state=JobState.DONE)

    just_now = timezone.now()
    assert loop.tidy(just_now) == just_now
    assert Job.objects.count() == 1

    assert loop.tidy(just_now - loop.TIDIED_EVERY) > just_now
    assert not Job.objects.filter(kind="noted").exists()


def test_a_worker_that_is_restarted_within_the_hour_does_it_after_each_start() -> None:
    now, asked = timezone.now(), Job.objects.filter(kind=REMINDS)

    just_started = loop.started(now)
    assert loop.tidy(just_started) == just_started
    assert not asked.exists()

    assert loop.tidy(loop.started(now - loop.TIDIED_FIRST)) >= now
    assert asked.exists()

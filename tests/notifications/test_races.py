import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from assay.notifications import jobs
from assay.notifications.models import Job, JobState, Notice
from assay.notifications.notify import notify
from tests.factories import NOW, UserFactory
from tests.notifications.conftest import Noted

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6


def at_once(*racers: Callable[[], Any]) -> list[Any]:
    """Run functions at the same moment, each with its own connection, and return what they return."""
    answers: list[Any] = [None] * len(racers)
    start = threading.Barrier(len(racers))

    def race(place: int, racer: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers[place] = racer()
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=found) for found in enumerate(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def enqueue() -> None:
    with transaction.atomic():
        jobs.enqueue(kind="noted", key="a", payload={}, at=NOW)


def test_one_of_many_workers_claims_a_job(noted: Noted) -> None:
    for _ in range(5):
        enqueue()
        uid = Job.objects.get(state=JobState.WAITING).uid

        claims = at_once(*[lambda uid=uid: jobs.claim(uid, now=NOW)] * RACERS)

        assert sum(claim is not None for claim in claims) == 1
        Job.objects.all().delete()


def test_work_left_by_many_at_once_waits_once(noted: Noted) -> None:
    for _ in range(5):
        at_once(*[enqueue] * RACERS)

        assert Job.objects.get().touched == RACERS - 1
        Job.objects.all().delete()


def test_many_workers_do_every_job_once(noted: Noted) -> None:
    for number in range(20):
        jobs.enqueue(kind="noted", key=str(number), payload={}, at=NOW)

    at_once(*[lambda: jobs.run_due(now=NOW)] * 3)
    jobs.run_due(now=NOW)

    assert sorted(noted.done) == sorted(str(number) for number in range(20))


def test_what_is_committed_while_its_job_is_being_claimed_is_in_the_mail(forbidden: set[str], mailoutbox: list[Any]) -> None:
    """The touch holds the job, so that the worker waits for the transaction that relies on it."""
    user = UserFactory.create()
    touched, claiming = threading.Event(), threading.Event()

    def tell(name: str) -> None:
        notify(users=[user], kind="polished", key=name, data={"name": name}, at=NOW, mail_group="batch")

    def tell_slowly() -> None:
        with transaction.atomic():
            tell("late")
            touched.set()
            claiming.wait(5)
            threading.Event().wait(0.2)

    def work() -> int:
        touched.wait(5)
        claiming.set()
        return jobs.run_due(now=NOW)

    tell("early")
    at_once(tell_slowly, work)

    [message] = mailoutbox
    assert message.body.split("\n")[:2] == ["early", "late"]
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_nothing_is_lost_between_people_who_tell_and_workers_who_send(forbidden: set[str], mailoutbox: list[Any]) -> None:
    user = UserFactory.create()

    def tell(place: int) -> None:
        for number in range(10):
            name = f"{place}-{number}"
            notify(users=[user], kind="polished", key=name, data={"name": name}, at=NOW, mail_group="batch")

    at_once(lambda: tell(1), lambda: tell(2), lambda: jobs.run_due(now=NOW), lambda: jobs.run_due(now=NOW))
    jobs.run_due(now=NOW + timedelta(hours=1))

    sent = [name for message in mailoutbox for name in message.body.split("\n") if "-" in name and "/" not in name]
    assert sorted(sent) == sorted(f"{place}-{number}" for place in (1, 2) for number in range(10))

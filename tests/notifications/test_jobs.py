import uuid
from datetime import timedelta

import pytest

from assay.notifications import jobs
from assay.notifications.models import Job, JobState
from tests.factories import NOW
from tests.notifications.conftest import Noted

pytestmark = pytest.mark.django_db


def enqueue(key: str = "a", run_after: timedelta = timedelta(0)) -> None:
    jobs.enqueue(kind="noted", key=key, payload={}, at=NOW, run_after=NOW + run_after)


def test_work_of_one_key_waits_once_and_counts_who_relies_on_it() -> None:
    enqueue()
    enqueue()
    enqueue("b")

    assert list(Job.objects.order_by("pk").values_list("key", "touched")) == [("a", 1), ("b", 0)]


def test_work_is_done_once_when_its_time_has_come(noted: Noted) -> None:
    enqueue("later", timedelta(minutes=15))
    enqueue("now")

    assert jobs.run_due(now=NOW) == 1
    assert jobs.run_due(now=NOW) == 0
    assert jobs.run_due(now=NOW + timedelta(minutes=15)) == 1
    assert noted.done == ["now", "later"]


def test_work_left_while_the_same_work_is_running_is_done_again(noted: Noted) -> None:
    enqueue()
    job = jobs.claim(Job.objects.get().uid, now=NOW)
    assert job is not None
    enqueue()

    jobs.run(job, now=NOW)
    jobs.run_due(now=NOW)

    assert noted.done == ["a", "a"]


def test_work_that_failed_is_tried_again_and_keeps_its_reason_until_then(noted: Noted) -> None:
    noted.failures = [OSError("no route")]
    enqueue()

    jobs.run_due(now=NOW)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (JobState.WAITING, 1, "OSError: no route")
    assert NOW < job.run_after <= NOW + timedelta(seconds=15)
    assert jobs.run_due(now=NOW) == 0
    assert jobs.run_due(now=NOW + timedelta(seconds=15)) == 1
    assert noted.done == ["a"]


def test_failed_work_does_not_swallow_new_work_of_its_key(noted: Noted) -> None:
    noted.failures = [OSError("no route")]
    enqueue()
    jobs.run_due(now=NOW)
    enqueue()

    jobs.run_due(now=NOW + timedelta(minutes=1))

    assert noted.done == ["a", "a"]


def test_work_refused_for_good_is_a_dead_letter_until_somebody_retries_it(noted: Noted) -> None:
    noted.failures = [jobs.Permanent("550 no such user")]
    enqueue()
    jobs.run_due(now=NOW)

    job = Job.objects.get()
    assert (job.state, job.last_error, job.finished_at) == (JobState.DEAD, "Permanent: 550 no such user", NOW)
    assert jobs.run_due(now=NOW + timedelta(days=1)) == 0

    assert jobs.retry(job.uid, now=NOW)
    jobs.run_due(now=NOW)
    job.refresh_from_db()
    assert (job.state, job.last_error, noted.done) == (JobState.DONE, "", ["a"])
    assert not jobs.retry(job.uid, now=NOW)


def test_work_of_a_lost_worker_is_taken_again_when_its_lease_has_ended(noted: Noted) -> None:
    enqueue()
    jobs.claim(Job.objects.get().uid, now=NOW)

    assert jobs.run_due(now=NOW + jobs.LEASE - timedelta(seconds=1)) == 0
    assert jobs.run_due(now=NOW + jobs.LEASE) == 1
    assert noted.done == ["a"]
    assert Job.objects.get().attempts == 2


def test_a_worker_whose_lease_was_taken_over_writes_nothing(noted: Noted) -> None:
    enqueue()
    slow = jobs.claim(Job.objects.get().uid, now=NOW)
    assert slow is not None
    quick = jobs.claim(slow.uid, now=NOW + jobs.LEASE)
    assert quick is not None
    written: list[str] = []

    with pytest.raises(jobs.LeaseLost):
        jobs.finish(slow, lambda: written.append("slow"), now=NOW)
    jobs.finish(quick, lambda: written.append("quick"), now=NOW)

    assert written == ["quick"]


def test_work_of_an_unknown_kind_is_left_for_a_worker_that_knows_it() -> None:
    enqueue()

    assert jobs.run_due(now=NOW) == 0
    assert Job.objects.get().state == JobState.WAITING


def test_pauses_double_up_to_an_hour_and_are_spread() -> None:
    for attempts, longest in ((1, 15), (2, 30), (5, 240), (9, 3600), (500, 3600)):
        pauses = {jobs.pause(attempts) for _ in range(50)}
        assert len(pauses) > 40
        assert timedelta(seconds=longest / 2) <= min(pauses)
        assert max(pauses) <= timedelta(seconds=longest)


def test_only_old_work_that_is_done_is_forgotten(noted: Noted) -> None:
    enqueue("old")
    jobs.run_due(now=NOW)
    enqueue("waiting")

    assert jobs.forget(before=NOW) == 0
    assert jobs.forget(before=NOW + timedelta(days=1)) == 1
    assert Job.objects.get().key == "waiting"


def test_retrying_what_does_not_exist_says_so() -> None:
    assert not jobs.retry(uuid.uuid4(), now=NOW)

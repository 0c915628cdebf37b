"""Reminders of one's own decisions that are not released: after days of quiet, then every week, once a day, never twice."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.states import Outcome
from assay.notifications import bell
from assay.notifications.jobs import run_due
from assay.notifications.models import Job, Notice, Reach
from assay.notifications.topics import choose
from assay.review import actions
from assay.review.ahead import reminders as due
from assay.review.ahead.unreleased import KIND, plan, reminders
from assay.review.deciding import actions as deciding
from assay.review.deciding.actions import Verdict
from assay.review.models import PendingDecision
from assay.standards.deputies.actions import Absence, name_deputy
from assay.standards.models import Membership, Role
from tests.factories import UserFactory, draft, sa, sent
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 5, 1, 12, tzinfo=UTC)
DECIDED = datetime(2026, 6, 1, 12, tzinfo=UTC)
SUBJECT = "1 decision waits until you release it"


def batch(cast: Cast, *, names: tuple[str, ...] = ("Page layout",)) -> list[Descriptor]:
    rows = [draft(cast.skill, cast.scm, name=name, at=SENT) for name in names]
    sent(*rows, by=cast.scm, at=SENT)
    Notice.objects.exclude(kind=KIND).delete()
    Job.objects.all().delete()
    return rows


def decided(one: Descriptor, *, by: User, at: datetime = DECIDED) -> PendingDecision:
    return deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED, "", None)], by=by, at=at)[0]


def day(after: int, hour: int = 12) -> datetime:
    return datetime(2026, 6, 1, hour, tzinfo=UTC) + timedelta(days=after)


def reminded(at: datetime) -> list[str]:
    """Let the loop run at a moment; return to whom mails went."""
    mail.outbox.clear()
    plan(now=at)
    run_due(now=at)
    return sorted(message.to[0] for message in mail.outbox)


def test_who_decided_and_did_not_release_is_reminded_after_three_days_and_every_week(cast: Cast) -> None:
    [one] = batch(cast)
    decided(one, by=cast.sa)

    told = [after for after in range(32) if reminded(day(after))]

    assert told == [3, 10, 17, 24, 31]


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("", datetime(2026, 6, 4, 5, 59, tzinfo=UTC), False),
        ("", datetime(2026, 6, 4, 6, 0, tzinfo=UTC), True),
        ("Pacific/Auckland", datetime(2026, 6, 4, 17, 59, tzinfo=UTC), False),  # decided there on 2 June
        ("Pacific/Auckland", datetime(2026, 6, 4, 18, 0, tzinfo=UTC), True),  # 6 o'clock on 5 June
        ("America/Los_Angeles", datetime(2026, 6, 4, 12, 59, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2026, 6, 4, 13, 0, tzinfo=UTC), True),
    ],
)
def test_the_days_are_those_of_the_person(cast: Cast, zone: str, at: datetime, *, expected: bool) -> None:
    User.objects.filter(pk=cast.sa.pk).update(time_zone=zone)
    [one] = batch(cast)
    decided(one, by=cast.sa)

    assert bool(reminded(at)) is expected


def test_nothing_is_said_twice_and_a_worker_that_was_off_says_the_latest(cast: Cast) -> None:
    [one] = batch(cast)
    decided(one, by=cast.sa)

    assert [len(reminded(day(3, hour))) for hour in (7, 8, 23)] == [1, 0, 0]
    assert [after for after in (4, 9, 18, 19, 23, 24) if reminded(day(after))] == [18, 24]
    assert Notice.objects.filter(kind=KIND).count() == 3


def test_whoever_still_decides_is_left_in_peace(cast: Cast) -> None:
    first, second = batch(cast, names=("First", "Second"))
    decided(first, by=cast.sa)
    decided(second, by=cast.sa, at=day(2))

    assert [after for after in range(13) if reminded(day(after))] == [5, 12]


def test_one_mail_says_what_waits_in_all_batches_and_leads_to_the_release(cast: Cast) -> None:
    first, second = batch(cast, names=("First", "Second"))
    [third] = batch(cast, names=("Third",))
    for one in (first, second, third):
        decided(one, by=cast.sa)

    assert reminded(day(3)) == [cast.sa.email]
    [message] = mail.outbox
    assert message.subject == "3 decisions wait until you release them"
    body = str(message.body)
    assert "17-01, 17 Web Technologies: 2 decisions, the last of 1 June" in body
    assert "17-02, 17 Web Technologies: 1 decision, of 1 June" in body
    assert page("release", first.batch.uid) in body
    assert "First" not in body
    assert reminded(day(4)) == []


def test_a_second_batch_waits_for_the_next_morning_where_todays_mail_went(cast: Cast) -> None:
    [first] = batch(cast)
    decided(first, by=cast.sa)
    assert reminded(day(3, 7))
    [second] = batch(cast, names=("Second",))
    decided(second, by=cast.sa, at=day(0, 13))

    assert [hour for hour in (8, 12, 23) if reminded(day(3, hour))] == []
    assert reminded(day(4)) == [cast.sa.email]


def test_each_is_reminded_of_their_own_decisions_alone(cast: Cast) -> None:
    second_sa = sa(cast.skill)
    first, second, _third = batch(cast, names=("First", "Second", "Third"))
    decided(first, by=cast.sa)
    decided(second, by=second_sa, at=day(1))

    assert [(after, reminded(day(after))) for after in range(3, 5)] == [(3, [cast.sa.email]), (4, [second_sa.email])]
    assert mail.outbox[0].subject == SUBJECT


@pytest.mark.parametrize("when", [2, 3])
def test_what_is_released_or_taken_back_is_not_spoken_of(cast: Cast, when: int) -> None:
    first, second = batch(cast, names=("First", "Second"))
    one, other = decided(first, by=cast.sa), decided(second, by=cast.sa)
    if when == 3:
        plan(now=day(3))
        run_due(now=day(3), limit=1)
    deciding.release(uid=uuid.uuid4(), batch=first.batch, decisions=[one.uid], by=cast.sa, at=day(2))
    deciding.undo(decision=other, by=cast.sa, at=day(2))
    mail.outbox.clear()

    run_due(now=day(3))

    assert cast.sa.email not in [message.to[0] for message in mail.outbox]
    assert reminded(day(3)) == []
    for told in bell.told(cast.sa, list(Notice.objects.filter(kind=KIND))):
        assert told.sentence == "None of your decisions on batch 17-01 of 17 Web Technologies waits for release any more"
        assert told.link == page("batch", first.batch.uid)


def test_a_withdrawn_row_waits_for_nothing(cast: Cast) -> None:
    [one] = batch(cast)
    decided(one, by=cast.sa)
    actions.withdraw(descriptor=one, seen=one.change, by=cast.scm, at=day(1))
    Job.objects.all().delete()

    assert reminded(day(3)) == []


def test_who_lost_the_right_to_release_is_not_reminded(cast: Cast) -> None:
    [one] = batch(cast)
    decided(one, by=cast.sa)
    Membership.objects.filter(user=cast.sa, role=Role.SA).delete()
    assert reminded(day(3)) == []


def test_a_deputy_is_reminded_as_long_as_the_right_is_lent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    deputy = UserFactory.create()
    away = Absence(cast.sa, deputy, [cast.skill], day(0).date(), day(5).date())
    monkeypatch.setattr("django.utils.timezone.now", lambda: day(0))
    name_deputy(uid=uuid.uuid4(), absence=away, by=cast.sa, at=day(0, 1))
    [one] = batch(cast)
    decided(one, by=deputy)

    monkeypatch.setattr("django.utils.timezone.now", lambda: day(3))
    assert reminded(day(3)) == [deputy.email]
    monkeypatch.setattr("django.utils.timezone.now", lambda: day(10))
    assert reminded(day(10)) == []


@pytest.mark.parametrize(
    ("reach", "notices", "subject"),
    [(Reach.AT_ONCE, 1, SUBJECT), (Reach.DAILY, 1, "Today: 1 notice"), (Reach.APP, 1, ""), (Reach.OFF, 0, "")],
)
def test_the_matrix_decides_how_it_is_told(cast: Cast, as_user: SignIn, reach: Reach, notices: int, subject: str) -> None:
    choose(person=cast.sa, chosen={"due": reach})
    [one] = batch(cast)
    decided(one, by=cast.sa)

    reminded(day(3))
    run_due(now=day(4))

    assert Notice.objects.filter(kind=KIND).count() == notices
    assert [message.subject for message in mail.outbox] == [subject] * bool(subject)
    shown = as_user(cast.sa).get(page("notices")).content.decode()
    assert ("1 decision of yours on batch 17-01 of 17 Web Technologies waits until you release it" in shown) is bool(notices)


def test_due_dates_are_reminded_of_beside_it(cast: Cast) -> None:
    [one] = batch(cast)
    decided(one, by=cast.sa)
    Batch.objects.update(due_on=day(3).date())
    due.plan(now=day(3))

    assert reminded(day(3)) == [cast.sa.email] * 2
    assert [reminded(day(3, 13)), due.plan(now=day(3, 13))] == [[], 1]


def test_reminders_cost_no_query_per_batch(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found: list[Any] = reminders(day(3))
        return len(queries) + 100 * (not found)

    [one] = batch(cast)
    decided(one, by=cast.sa)
    few = asked()
    for _n in range(2):
        [more] = batch(cast)
        decided(more, by=cast.sa)
    assert asked() == few

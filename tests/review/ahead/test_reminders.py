"""Reminders of due dates: before, on and after the day, one mail a day, none twice and none for what is decided."""

from datetime import UTC, date, datetime, timedelta
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
from assay.notifications.models import Job, Notice
from assay.review import actions
from assay.review.ahead.reminders import KIND, plan, reminders
from assay.review.deciding import actions as deciding
from assay.review.deciding.actions import Verdict
from assay.standards.models import EscalateTo, Membership, Role
from tests.factories import draft, sa, sent
from tests.review.cast import Cast

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SENT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def batch(cast: Cast, *, due: date = DUE, at: datetime = SENT, name: str = "Page layout") -> Batch:
    found = sent(draft(cast.skill, cast.scm, name=name, at=at), by=cast.scm, at=at)
    Batch.objects.filter(pk=found.pk).update(due_on=due)
    Notice.objects.exclude(kind=KIND).delete()
    Job.objects.all().delete()
    return found


def day(after: int, hour: int = 12) -> datetime:
    return datetime(2026, 6, 1, hour, tzinfo=UTC) + timedelta(days=after)


def reminded(at: datetime) -> list[str]:
    """Let the loop run at a moment; return to whom mails went."""
    mail.outbox.clear()
    plan(now=at)
    run_due(now=at)
    return sorted(message.to[0] for message in mail.outbox if "What waits for a decision" in message.body)


def test_reminders_come_before_on_and_after_the_day(cast: Cast) -> None:
    batch(cast)

    told = [after for after in range(-12, 32) if reminded(day(after))]

    assert told == [-7, -2, 0, 2, 9, 16, 23, 30]


def test_a_worker_that_was_off_sends_only_the_latest(cast: Cast) -> None:
    batch(cast)

    told = [after for after in (-20, 5, 6, 7, 8, 9) if reminded(day(after))]

    assert told == [5, 9]
    assert Notice.objects.count() == 2


def test_nothing_is_said_twice_however_often_the_loop_looks(cast: Cast) -> None:
    batch(cast)
    assert [len(reminded(day(0, hour))) for hour in (7, 8, 9, 23)] == [1, 0, 0, 0]


def test_one_mail_a_day_holds_all_batches(cast: Cast) -> None:
    batch(cast)
    batch(cast, due=DUE - timedelta(days=2), name="API tokens")
    batch(cast, due=DUE + timedelta(days=8), name="Colours")

    assert reminded(NOON) == [cast.sa.email]
    [message] = mail.outbox
    assert message.subject == "1 batch is late"
    body = str(message.body)
    assert body.index("17-02, 17 Web Technologies: 1 undecided, due 30 May · 2 days late") < body.index("due 1 June · today")
    assert "17-03" not in body
    batch(cast, name="Later the same day")
    assert reminded(day(0, 20)) == []
    assert reminded(day(1)) == [cast.sa.email]


def test_what_was_sent_after_a_day_of_reminding_is_not_reminded_of_it(cast: Cast) -> None:
    batch(cast, at=day(-5))
    assert [after for after in range(-5, 1) if reminded(day(after))] == [-2, 0]


def test_what_is_decided_is_not_spoken_of(cast: Cast) -> None:
    found = batch(cast)
    one = found.descriptors.get()
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=SENT)

    assert reminded(NOON) == []


def test_what_is_decided_before_the_mail_leaves_is_not_mailed(cast: Cast) -> None:
    found = batch(cast)
    plan(now=NOON)
    run_due(now=NOON, limit=1)
    one = found.descriptors.get()
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOON)
    run_due(now=NOON)

    assert [message.to for message in mail.outbox if cast.sa.email in message.to] == []
    [notice] = Notice.objects.filter(kind=KIND)
    assert [told.sentence for told in bell.told(cast.sa, [notice])] == ["Batch 17-01 of 17 Web Technologies is decided"]


def decided(one: Descriptor, *, by: User) -> None:
    deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED)], by=by, at=SENT)


def test_what_one_has_decided_is_to_be_released_and_no_more_undecided(cast: Cast) -> None:
    second = sa(cast.skill)
    rows = [draft(cast.skill, cast.scm, name=name, at=SENT) for name in ("First", "Second", "Third")]
    found = sent(*rows, by=cast.scm, at=SENT)
    Batch.objects.filter(pk=found.pk).update(due_on=DUE)
    decided(rows[0], by=cast.sa)
    decided(rows[1], by=second)

    reminded(NOON)

    bodies = {message.to[0]: str(message.body) for message in mail.outbox if "What waits for a decision" in message.body}
    words = "17 Web Technologies: 1 undecided, 1 for you to release, 1 decided and not released, due 1 June · today"
    assert [words in bodies[person.email] for person in (cast.sa, second)] == [True, True]
    sentences = {one.user: bell.told(one.user, [one])[0].sentence for one in Notice.objects.filter(kind=KIND)}
    assert "has 2 undecided descriptors" in sentences[cast.sa]


def test_what_another_has_decided_alone_is_theirs_to_be_reminded_of(cast: Cast) -> None:
    second = sa(cast.skill)
    found = batch(cast)
    decided(found.descriptors.get(), by=second)

    assert reminded(NOON) == [second.email]
    [notice] = Notice.objects.filter(kind=KIND)
    assert bell.told(second, [notice])[0].sentence.startswith("Batch 17-01 of 17 Web Technologies has 1 decision for you to release: due")


def test_what_was_decided_by_somebody_who_can_release_it_no_more_is_undecided(cast: Cast) -> None:
    second = sa(cast.skill)
    found = batch(cast)
    decided(found.descriptors.get(), by=second)
    Membership.objects.filter(user=second).delete()

    assert reminded(NOON) == [cast.sa.email]
    assert "17 Web Technologies: 1 undecided, due 1 June" in str(mail.outbox[0].body)


def test_who_oversees_reads_nothing_of_what_is_not_released(cast: Cast) -> None:
    found = batch(cast)
    decided(found.descriptors.get(), by=cast.sa)
    cast.skill.escalate_after, cast.skill.escalate_to = 2, EscalateTo.SECRETARIAT
    cast.skill.save()

    reminded(day(2))

    [message] = [one for one in mail.outbox if cast.secretariat.email in one.to]
    assert "17 Web Technologies: 1 undecided, due" in str(message.body)
    [notice] = Notice.objects.filter(user=cast.secretariat)
    assert "1 descriptor is undecided" in bell.told(cast.secretariat, [notice])[0].sentence


def test_nobody_is_reminded_of_their_own_work(cast: Cast) -> None:
    second = sa(cast.skill)
    Membership.objects.create(skill=cast.skill, user=cast.scm, role=Role.SA)
    batch(cast)

    assert reminded(NOON) == sorted([cast.sa.email, second.email])


def test_who_lost_the_role_before_the_mail_is_not_mailed(cast: Cast) -> None:
    batch(cast)
    plan(now=NOON)
    run_due(now=NOON, limit=1)
    Membership.objects.filter(user=cast.sa).delete()
    run_due(now=NOON)

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Pacific/Auckland", datetime(2026, 5, 31, 17, 59, tzinfo=UTC), False),
        ("Pacific/Auckland", datetime(2026, 5, 31, 18, 0, tzinfo=UTC), True),  # 6 o'clock on 1 June
        ("America/Los_Angeles", datetime(2026, 6, 1, 12, 59, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2026, 6, 1, 13, 0, tzinfo=UTC), True),
        ("", datetime(2026, 6, 1, 6, 0, tzinfo=UTC), True),
    ],
)
def test_the_zone_of_the_person_decides_the_day(cast: Cast, zone: str, at: datetime, expected: bool) -> None:
    User.objects.filter(pk=cast.sa.pk).update(time_zone=zone)
    batch(cast)
    assert reminded(day(-2, 20)) == [cast.sa.email]

    assert bool(reminded(at)) is expected


def test_reminders_cost_no_query_per_batch(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reminders(NOON)
        return len(queries)

    batch(cast)
    few = asked()
    for _n in range(2):
        batch(cast)
    assert asked() == few


def test_a_batch_that_is_due_later_now_is_spoken_of_on_its_new_days(cast: Cast) -> None:
    found: Any = batch(cast)
    assert reminded(NOON)
    Batch.objects.filter(pk=found.pk).update(due_on=DUE + timedelta(days=10))
    assert [after for after in range(1, 14) if reminded(day(after))] == [3, 8, 10, 12]

"""What looks ahead, with two people at the same moment."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assay.descriptors.models import Batch
from assay.errors import Stale
from assay.history.models import Event
from assay.notifications.models import Notice
from assay.review import actions
from assay.review.ahead.actions import set_due
from assay.review.ahead.choosing import Choice
from assay.review.ahead.reminders import KIND, reminders, tell
from assay.review.invariants import due_dates_are_their_milestones
from assay.standards.competitions.actions import Before, Days, save_competition
from assay.standards.deputies.actions import Absence, name_deputy
from assay.standards.models import Deputy, Milestone
from tests.factories import NOW, draft, sent
from tests.review.ahead.test_freeze import competing
from tests.review.cast import Cast
from tests.standards.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_the_same_deputy_named_twice_at_once_is_one(cast: Cast) -> None:
    uid, today = uuid.uuid4(), timezone.localdate()
    absence = Absence(cast.sa, cast.stranger, [cast.skill], today, today)

    ends = at_once(*[lambda: name_deputy(uid=uid, absence=absence, by=cast.sa, at=timezone.now())] * 2)

    assert [len(end) for end in ends if isinstance(end, list)] == [1, 1]
    assert Deputy.objects.count() == Event.objects.filter(verb="deputy_named").count() == 1


def test_of_two_due_dates_at_once_one_is_told(cast: Cast) -> None:
    batch = sent(draft(cast.skill, cast.scm), by=cast.scm)

    def choose(day: str) -> Batch:
        return set_due(batch=Batch.objects.get(pk=batch.pk), seen="", choice=Choice(day=day), by=cast.sa, at=NOW)

    ends = at_once(lambda: choose("2026-04-01"), lambda: choose("2026-04-02"))

    assert sorted(type(end).__name__ for end in ends) == ["Batch", Stale.__name__]
    assert Event.objects.filter(verb="due_changed").count() == 1


def test_c1_that_moves_while_a_batch_is_sent_leaves_no_day_behind(cast: Cast) -> None:
    competition = competing(cast.skill)
    Milestone.objects.create(competition=competition, name="Package", amount=4, unit="months")
    for n in range(6):
        one = draft(cast.skill, cast.scm, name=f"Aspect {n}")
        sending = actions.Sending(uuid.uuid4(), cast.skill, [actions.Row(one, one.change)])
        first = date(2026, 9, 23) + timedelta(days=n)
        days = Days(competition.code, competition.name, first, first, "UTC")
        moved = [Before("Package", 4, "months")]

        at_once(
            lambda sending=sending: actions.submit_batches(sendings=[sending], by=cast.scm, at=NOW),  # type: ignore[misc]  # bound now
            lambda days=days, moved=moved: save_competition(  # type: ignore[misc]  # bound now
                uid=competition.uid, days=days, milestones=moved, by=cast.admin, at=NOW
            ),
        )

        assert list(due_dates_are_their_milestones()) == []
    assert Batch.objects.count() == 6


def test_two_workers_that_look_at_once_remind_once(cast: Cast) -> None:
    now = timezone.now().replace(hour=12)
    batch = sent(draft(cast.skill, cast.scm), by=cast.scm, at=now - timedelta(days=9))
    Batch.objects.filter(pk=batch.pk).update(due_on=now.date())
    found = reminders(now)

    at_once(lambda: tell(found, at=now), lambda: tell(found, at=now))

    assert Notice.objects.filter(kind=KIND).count() == 1

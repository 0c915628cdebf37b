"""From the freeze of a competition on, sending needs a reason."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.descriptors.models import Batch, Submission
from assay.errors import Invalid
from assay.review import actions
from assay.review.freeze import frozen
from assay.standards.competitions.actions import Before, days_of, save_competition
from assay.standards.models import Competition, Milestone, Skill
from assay.standards.roles import forget_roles
from tests.factories import NOW, CompetitionFactory, SkillFactory, StandardFactory, admin, draft, sent
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db
REASON = "The Experts asked for it."


def competing(skill: Skill, **fields: Any) -> Competition:
    """Return the competition of a skill's latest standard."""
    competition = CompetitionFactory.create(**fields)
    StandardFactory.create(skill=skill, competition=competition)
    return competition


def frozen_competition(skill: Skill) -> Competition:
    """Return a competition that is frozen now."""
    today = timezone.localdate()
    return competing(skill, first_day=today + timedelta(days=30), last_day=today + timedelta(days=33), freeze_on=today - timedelta(days=1))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 7, 27, 14, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 27, 15, 0, tzinfo=UTC), True),  # midnight of 28 July where it is held
        (datetime(2026, 9, 27, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 27, 15, 0, tzinfo=UTC), False),  # the day after the last one
    ],
)
def test_a_freeze_holds_from_its_day_to_the_last_day_where_it_is_held(at: datetime, expected: bool) -> None:
    skill = SkillFactory.create()
    competition = competing(skill, time_zone="Asia/Tokyo")
    Milestone.objects.create(competition=competition, name="Draft in CIS", amount=8, unit="weeks", freezes=True)

    found = frozen(skill, at)

    assert (found is not None) is expected
    assert found is None or (found.on, found.words) == (date(2026, 7, 28), "C-8 weeks · 28 July")


def test_only_the_latest_competition_freezes_and_none_without_a_day() -> None:
    skill = SkillFactory.create()
    frozen_competition(skill)
    assert frozen(skill, timezone.now())

    competing(skill, first_day=date(2199, 1, 1), last_day=date(2199, 1, 2))

    assert frozen(skill, timezone.now()) is None


def test_a_marked_milestone_moves_with_c1_and_a_day_stays() -> None:
    skill, boss = SkillFactory.create(), admin()
    competition = competing(skill)
    later = {**vars(days_of(competition)), "first_day": date(2026, 9, 29), "last_day": date(2026, 9, 30)}
    at = datetime(2026, 8, 10, tzinfo=UTC)

    def save(*milestones: Before, **days: Any) -> None:
        save_competition(uid=competition.uid, days=type(days_of(competition))(**(later | days)), milestones=milestones, by=boss, at=NOW)

    save(Before("Package complete", 8, "weeks", freezes=True))
    assert (found := frozen(skill, at))
    assert found.on == date(2026, 8, 4)
    save(Before("Package complete", 8, "weeks"), freeze_on=date(2026, 8, 1))
    assert (found := frozen(skill, at))
    assert found.on == date(2026, 8, 1)
    with pytest.raises(Invalid):
        save(Before("Package complete", 8, "weeks", freezes=True), freeze_on=date(2026, 8, 1))
    with pytest.raises(Invalid):
        save(Before("A", 8, "weeks", freezes=True), Before("B", 7, "weeks", freezes=True))


def test_sending_needs_a_reason_which_is_kept(cast: Cast) -> None:
    frozen_competition(cast.skill)
    one = draft(cast.skill, cast.scm)
    with pytest.raises(Invalid) as refused:
        sent(one, by=cast.scm, at=timezone.now())
    assert list(refused.value.fields) == ["late-17"]
    assert not Batch.objects.exists()

    sending = actions.Sending(uuid.uuid4(), cast.skill, [actions.Row(one, one.change)], late_reason=f"  {REASON} ")
    actions.submit_batches(sendings=[sending], by=cast.scm, at=timezone.now())

    assert Submission.objects.get().late_reason == REASON


def test_without_a_freeze_no_reason_is_asked_or_kept(cast: Cast) -> None:
    one = draft(cast.skill, cast.scm)
    sending = actions.Sending(uuid.uuid4(), cast.skill, [actions.Row(one, one.change)], late_reason=REASON)

    actions.submit_batches(sendings=[sending], by=cast.scm, at=NOW)

    assert Submission.objects.get().late_reason == ""


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(cast: Cast, as_user: SignIn) -> None:
    frozen_competition(cast.skill)
    one, client = draft(cast.skill, cast.scm), as_user(cast.scm)
    assert "Why it comes so late" in client.get(page("send") + f"?d={one.uid}").content.decode()
    form = {"d": one.uid, "shown": one.uid, f"change-{one.uid}": one.change, "note-17": "Please", "late-17": "no"}

    answer = client.post(page("send"), form)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "say in at least 5 characters" in text
    assert ">no</textarea>" in text
    assert client.post(page("send"), form | {"late-17": REASON}).status_code == 302
    assert Submission.objects.get().late_reason == REASON


def test_freezes_cost_no_query_per_skill(
    cast: Cast, as_user: SignIn, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    competition = frozen_competition(cast.skill)
    rows = [draft(cast.skill, cast.scm)]
    client = as_user(cast.scm)

    def asked() -> int:
        with queries_of() as queries:
            client.get(page("send") + "?" + "&".join(f"d={one.uid}" for one in rows))
        return len([one for one in queries.captured_queries if any(table in one["sql"] for table in ("competition", "milestone"))])

    asked()
    few = asked()
    for _n in range(2):
        skill = SkillFactory.create()
        StandardFactory.create(skill=skill, competition=competition)
        cast.scm.memberships.create(skill=skill, role="SCM")
        forget_roles(cast.scm)
        rows.append(draft(skill, cast.scm))
    assert asked() == few

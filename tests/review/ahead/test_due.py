"""Until when a batch should be decided."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.descriptors.due import Due, words
from assay.descriptors.models import Batch
from assay.errors import Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.home.waiting import open_batches
from assay.review import actions
from assay.review.ahead.actions import set_due
from assay.review.ahead.choosing import Choice
from assay.review.invariants import due_dates_are_their_milestones
from assay.review.waiting import piles_for
from assay.standards.competitions.actions import Before, Days, save_competition
from assay.standards.models import Competition, Milestone
from tests.factories import NOW, StandardFactory, admin, draft, sa, sent
from tests.review.ahead.test_freeze import competing
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
MILESTONES = (Before("Package complete", 4, "months"), Before("Draft in CIS", 8, "weeks"), Before("Guide complete", 2, "months"))


@pytest.fixture
def competition(cast: Cast) -> Competition:
    """Return the competition of skill 17, with C1 on 22 September 2026."""
    found = competing(cast.skill)
    Milestone.objects.bulk_create(Milestone(competition=found, name=one.name, amount=one.amount, unit=one.unit) for one in MILESTONES)
    return found


def batch(cast: Cast, picked: str = "", day: str = "", *, at: datetime = NOW) -> Batch:
    one = draft(cast.skill, cast.scm, name=f"Aspect {uuid.uuid4()}", at=at)
    sending = actions.Sending(uuid.uuid4(), cast.skill, [actions.Row(one, one.change)], due=Choice(picked, day))
    return actions.submit_batches(sendings=[sending], by=cast.scm, at=at)[0]


def saved(competition: Competition, *milestones: Before, first_day: date = date(2026, 9, 22)) -> None:
    days = Days(competition.code, competition.name, first_day, first_day + timedelta(days=5), "UTC")
    save_competition(uid=competition.uid, days=days, milestones=milestones, by=admin(), at=NOW)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, ""),
        (Due(date(2026, 3, 7), "Draft in CIS", 9, "weeks"), "due C-9 weeks · 7 March · 12 days"),
        (Due(date(2026, 2, 23)), "due 23 February · today"),
        (Due(date(2026, 2, 22)), "due 22 February · 1 day late"),
        (Due(date(2026, 2, 20)), "due 20 February · 3 days late"),
        (Due(date(2027, 1, 2)), "due 2 January 2027 · 313 days"),
    ],
)
def test_a_due_date_says_offset_day_and_distance(due: Due | None, expected: str) -> None:
    assert words(due, date(2026, 2, 23)) == expected


def test_a_batch_is_due_at_the_next_milestone(cast: Cast, competition: Competition) -> None:
    assert batch(cast).due == Due(date(2026, 5, 22), "Package complete", 4, "months")
    assert batch(cast, at=datetime(2026, 7, 23, tzinfo=UTC)).due == Due(date(2026, 7, 28), "Draft in CIS", 8, "weeks")
    assert batch(cast, at=datetime(2026, 7, 29, tzinfo=UTC)).due is None


def test_without_a_competition_a_batch_has_no_due_date(cast: Cast) -> None:
    assert batch(cast).due is None


def test_the_sender_chooses_another_milestone_a_day_or_none(cast: Cast, competition: Competition) -> None:
    assert batch(cast, "milestone:Draft in CIS").due == Due(date(2026, 7, 28), "Draft in CIS", 8, "weeks")
    assert batch(cast, "milestone:Draft in CIS", "2026-04-01").due == Due(date(2026, 4, 1))
    assert batch(cast, "none").due is None


@pytest.mark.parametrize(
    ("picked", "day"), [("milestone:Gone", ""), ("", "2026-03-13"), ("", "soon"), ("", "2026-02-30"), ("", "9999-01-01")]
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(cast: Cast, competition: Competition, picked: str, day: str) -> None:
    with pytest.raises(Invalid) as refused:
        batch(cast, picked, day)
    assert list(refused.value.fields) == ["due-17"]
    assert not Batch.objects.exists()


def test_it_moves_along_with_c1_and_with_its_milestone(cast: Cast, competition: Competition) -> None:
    moving, staying = batch(cast), batch(cast, day="2026-04-01")

    saved(competition, *MILESTONES, first_day=date(2026, 9, 29))
    moving.refresh_from_db()
    assert moving.due == Due(date(2026, 5, 29), "Package complete", 4, "months")

    saved(competition, Before("Package complete", 5, "months"), first_day=date(2026, 9, 29))
    moving.refresh_from_db()
    assert moving.due == Due(date(2026, 4, 29), "Package complete", 5, "months")

    saved(competition, Before("The package", 5, "months"), first_day=date(2026, 9, 29))
    moving.refresh_from_db()
    assert moving.due_name == "The package"

    saved(competition, first_day=date(2026, 9, 28))  # the milestone is gone: the offset still counts
    moving.refresh_from_db()
    assert moving.due == Due(date(2026, 4, 28), "The package", 5, "months")
    staying.refresh_from_db()
    assert staying.due == Due(date(2026, 4, 1))
    assert Event.objects.filter(subject=moving.uid, verb="due_moved").count() == 4
    assert "is due 28 April 2026 instead of 29 April 2026" in timeline_of("batch", moving.uid, cast.sa)[-1].sentence


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    moves=st.lists(
        st.tuples(
            st.dates(date(2026, 6, 1), date(2027, 6, 1)),
            st.lists(
                st.builds(Before, st.sampled_from("ABC"), st.integers(0, 120), st.sampled_from(["days", "weeks", "months"])),
                unique_by=lambda one: one.name,
            ),
        ),
        max_size=4,
    )
)
def test_however_the_dates_move_the_day_is_the_offset_before_c1(cast: Cast, competition: Competition, moves: list[Any]) -> None:
    batch(cast)
    for first_day, milestones in moves:
        saved(competition, *milestones, first_day=first_day)
        assert list(due_dates_are_their_milestones()) == []


def test_a_day_that_is_not_its_milestones_is_found(cast: Cast, competition: Competition) -> None:
    found = batch(cast)
    Batch.objects.update(due_on=date(2026, 5, 23))

    assert list(due_dates_are_their_milestones()) == [str(found)]


def test_the_advisor_and_an_administrator_change_it_as_an_event(cast: Cast, competition: Competition) -> None:
    found = batch(cast)
    for by, seen, day in ((cast.sa, "2026-05-22", "2026-05-01"), (cast.admin, "2026-05-01", "2026-05-02")):
        found = set_due(batch=found, seen=seen, choice=Choice(day=day), by=by, at=NOW)
        assert found.due == Due(date.fromisoformat(day))
    set_due(batch=found, seen="2026-05-02", choice=Choice(day="2026-05-02"), by=cast.sa, at=NOW)  # nothing changed: nothing is written

    assert Event.objects.filter(verb="due_changed").count() == 2
    assert "SA of 17 made batch 17-01 due 1 May 2026 instead of 22 May 2026" in [
        one.sentence for one in timeline_of("batch", found.uid, cast.scm)
    ]


def test_nobody_else_changes_it_and_the_slower_one_is_told(cast: Cast, competition: Competition) -> None:
    found = batch(cast)
    for by in (cast.scm, cast.other_sa, cast.secretariat, cast.team):
        with pytest.raises(NotAllowed):
            set_due(batch=found, seen="2026-05-22", choice=Choice(day="2026-05-01"), by=by, at=NOW)
    with pytest.raises(Stale):
        set_due(batch=found, seen="2026-05-21", choice=Choice(day="2026-05-01"), by=cast.sa, at=NOW)


def test_the_page_changes_it_and_keeps_what_cannot_be(cast: Cast, competition: Competition, as_user: SignIn) -> None:
    today = timezone.localdate()
    found, client = batch(cast), as_user(cast.sa)
    url = page("batch_due", found.uid)
    assert "Change the due date" in client.get(page("batch", found.uid)).content.decode()
    assert client.post(url, {"seen": "2026-05-22", "due_day": "2020-01-01"}).status_code == 422
    assert client.post(url, {"seen": "", "due": "none"}).status_code == 409
    assert client.post(url, {"seen": "2026-05-22", "due_day": today.isoformat()}).status_code == 302
    assert " · today" in client.get(page("batch", found.uid)).content.decode()
    assert as_user(cast.scm).get(url).status_code == 403
    assert as_user(cast.other_sa).get(url).status_code == 404


def test_who_is_slower_sees_the_other_day_and_keeps_their_own(cast: Cast, competition: Competition, as_user: SignIn) -> None:
    found = sent(draft(cast.skill, cast.scm), by=cast.scm)
    client, url, today = as_user(cast.sa), page("batch_due", found.uid), timezone.localdate()
    theirs, mine = today + timedelta(days=3), today + timedelta(days=5)
    shown = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', shown)
    assert seen
    set_due(batch=found, seen=seen[1], choice=Choice(day=theirs.isoformat()), by=cast.admin, at=timezone.now())

    answer = client.post(url, {"seen": seen[1], "due": "", "due_day": mine.isoformat()})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody gave this batch another due date meanwhile: due " in said
    assert f'value="{mine.isoformat()}"' in said
    assert f'name="seen" value="{theirs.isoformat()}"' in said
    assert client.post(url, {"seen": theirs.isoformat(), "due": "", "due_day": mine.isoformat()}).status_code == 302
    found.refresh_from_db()
    assert found.due_on == mine


def test_the_page_before_sending_offers_what_lies_ahead(cast: Cast, as_user: SignIn) -> None:
    today = timezone.localdate()
    found = competing(cast.skill, first_day=today + timedelta(days=30), last_day=today + timedelta(days=33))
    for name, amount in (("Over", 31), ("First", 20), ("Second", 10)):
        Milestone.objects.create(competition=found, name=name, amount=amount, unit="days")
    one, client = draft(cast.skill, cast.scm), as_user(cast.scm)
    text = client.get(page("send") + f"?d={one.uid}").content.decode()
    assert 'value="milestone:First" selected' in text
    assert "Second: C-10 days" in text
    assert "milestone:Over" not in text
    form = {"d": one.uid, "shown": one.uid, f"change-{one.uid}": one.change}

    answer = client.post(page("send"), form | {"due-17": "milestone:Second", "due_day-17": "yesterday"})
    assert answer.status_code == 422
    assert 'value="milestone:Second" selected' in answer.content.decode()
    assert client.post(page("send"), form | {"due-17": "milestone:Second"}).status_code == 302
    assert Batch.objects.get().due_name == "Second"


def test_a_batch_and_what_is_decided_in_it_say_the_due_date_once(cast: Cast, as_user: SignIn) -> None:
    today = timezone.localdate()
    found = competing(cast.skill, first_day=today + timedelta(days=30), last_day=today + timedelta(days=33))
    for name, amount in (("First", 20), ("Second", 10)):
        Milestone.objects.create(competition=found, name=name, amount=amount, unit="days")
    sent_one, client = batch(cast, "milestone:First", at=timezone.now()), as_user(cast.sa)
    one = sent_one.submissions.get().descriptor
    said = f"due C-20 days · {(today + timedelta(days=10)):%-d %B}"

    assert client.get(page("review", one.uid)).content.decode().count(said) == 1
    shown = client.get(page("batch", sent_one.uid)).content.decode()
    assert shown.count(said) == 1
    assert "next: " not in shown

    set_due(batch=sent_one, seen=str(sent_one.due_on), choice=Choice("milestone:Second"), by=cast.sa, at=timezone.now())
    assert "next: First" in client.get(page("batch", sent_one.uid)).content.decode()

    one.refresh_from_db()
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())
    assert "due C-" not in client.get(page("review", one.uid)).content.decode()


def test_what_is_due_first_is_listed_first(cast: Cast, competition: Competition) -> None:
    late, none, soon = batch(cast, day="2026-06-01"), batch(cast, "none"), batch(cast, day="2026-04-01")

    [group] = piles_for(cast.sa, advised_only=True)

    assert [pile.batch for pile in group.piles] == [soon, late, none]
    assert open_batches(None) == [soon, late, none]


@pytest.mark.parametrize("where", ["review_queue", "home"])
def test_due_dates_cost_no_query_per_batch(cast: Cast, competition: Competition, as_user: SignIn, queries_of: Queries, where: str) -> None:
    client = as_user(cast.sa)

    def asked() -> tuple[int, str]:
        with queries_of() as queries:
            text = client.get(page(where)).content.decode()
        return len(queries), text

    batch(cast)
    asked()
    few, text = asked()
    assert "due C-4 months · 22 May" in text
    for _n in range(2):
        batch(cast)
    assert asked()[0] == few


def test_where_no_milestone_is_ahead_none_is_due(cast: Cast, competition: Competition, as_user: SignIn) -> None:
    StandardFactory.create(competition=competition)
    sa(cast.skill)
    assert sent(draft(cast.skill, cast.scm), by=cast.scm, at=datetime(2026, 9, 20, tzinfo=UTC)).due is None

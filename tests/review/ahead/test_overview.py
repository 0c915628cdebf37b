"""What the secretariat sees of open batches, and what changed since a milestone."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assay.descriptors.curating.actions import curate
from assay.descriptors.models import Batch, Descriptor, Submission
from assay.descriptors.states import Outcome
from assay.review import actions
from assay.review.ahead.chart import HEIGHT, chart_of
from assay.review.ahead.overview import WEEKS, Overview
from assay.review.deciding.verdicts import Verdict
from assay.standards.models import Competition, Milestone, Skill
from tests.factories import SkillFactory, StandardFactory, draft, sa, scm, sent
from tests.review.ahead.test_freeze import competing
from tests.review.cast import Cast, SignIn, page

Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def decided(skill: Skill, cast: Cast, *, weeks_ago: int = 0) -> Descriptor:
    at = timezone.now() - timedelta(weeks=weeks_ago)
    one = draft(skill, cast.scm)
    sent(one, by=cast.scm, at=at)
    return actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=at)


@pytest.mark.django_db
def test_it_counts_what_waits_what_is_late_and_what_was_decided(cast: Cast) -> None:
    now = timezone.now()
    old = sent(draft(cast.skill, cast.scm), draft(cast.skill, cast.scm), by=cast.scm, at=now - timedelta(days=9))
    Batch.objects.filter(pk=old.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    new = sent(draft(cast.skill, cast.scm), by=cast.scm, at=now)
    for weeks in (0, 0, 1, WEEKS - 1, WEEKS):
        decided(cast.skill, cast, weeks_ago=weeks)

    found = Overview(None, timezone.now())

    [row] = found.rows
    assert (row.skill, row.batches, row.waits, row.late, row.oldest, row.next) == (cast.skill, [old, new], 3, 1, old, old)
    assert "week" in row.age or "days" in row.age
    assert [number for _week, number in found.by_week] == [1, 0, 0, 0, 0, 0, 1, 2]
    assert found.sums == {"batches": 2, "waits": 3, "late": 1, "decided": 4}


@pytest.mark.django_db
def test_a_competition_narrows_it(cast: Cast, as_user: SignIn) -> None:
    first = competing(cast.skill)
    batch = sent(draft(cast.skill, cast.scm), by=cast.scm)
    other = SkillFactory.create()
    writer = scm(other)
    sent(draft(other, writer), by=writer)

    assert Overview(first, timezone.now()).batches == [batch]
    client = as_user(cast.secretariat)
    text = client.get(page("review_overview") + f"?competition={first.code}").content.decode()
    assert str(cast.skill) in text
    assert str(other) not in text
    assert str(other) in client.get(page("review_overview") + "?competition=none\x00").content.decode()


@pytest.mark.django_db
def test_the_page_shows_the_numbers_in_a_table_and_as_bars(cast: Cast, as_user: SignIn) -> None:
    decided(cast.skill, cast)
    text = as_user(cast.admin).get(page("review_overview")).content.decode()
    assert len(re.findall("<rect ", text)) == WEEKS
    assert 'aria-hidden="true"' in text[text.index('<svg class="bars"') :][:120]
    assert "Decided per week" in text
    assert as_user(cast.sa).get(page("review_overview")).status_code == 403


@pytest.mark.django_db
def test_an_empty_overview_says_so(cast: Cast, as_user: SignIn) -> None:
    assert "Nothing waits" in as_user(cast.secretariat).get(page("review_overview")).content.decode()


@pytest.mark.django_db
def test_the_overview_costs_no_query_per_skill(cast: Cast, as_user: SignIn, queries_of: Queries) -> None:
    client = as_user(cast.secretariat)

    def asked() -> int:
        with queries_of() as queries:
            client.get(page("review_overview"))
        return len(queries)

    sent(draft(cast.skill, cast.scm), by=cast.scm)
    decided(cast.skill, cast)
    asked()
    few = asked()
    for _n in range(2):
        skill = SkillFactory.create()
        writer = scm(skill)
        sent(draft(skill, writer), by=writer)
        sent(draft(skill, writer), by=writer)
    assert asked() == few


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 10**6)), max_size=12))
def test_bars_stay_in_the_picture_and_none_is_invisible(values: list[tuple[str, int]]) -> None:
    for bar in chart_of(values).bars:
        assert 0 < bar.above < bar.y
        assert bar.y + bar.height < HEIGHT
        assert (bar.height > 0) == (bar.value > 0)


@pytest.fixture
def running(cast: Cast) -> Competition:
    """Return a competition with milestones 20 and 5 days ago and in 10 days, frozen since the second."""
    today = timezone.localdate()
    found = competing(cast.skill, first_day=today + timedelta(days=30), last_day=today + timedelta(days=33))
    for name, amount, freezes in (("Package", 50, False), ("Draft", 35, True), ("Guide", 20, False)):
        Milestone.objects.create(competition=found, name=name, amount=amount, unit="days", freezes=freezes)
    return found


def approved(cast: Cast, name: str, *, days: int, better: str = "") -> Descriptor:
    at = timezone.now() - timedelta(days=days)
    one = draft(cast.skill, cast.scm, name=name, at=at)
    sending = actions.Sending(uuid.uuid4(), cast.skill, [actions.Row(one, one.change)], late_reason="Asked for late.")
    actions.submit_batches(sendings=[sending], by=cast.scm, at=at)
    one.refresh_from_db()
    edits = replace(one.wording, criterion_name=better) if better else None
    verdict = Verdict(one, one.change, Outcome.APPROVED, edits=edits, late_reason="The Experts agreed late.")
    return actions.at_once(verdict, by=cast.sa, at=at)


@pytest.mark.django_db
def test_what_changed_since_is_told_by_kind_with_reasons_and_comparisons(cast: Cast, running: Competition, as_user: SignIn) -> None:
    approved(cast, "Before everything", days=25)
    approved(cast, "Between", days=10)
    late = approved(cast, "After the freeze", days=2)
    reworded = approved(cast, "Weak wording", days=2, better="Good wording")
    row = Descriptor.objects.get(pk=late.pk)
    curate(descriptor=row, seen=row.change, wording=replace(row.wording, criterion_name="Curated name"), by=cast.admin, at=timezone.now())
    client, url = as_user(cast.sa), page("changed_since", "17", running.code)

    text = client.get(url).content.decode()

    assert "Changed since C-35 days" in text
    assert "Before everything" not in text
    assert "Between" not in text
    assert "Good wording" in text
    for removed, added in (("Weak", "Good"), ("After the freeze", "Curated name")):
        assert re.search(rf"<del>[^/]*/span>{removed}<.*<ins>[^/]*/span>{added}<", text)
    assert page("changes", reworded.uid, 1) in text
    assert page("descriptor", late.uid) + "#revisions" in text
    assert "Asked for late." in text
    assert "The Experts agreed late." in text
    earlier = client.get(url + "?since=Package").content.decode()
    assert "Between" in earlier
    assert "Before everything" not in earlier
    day = timezone.localdate() - timedelta(days=30)
    assert "Before everything" in client.get(url + f"?day={day}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?since=Gone", "?day=never", "?day=2026-02-31", "?day=0001-01-01", "?since=%00&day=%00"])
def test_what_makes_no_sense_is_the_latest_milestone(cast: Cast, running: Competition, as_user: SignIn, query: str) -> None:
    assert "Changed since C-35 days" in as_user(cast.scm).get(page("changed_since", "17", running.code) + query).content.decode()


@pytest.mark.django_db
def test_only_the_people_of_the_skill_and_those_who_oversee_read_it(cast: Cast, running: Competition, as_user: SignIn) -> None:
    url = page("changed_since", "17", running.code)
    answers = {who: as_user(getattr(cast, who)).get(url).status_code for who in ("scm", "sa", "secretariat", "admin", "team", "other_sa")}
    assert answers == {"scm": 200, "sa": 200, "secretariat": 200, "admin": 200, "team": 403, "other_sa": 403}
    assert as_user(cast.scm).get(page("changed_since", "17", "WSC1900")).status_code == 404
    assert url in as_user(cast.scm).get(page("skill", "17")).content.decode()
    assert url not in as_user(cast.other_sa).get(page("skill", "17")).content.decode()


@pytest.mark.django_db
def test_the_list_of_changes_costs_no_query_per_row(cast: Cast, running: Competition, as_user: SignIn, queries_of: Queries) -> None:
    client = as_user(cast.scm)

    def asked() -> int:
        with queries_of() as queries:
            client.get(page("changed_since", "17", running.code))
        return len(queries)

    approved(cast, "The first", days=2, better="The first, said better")
    asked()
    few = asked()
    for name in ("The second", "The third"):
        approved(cast, name, days=1)
    assert asked() == few
    assert Submission.objects.filter(outcome="APPROVED").count() == 3


@pytest.mark.django_db
def test_a_skill_without_milestones_shows_a_month(cast: Cast, as_user: SignIn) -> None:
    standard = StandardFactory.create(skill=cast.skill)
    sa(cast.skill)
    assert "No milestone has passed" in as_user(cast.scm).get(page("changed_since", "17", standard.competition.code)).content.decode()

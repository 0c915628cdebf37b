"""What the first page shows to whom, and that looking at it writes only when somebody looked."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.actions import create
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.home.visits import A_VISIT, note_visit
from assay.review.actions import Row, return_for_changes, submit_batch
from assay.schemes.cycle import Cycle
from assay.standards.models import Milestone, Skill, Standard
from tests.factories import (
    CompetitionFactory,
    SkillFactory,
    StandardSectionFactory,
    UserFactory,
    admin,
    member,
    sa,
    scheme,
    scm,
    secretariat,
)

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
SignIn = Callable[[User], Client]


def written(skill: Skill, by: User, name: str) -> Descriptor:
    section = (
        StandardSectionFactory.create(standard__skill=skill).section
        if not skill.standards.exists()
        else skill.standards.all()[0].sections.all()[0].section
    )
    wording = Wording(name, ("nothing is there", "one is there", "two are there", "three are there"), section.pk)
    return create(uid=uuid.uuid4(), skill=skill, wording=wording, by=by, at=timezone.now())


def sent(rows: list[Descriptor], by: User) -> None:
    chosen = [Row(row, row.change) for row in rows]
    submit_batch(uid=uuid.uuid4(), skill=rows[0].skill, rows=chosen, note="", by=by, at=timezone.now())  # type: ignore[arg-type]
    for row in rows:
        row.refresh_from_db()


def returned(row: Descriptor, by: User) -> None:
    return_for_changes(descriptor=row, seen=row.change, comment="Say what can be seen at 2.", by=by, at=timezone.now())


def test_home_shows_each_role_what_waits(as_user: SignIn) -> None:
    skill = SkillFactory.create()
    writer, advisor = scm(skill), sa(skill)
    back, waiting, draft = (written(skill, writer, name) for name in ("Came back", "Waits for a decision", "Still a draft"))
    sent([back, waiting], writer)
    returned(back, advisor)

    page = as_user(writer).get("/").content.decode()
    assert "Came back" in page
    assert "Say what can be seen at 2." in page
    assert draft.criterion_name in page
    assert f"Batch {skill.code}-01" in page
    page = as_user(advisor).get("/").content.decode()
    assert "Waits for a decision" in page
    assert "Still a draft" not in page
    page = as_user(secretariat()).get("/").content.decode()
    assert f"Batch {skill.code}-01" in page
    assert "Still a draft" not in page


def test_home_of_someone_without_a_role_leads_to_the_library(as_user: SignIn) -> None:
    page = as_user(UserFactory.create()).get("/").content.decode()
    assert "You have no role in a skill yet" in page


def test_home_of_a_skill_team_says_who_writes_and_who_decides(as_user: SignIn) -> None:
    page = as_user(member("SKILL_TEAM", SkillFactory.create())).get("/").content.decode()
    assert "You are in the team of a skill" in page
    assert "You have no role" not in page


def test_the_ways_to_all_of_a_part_open_that_list(as_user: SignIn) -> None:
    skill = SkillFactory.create()
    writer, advisor = scm(skill), sa(skill)
    rows = [written(skill, writer, name) for name in ("Came back", "Waits for a decision", "Still a draft")]
    sent(rows[:2], writer)
    returned(rows[0], advisor)
    client = as_user(writer)
    page = client.get("/").content.decode()
    assert "with the Skill Advisor since today" in page
    for words, row in zip(("All returned", "All that is with the Skill Advisor", "All drafts"), rows, strict=True):
        address = re.search(rf'href="([^"]+)">{words}<', page)
        assert address
        listed = client.get(address[1]).content.decode()
        assert row.criterion_name in listed
        assert not [other for other in rows if other is not row and other.criterion_name in listed]


def test_home_names_skills_without_people_to_administrators(as_user: SignIn) -> None:
    skill = SkillFactory.create()
    scm(skill)
    page = as_user(admin()).get("/").content.decode()
    assert str(skill) in page
    assert "no Skill Advisor" in page
    assert "no Skill Competition Manager" not in page


def test_home_says_the_next_milestone_of_each_skill_once(as_user: SignIn) -> None:
    today = timezone.localdate()
    competition = CompetitionFactory.create(first_day=today + timedelta(weeks=9), last_day=today + timedelta(weeks=9))
    Milestone.objects.create(competition=competition, name="Draft in CIS", amount=8, unit="weeks")
    person = UserFactory.create()
    for _ in range(2):
        skill = SkillFactory.create()
        Standard.objects.create(skill=skill, competition=competition)
        skill.memberships.create(user=person, role="SCM")
    page = as_user(person).get("/").content.decode()
    assert page.count("Draft in CIS") == 1
    assert "C-8 weeks" in page
    assert "7 days" in page


def test_home_leads_to_the_cycles_of_ones_skills(as_user: SignIn) -> None:
    skill, elsewhere = SkillFactory.create(), scm(SkillFactory.create())
    writer = scm(skill)
    earlier = scheme(skill, CompetitionFactory.create())
    assert "keep, change or drop each aspect" in as_user(writer).get("/").content.decode()
    assert "Cycles" not in as_user(elsewhere).get("/").content.decode()

    coming = CompetitionFactory.create(first_day=timezone.localdate(), last_day=timezone.localdate())
    cycle = Cycle.objects.create(skill=skill, competition=coming, scheme=earlier, started_by=writer, started_at=timezone.now())

    for reader in (writer, sa(skill), admin()):
        page = as_user(reader).get("/").content.decode()
        assert f"/cycles/{cycle.uid}/" in page
        assert re.search(r"\b0 of [1-9]\d* decided", page)
        assert "keep, change or drop each aspect" not in page
    assert "Cycles" not in as_user(elsewhere).get("/").content.decode()


@pytest.mark.parametrize("role", [scm, sa])
def test_home_asks_as_often_for_one_row_as_for_three(as_user: SignIn, queries_of: Queries, role: Callable[[Skill], User]) -> None:
    skill = SkillFactory.create()
    writer, advisor, reader = scm(skill), sa(skill), role(skill)
    client = as_user(reader)
    counts = []
    for _ in range(3):
        back, waiting, _draft = (written(skill, writer, f"Aspect {uuid.uuid4()}") for _ in range(3))
        sent([back, waiting], writer)
        returned(back, advisor)
        client.get("/")
        with queries_of() as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_visit_moves_the_mark_once_it_is_over() -> None:
    person, now = UserFactory.create(), timezone.now()
    for moment in (now, now + A_VISIT / 2):
        person.refresh_from_db()
        note_visit(person, now=moment)
    person.refresh_from_db()
    assert (person.looked_at, person.looking_since) == (None, now)
    note_visit(person, now=now + A_VISIT * 2)
    person.refresh_from_db()
    assert (person.looked_at, person.looking_since) == (now, now + A_VISIT * 2)


def test_better_shows_the_weak_and_the_good_one(as_user: SignIn) -> None:
    page = as_user(UserFactory.create()).get("/better/").content.decode()
    assert "Not done properly" in page
    assert page.count('class="ladder') == 2

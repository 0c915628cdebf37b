"""What waits is counted in one query, and not beyond what anybody reads."""

from typing import Any

import pytest

from assay.accounts.models import User
from assay.standards.models import Sector, Skill
from assay.standards.roles import forget_roles, roles_of
from assay.web import counting
from assay.web.counting import Questions, counted, tally
from tests import factories as make
from tests.factories import SectorFactory, UserFactory

pytestmark = pytest.mark.django_db


def several(_user: User) -> Questions:
    return {"people": User.objects.all(), "named": Sector.objects.filter(name="Wood"), "none": Sector.objects.none()}


def nothing(_user: User) -> Questions:
    return {}


def people(_user: User) -> Questions:
    return {"people": User.objects.all()}


def managed(user: User) -> Questions:
    return {"skills": Skill.objects.filter(pk__in=roles_of(user).scm)}


def test_several_kinds_are_counted_in_one_query(queries_of: Any) -> None:
    user = UserFactory.create_batch(3)[0]
    SectorFactory.create(name="Wood")
    SectorFactory.create(name="Stone")

    roles_of(user)  # as every request does
    with queries_of() as asked:
        found = counted(several, user)

    assert found == {"people": 3, "named": 1, "none": 0}
    assert len(asked) == 1
    assert counted(nothing, user) == {}


def test_a_kept_question_sees_new_rows_and_new_rights() -> None:
    skill, other = make.SkillFactory.create(), make.SkillFactory.create()
    user = make.scm(skill)
    assert counted(several, user)["people"] == 1
    UserFactory.create()
    assert counted(several, user)["people"] == 2

    assert counted(managed, user) == {"skills": 1}
    user.memberships.create(skill=other, role="SCM")
    forget_roles(user)
    assert counted(managed, user) == {"skills": 2}
    user.memberships.all().delete()
    forget_roles(user)
    assert counted(managed, user) == {"skills": 0}


def test_counting_ends_where_nobody_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 3)
    user = UserFactory.create_batch(5)[0]

    assert counted(people, user) == {"people": 3}
    assert [tally(number) for number in (0, 2, 3)] == ["", "2", "2+"]

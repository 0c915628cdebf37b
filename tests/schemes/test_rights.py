"""Who may open an imported scheme: the queryset and the rule say the same, and both say what docs/workflow.md says."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import Access, User
from assay.schemes.models import Scheme
from assay.standards.models import Skill, TeamSees
from tests import factories as make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

PEOPLE: dict[str, Callable[[Skill], User]] = {
    "admin": lambda _skill: make.admin(),
    "secretariat": lambda _skill: make.secretariat(),
    "scm": make.scm,
    "sa": make.sa,
    "team": lambda skill: make.member("SKILL_TEAM", skill),
    "other scm": lambda _skill: make.scm(make.SkillFactory.create()),
    "other sa": lambda _skill: make.sa(make.SkillFactory.create()),
    "pending": lambda skill: make.scm(skill, access=Access.PENDING),
    "nobody in particular": lambda _skill: make.UserFactory.create(),
}
OF_THE_LIBRARY = {"admin", "secretariat", "scm", "sa"}
OF_DRAFTS = {"admin", "scm"}


@pytest.fixture
def schemes() -> dict[str, Scheme]:
    skill = make.SkillFactory.create(team_sees=TeamSees.IN_REVIEW)
    of_the_library = make.scheme(skill, make.CompetitionFactory.create())
    return {"library": of_the_library, "drafts": make.scheme(skill, of_the_library.competition, by=make.scm(skill), as_drafts=True)}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("kind", "seen_by"), [("library", OF_THE_LIBRARY), ("drafts", OF_DRAFTS)])
def test_a_scheme_is_there_exactly_for_those_who_see_everything_in_it(
    schemes: dict[str, Scheme], who: str, kind: str, seen_by: set[str]
) -> None:
    scheme = schemes[kind]
    user = PEOPLE[who](scheme.skill)

    listed = Scheme.objects.visible_to(user).filter(pk=scheme.pk).exists()

    assert (listed, user.has_perm("schemes.view", scheme)) == (who in seen_by, who in seen_by)


@pytest.mark.parametrize("who", PEOPLE)
def test_its_page_answers_as_the_rule_says(schemes: dict[str, Scheme], as_user: SignIn, who: str) -> None:
    user = PEOPLE[who](schemes["library"].skill)
    client = as_user(user)

    statuses = [client.get(reverse("scheme", args=[schemes[kind].uid])).status_code for kind in ("library", "drafts")]

    if not user.has_perm("schemes.list"):
        assert statuses == [302 if who == "pending" else 403] * 2
    else:
        assert statuses == [200 if who in OF_THE_LIBRARY else 404, 200 if who in OF_DRAFTS else 404]


def test_whoever_sees_a_scheme_sees_every_descriptor_in_it(schemes: dict[str, Scheme]) -> None:
    for scheme in schemes.values():
        made = [aspect.descriptor for sub in scheme.sub_criteria.all() for aspect in sub.aspects.exclude(descriptor=None)]
        for person in PEOPLE.values():
            user = person(scheme.skill)
            if user.has_perm("schemes.view", scheme):
                assert all(user.has_perm("descriptors.view", descriptor) for descriptor in made)

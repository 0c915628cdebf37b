"""A section by its number, `section:5` or `section:§5`: in the skill that is asked for, else in the reader's own skills."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests import factories as make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def drones(skill: Skill) -> Skill:
    """Two skills whose section 5 is not the same, each with one descriptor there and one elsewhere."""
    other = make.SkillFactory.create(code="D1", name="Drones")
    for one, name, word in ((skill, "Layout", "Grid"), (other, "Flight", "Frame")):
        section, elsewhere = make.WSOSSectionFactory.create(name=name), make.WSOSSectionFactory.create(name=f"{name} plans")
        standard = make.StandardFactory.create(skill=one)
        for number, held in ((5, section), (2, elsewhere)):
            make.StandardSectionFactory.create(standard=standard, section=held, number=number)
            make.imported(one, name=f"{word} {number}", wsos_section=held)
    return other


def names(client: Client, typed: str, **query: str) -> list[str]:
    listing = client.get("/library/", {"q": typed, **query}).context["listing"]
    return sorted(Descriptor.objects.filter(uid__in=listing.page.rows).values_list("criterion_name", flat=True))


@pytest.mark.parametrize("indexed", [True, False])
def test_a_number_is_a_section_of_the_skill_that_is_meant(as_user: SignIn, skill: Skill, drones: Skill, *, indexed: bool) -> None:
    if indexed:
        indexer.catch_up()
    own = as_user(make.scm(skill))

    for typed, found in {
        "section:5": ["Grid 5"],
        "section:§5 ": ["Grid 5"],
        "section:5 section:2": ["Grid 2", "Grid 5"],
        "-section:5 skill:17": ["Grid 2"],
        "section:5 skill:d1": ["Frame 5"],
        "skill:d1 section:2": ["Frame 2"],
    }.items():
        assert names(own, typed) == found, typed
    assert names(own, "section:5", skill="D1") == ["Frame 5"]
    assert names(as_user(make.UserFactory.create()), "skill:17 section:5") == ["Grid 5"]


def test_a_number_that_no_section_has_is_said_with_a_way_out(as_user: SignIn, skill: Skill, drones: Skill) -> None:
    indexer.catch_up()

    stranger = as_user(make.UserFactory.create()).get("/library/", {"q": "section:5"}).content.decode()
    assert "No section of your own skills has the number 5. Name the skill as well: skill:09 section:5" in stranger
    assert "Without section:5</a>: 4" in stranger
    asked = as_user(make.scm(skill)).get("/library/", {"q": "skill:d1 section:9"}).content.decode()
    assert "No section of the skill asked for has the number 9." in asked
    assert "Without section:9</a>: 2" in asked


def test_sections_are_offered_with_their_numbers_and_by_them(as_user: SignIn, skill: Skill, drones: Skill) -> None:
    indexer.catch_up()

    def offered(client: Client, typed: str) -> str:
        return client.get("/library/complete/", {"q": typed}).content.decode()

    own = as_user(make.scm(skill))
    assert "§5 · 1" in offered(own, "section:")
    for typed in ("section:5", "section:§5"):
        assert 'data-text="section:layout "' in offered(own, typed)
        assert "flight" not in offered(own, typed)
    assert 'data-text="skill:d1 section:flight "' in offered(own, "skill:d1 section:5")
    assert "§" not in offered(as_user(make.UserFactory.create()), "section:")


def test_the_number_of_a_section_costs_the_same_for_one_skill_and_for_three(as_user: SignIn, queries_of: Any) -> None:
    costs = []
    for count in (1, 3):
        skills = [make.SkillFactory.create() for _ in range(count)]
        for one in skills:
            section = make.WSOSSectionFactory.create()
            make.StandardSectionFactory.create(standard=make.StandardFactory.create(skill=one), section=section, number=5)
            make.imported(one, wsos_section=section)
        indexer.catch_up()
        reader = make.scm(skills[0])
        for one in skills[1:]:
            make.Membership.objects.create(skill=one, user=reader, role=make.Role.SCM)
        client = as_user(reader)
        client.get("/library/", {"q": "section:5"})
        with queries_of() as asked:
            assert client.get("/library/", {"q": "section:5"}).context["listing"].page.total == count
        costs.append(len(asked))
    assert costs[0] == costs[1]

"""A skill with an author and an advisor."""

import pytest

from assay.accounts.models import User
from assay.standards.models import Skill
from tests.factories import SkillFactory, sa, scm


@pytest.fixture
def skill(db: None) -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def author(skill: Skill) -> User:
    return scm(skill)


@pytest.fixture
def advisor(skill: Skill) -> User:
    return sa(skill, name="The advisor")

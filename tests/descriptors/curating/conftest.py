"""A skill with its people, who curate its library."""

import pytest

from assay.accounts.models import User
from assay.standards.models import Skill
from tests.factories import SkillFactory, admin, sa


@pytest.fixture
def skill(db: None) -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def curator(db: None) -> User:
    return admin(name="The administrator")


@pytest.fixture
def advisor(skill: Skill) -> User:
    return sa(skill, name="The advisor")

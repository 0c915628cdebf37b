"""A skill with an SCM, and four descriptors to collect."""

import pytest

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.standards.models import Skill
from tests.factories import SkillFactory, imported, scm


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create()


@pytest.fixture
def owner(skill: Skill) -> User:
    return scm(skill)


@pytest.fixture
def rows(skill: Skill) -> list[Descriptor]:
    return [imported(skill, name=f"Aspect {n}", levels=("none", "one", "two", "three")) for n in range(4)]

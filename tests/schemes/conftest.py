"""A skill with a standard, its SCM, and a cycle of theirs."""

import pytest

from assay.accounts.models import User
from assay.schemes.cycle import Cycle
from assay.standards.models import Competition, Skill
from tests import factories as make
from tests.schemes.cycling import cycle_of, scheme_of


@pytest.fixture
def skill() -> Skill:
    return make.SkillFactory.create()


@pytest.fixture
def writer(skill: Skill) -> User:
    return make.scm(skill)


@pytest.fixture
def into(skill: Skill) -> Competition:
    return make.StandardFactory.create(skill=skill).competition


@pytest.fixture
def cycle(skill: Skill, writer: User, into: Competition) -> Cycle:
    return cycle_of(scheme_of(skill), into, writer)

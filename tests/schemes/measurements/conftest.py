"""A skill, and somebody who reads."""

from collections.abc import Callable

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.standards.models import Skill
from tests import factories as make


@pytest.fixture
def skill() -> Skill:
    return make.SkillFactory.create(code="18", name="Electrical Installations")


@pytest.fixture
def reader(as_user: Callable[[User], Client]) -> Client:
    return as_user(make.UserFactory.create())

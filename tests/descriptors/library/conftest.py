"""A skill, somebody who only reads, and that reader's browser."""

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.standards.models import Skill
from tests.factories import SkillFactory, UserFactory


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def client(client: Client, reader: User) -> Client:
    client.force_login(reader)
    return client

"""One skill with a standard, the people who import, and the files that they bring."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.standards.models import StandardSection
from tests import factories as make
from tests.formats.sheets import JUDGEMENT, LADDER, MEASURED, SUB, Row, sheet

SECOND: Row = {"D": "J", "E": "Aspect of the second", "I": 2, "K": 1}
ROWS = (SUB, JUDGEMENT, *LADDER, SECOND, {"F": 1, "G": "Only this"}, MEASURED)
"""Two aspects of judgement, the second with one level, and a measured one: its sections are 1 Work organization, 2 Development."""

Answer = Any
Upload = Callable[..., Answer]


@pytest.fixture
def use() -> StandardSection:
    """Return section 1 of skill 09 for WSC2026, with the name that the workbooks give it."""
    skill = make.SkillFactory.create(code="09", name="Software Applications Development")
    competition = make.CompetitionFactory.create(code="WSC2026")
    standard = make.StandardFactory.create(skill=skill, competition=competition)
    return make.StandardSectionFactory.create(standard=standard, number=1, section__name="Work Organization")


@pytest.fixture
def post_file() -> Upload:
    """Return a function that uploads a workbook as its page does."""

    def post(
        client: Client, data: bytes | None = None, *, name: str = "made_WSC2026.xlsx", uid: uuid.UUID | None = None, **headers: Any
    ) -> Answer:
        file = SimpleUploadedFile(name, sheet(*ROWS) if data is None else data)
        return client.post(reverse("imports"), {"uid": str(uid or uuid.uuid4()), "file": file}, **headers)

    return post


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Return a function that gives each person a browser of their own."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of

"""A skill with a standard, its SCM, and the form as a browser would send it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from assay.accounts.models import User
from assay.standards.models import Skill, WSOSSection
from tests.factories import SkillFactory, StandardFactory, StandardSectionFactory, scm


@pytest.fixture
def skill(db: None) -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def section(skill: Skill) -> WSOSSection:
    standard = StandardFactory.create(skill=skill)
    able = "Make a page that people understand\nTest it"
    return StandardSectionFactory.create(
        standard=standard, number=3, weight=25, able=able, know="What people see first", section__name="Design implementation"
    ).section


@pytest.fixture
def author(skill: Skill) -> User:
    return scm(skill)


@pytest.fixture
def form(skill: Skill, section: WSOSSection) -> Callable[..., dict[str, Any]]:
    """Return the fields of a complete form; what is given replaces them."""

    def fields(**other: Any) -> dict[str, Any]:
        made = {
            "uid": str(uuid.uuid4()),
            "skill": skill.code,
            "change": "0",
            "new_section_uid": str(uuid.uuid4()),
            "criterion_name": "Home page design",
            "wsos_section": str(section.uid),
            "new_section": "",
            "score0": "Not styled",
            "score1": "Basic styling",
            "score2": "Attractive in parts",
            "score3": "Polished throughout",
            "code": "",
            "tags": "",
        }
        return made | other

    return fields

"""Two people at once: one wins, and nothing is written twice."""

import uuid
from typing import Any

import pytest

from assay.errors import DomainError
from assay.history.models import Event
from assay.standards.models import Standard, WSOSSection
from assay.standards.sections import create_section, merge_sections
from assay.standards.standard.actions import Use, save_standard
from tests.factories import NOW, CompetitionFactory, SkillFactory, WSOSSectionFactory, admin, sa, scm
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seen", [0, 1])
def test_of_two_who_save_a_standard_one_is_told(seen: int) -> None:
    skill, competition = SkillFactory.create(), CompetitionFactory.create()
    people, uses = (scm(skill), sa(skill)), [Use(1, WSOSSectionFactory.create().pk), Use(1, WSOSSectionFactory.create().pk)]
    where: dict[str, Any] = {"skill": skill, "competition": competition, "complete": False, "at": NOW}
    if seen:
        save_standard(uid=uuid.uuid4(), seen=0, uses=[], by=people[0], **where)

    def save(number: int) -> Standard:
        return save_standard(uid=uuid.uuid4(), seen=seen, uses=[uses[number]], by=people[number], **where)

    ends = at_once(lambda: save(0), lambda: save(1))

    assert sorted(isinstance(end, DomainError) for end in ends) == [False, True]
    standard = Standard.objects.get()
    assert standard.sections.count() == 1
    assert Event.objects.filter(subject=standard.uid).count() == standard.change == seen + 1


def test_of_two_who_add_a_section_of_one_name_one_is_told() -> None:
    by = admin()
    ends = at_once(*(lambda name=name: create_section(uid=uuid.uuid4(), name=name, by=by, at=NOW) for name in ("Ärger", "ärger")))

    assert sorted(isinstance(end, DomainError) for end in ends) == [False, True]
    assert WSOSSection.objects.count() == Event.objects.count() == 1


def test_of_two_who_merge_a_section_into_different_ones_one_is_told() -> None:
    section, one, two = (WSOSSectionFactory.create() for _ in range(3))
    by = admin()

    ends = at_once(*(lambda into=into: merge_sections(section=section, into=into, by=by, at=NOW) for into in (one, two)))

    section.refresh_from_db()
    assert sorted(isinstance(end, DomainError) for end in ends) == [False, True]
    assert section.merged_into in {one, two}
    assert Event.objects.filter(verb="merged").count() == 1

from typing import Any

import pytest
from django.db.models import Sum

from assay.history.models import Event
from assay.standards.models import Competition, Milestone, Sector, Skill, Standard, StandardSection, WSOSSection
from assay.standards.shipped import load_shipped
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.count() for model in (Competition, Milestone, Sector, Skill, Standard, StandardSection, WSOSSection)
    }


def test_the_package_ships_the_64_skills_and_standards_of_wsc2026() -> None:
    load_shipped(at=NOW)

    assert Skill.objects.count() == 64
    assert Sector.objects.count() == 6
    assert Standard.objects.filter(competition__code="WSC2026", is_complete=True).count() == 64
    assert StandardSection.objects.filter(standard__competition__code="WSC2026").count() == 458


def test_every_standard_adds_to_100() -> None:
    load_shipped(at=NOW)

    totals = Standard.objects.annotate(total=Sum("sections__weight")).values_list("total", flat=True)

    assert len(totals) == 70
    assert set(totals) == {100}


def test_standards_share_sections_that_differ_in_capitals_only() -> None:
    load_shipped(at=NOW)

    section = WSOSSection.objects.get(name="Work organization and management")

    assert WSOSSection.objects.count() == 343
    assert section.uses.count() > 20
    assert section.uses.filter(standard__competition__code="WSUK2024").exists()


def test_loading_again_changes_nothing_and_keeps_what_people_changed() -> None:
    load_shipped(at=NOW)
    Skill.objects.filter(code="17").update(name="Web Development", confidential=True)
    before = counts()

    load_shipped(at=NOW)

    assert counts() == before
    assert Skill.objects.get(code="17").name == "Web Development"
    assert Event.objects.filter(verb="loaded").count() == 7


def test_loading_takes_a_constant_number_of_queries(queries_of: Any) -> None:
    with queries_of() as queries:
        load_shipped(at=NOW)

    assert len(queries) < 40


def test_competitions_come_with_days_and_ready_made_milestones() -> None:
    load_shipped(at=NOW)

    shanghai = Competition.objects.get(code="WSC2026")

    assert (str(shanghai.first_day), str(shanghai.last_day), shanghai.time_zone) == ("2026-09-22", "2026-09-27", "Asia/Shanghai")
    assert sorted((str(one.on), one.offset) for one in shanghai.milestones.all()) == [
        ("2026-02-22", "C-7 months"),
        ("2026-05-22", "C-4 months"),
        ("2026-07-22", "C-2 months"),
        ("2026-07-28", "C-8 weeks"),
    ]

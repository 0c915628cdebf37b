from datetime import date

import pytest
from django.utils import translation

from assay.standards.milestones import next_milestone, next_of, ready_made, said, words
from assay.standards.models import Milestone
from tests.factories import CompetitionFactory, SkillFactory, StandardFactory

TODAY = date(2026, 7, 9)


def before_c1(amount: int, unit: str) -> Milestone:
    return Milestone(competition=CompetitionFactory.build(), name="Draft in CIS", amount=amount, unit=unit)


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (8, "weeks", "C-8 weeks · 28 July · 19 days"),
        (2, "months", "C-2 months · 22 July · 13 days"),
        (75, "days", "C-75 days · 9 July · today"),
        (74, "days", "C-74 days · 10 July · 1 day"),
        (7, "months", "C-7 months · 22 February · 137 days ago"),
        (12, "months", "C-12 months · 22 September 2025 · 290 days ago"),
    ],
)
def test_a_milestone_says_offset_day_and_distance(amount: int, unit: str, expected: str) -> None:
    with translation.override("en"):
        assert words(before_c1(amount, unit), TODAY) == expected


def test_the_next_one_is_the_nearest_from_today_on() -> None:
    milestones = ready_made(CompetitionFactory.build())

    assert [next_of(milestones, day) and next_of(milestones, day).name for day in (TODAY, date(2026, 7, 23), date(2026, 8, 1))] == [  # type: ignore[union-attr]  # asked just before
        "Guide complete",
        "Draft in CIS",
        None,
    ]


def test_a_milestone_is_said_by_its_name() -> None:
    assert said(before_c1(8, "weeks"), TODAY).startswith("Draft in CIS: C-8 weeks")
    assert said(None, TODAY) == ""


@pytest.mark.django_db
def test_a_skill_follows_its_latest_competition() -> None:
    skill = SkillFactory.create()
    assert next_milestone(skill, TODAY) is None
    for first_day in (date(2026, 9, 22), date(2024, 9, 10)):
        competition = CompetitionFactory.create(first_day=first_day, last_day=first_day)
        StandardFactory.create(skill=skill, competition=competition)
        Milestone.objects.bulk_create(ready_made(competition))

    found = next_milestone(skill, TODAY)

    assert found is not None
    assert (found.name, found.on) == ("Guide complete", date(2026, 7, 22))

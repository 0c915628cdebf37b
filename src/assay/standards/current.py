"""The standard that counts for a skill now."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from assay.standards.models import Competition, Skill, Standard, StandardSection


def current_standard(skill: Skill) -> Standard | None:
    """Return the standard of the skill's latest competition, or None."""
    return skill.standards.select_related("competition").order_by("-competition__first_day").first()


def current_competition(skill: Skill) -> Competition | None:
    """Return the latest competition for which the skill has a standard, or None."""
    standard = current_standard(skill)
    return standard.competition if standard else None


def section_numbers(skills: Iterable[int]) -> dict[tuple[int, int], int]:
    """Return (skill, section) → number in the current standard of each skill, in one query (primary keys)."""
    rows = StandardSection.objects.filter(standard__skill__in=list(skills)).order_by("standard__competition__first_day")
    latest: dict[int, int] = {}
    found: dict[tuple[int, int, int], int] = {}
    for standard, skill, section, number in rows.values_list("standard_id", "standard__skill_id", "section_id", "number"):
        latest[skill] = standard
        found[standard, skill, section] = number
    return {(skill, section): number for (standard, skill, section), number in found.items() if latest[skill] == standard}


def confidential_until(skill: Skill) -> datetime | None:
    """Return until when what is written now stays hidden: for a confidential skill, its competition's date or C1."""
    competition = current_competition(skill) if skill.confidential else None
    return hidden_until(competition) if competition else None


def hidden_until(competition: Competition) -> datetime:
    """Return the competition's own date, else the first moment of C1 where it is held."""
    start = datetime.combine(competition.first_day, time(), tzinfo=ZoneInfo(competition.time_zone))
    return competition.confidential_until or start.astimezone(UTC)

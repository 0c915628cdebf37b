"""From when on late work for a competition needs a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assay.standards.milestones import day_of
from assay.standards.models import Competition, Milestone, Skill, Standard


@dataclass(frozen=True)
class Freeze:
    """The first day on which a reason is needed, and the milestone that says it, if any."""

    competition: Competition
    on: date
    milestone: Milestone | None = None

    @property
    def words(self) -> str:
        """Return the day as people say it: "C-4 months · 22 May"."""
        day = day_of(self.on, self.competition.first_day)
        return f"{self.milestone.offset} · {day}" if self.milestone else day


def freeze_of(competition: Competition) -> Freeze | None:
    """Return the freeze of a competition, or None; it reads `milestones`, which a list fetches beforehand."""
    marked = next((one for one in competition.milestones.all() if one.freezes), None)
    if marked is not None:
        return Freeze(competition, before(marked, competition), marked)
    return Freeze(competition, competition.freeze_on) if competition.freeze_on else None


def before(milestone: Milestone, competition: Competition) -> date:
    """Return the milestone's day without asking for its competition again."""
    milestone.competition = competition
    return milestone.on


def frozen(skill: Skill, at: datetime) -> Freeze | None:
    """Return the freeze that holds for what a skill sends or decides at a moment, or None."""
    return frozen_of([skill.pk], at).get(skill.pk)


def frozen_of(skills: Iterable[int], at: datetime) -> dict[int, Freeze]:
    """Return the freeze of each skill in which it holds now, in two queries (primary keys).

    It is that of the skill's latest competition, in the days where that is held, and it ends with the competition.
    """
    rows = Standard.objects.filter(skill__in=list(skills)).select_related("competition").prefetch_related("competition__milestones")
    latest = {row.skill_id: row.competition for row in rows.order_by("competition__first_day")}
    found = {skill: freeze_of(competition) for skill, competition in latest.items()}
    return {skill: one for skill, one in found.items() if one is not None and holds(one, at)}


def holds(freeze: Freeze, at: datetime) -> bool:
    """Return whether the freeze holds at a moment."""
    today = at.astimezone(ZoneInfo(freeze.competition.time_zone)).date()
    return freeze.on <= today <= freeze.competition.last_day

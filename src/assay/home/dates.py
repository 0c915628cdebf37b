"""The next milestone of each of a person's skills."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from assay.standards.milestones import next_of, words
from assay.standards.models import Milestone, Skill, Standard
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Ahead:
    """What comes next, in words, and for which skills."""

    skills: list[str]
    what: str
    when: str


def ahead(user: "User", *, today: date) -> list[Ahead]:
    """Return the next milestone of each of the person's skills, nearest first; a constant number of questions."""
    milestones = Prefetch("standards__competition__milestones", Milestone.objects.select_related("competition"))
    standards = Prefetch("standards", Standard.objects.select_related("competition").order_by("-competition__first_day"))
    skills = Skill.objects.filter(pk__in=roles_of(user).all).prefetch_related(standards, milestones)
    found: dict[Milestone, list[str]] = {}
    for skill in skills:
        for latest in skill.standards.all()[:1]:
            milestone = next_of(latest.competition.milestones.all(), today)
            if milestone is not None:
                found.setdefault(milestone, []).append(str(skill))
    nearest = sorted(found, key=lambda milestone: milestone.on)
    return [Ahead(found[milestone], milestone.name, words(milestone, today)) for milestone in nearest]

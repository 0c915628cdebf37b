"""The next milestone of each of a person's skills."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from assay.standards.milestones import next_of, words
from assay.standards.models import Milestone, Skill, Standard
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Ahead:
    """A skill with what comes next, in words."""

    skill: str
    what: str
    when: str


def ahead(user: "User", *, today: date) -> list[Ahead]:
    """Return the next milestone per skill of the person, nearest first; three questions for any number of skills."""
    milestones = Prefetch("standards__competition__milestones", Milestone.objects.select_related("competition"))
    standards = Prefetch("standards", Standard.objects.select_related("competition").order_by("-competition__first_day"))
    skills = Skill.objects.filter(pk__in=roles_of(user).all).prefetch_related(standards, milestones)
    found = [(skill, next_of(first.competition.milestones.all(), today)) for skill in skills for first in skill.standards.all()[:1]]
    dated = sorted(((milestone.on, skill, milestone) for skill, milestone in found if milestone), key=lambda one: (one[0], one[1].code))
    return [Ahead(str(skill), _(milestone.name), words(milestone, today)) for _on, skill, milestone in dated]

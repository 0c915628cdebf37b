"""What a skill's page shows: its people, its standards, and where its descriptors belong."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum

from assay.standards import library
from assay.standards.current import current_standard
from assay.standards.deputies.acting import advising, first_day, last_day
from assay.standards.models import Competition, Deputy, Membership, Role, Skill, Standard, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Belonging:
    """A WSOS section with the skill's number for it, if any, and how many descriptors the reader sees there."""

    section: WSOSSection
    number: int | None
    weight: Any
    descriptors: int


def people_by_role(skill: Skill) -> list[dict[str, Any]]:
    """Return who does what in the skill; a role that nobody has is there too."""
    rows = list(Membership.objects.filter(skill=skill, user__is_active=True).select_related("user").order_by("user__name"))
    return [{"role": role, "label": Role(role).label, "members": [row for row in rows if row.role == role]} for role in Role.values]


def deputies_of(skill: Skill, now: datetime) -> list[dict[str, Any]]:
    """Return who acts for a Skill Advisor of the skill now or later, the first ones first."""
    rows = Deputy.objects.filter(skill=skill, ended_at=None, ends_at__gt=now, person__is_active=True).filter(advising("skill", "absent"))
    found = rows.select_related("absent", "person").order_by("starts_at", "pk")
    return [{"deputy": one, "first": first_day(one), "last": last_day(one), "acts": one.starts_at <= now} for one in found]


def standards_of(skill: Skill) -> list[Standard]:
    """Return the skill's standards, the latest competition first, with number of sections and sum of weights."""
    rows = Standard.objects.filter(skill=skill).select_related("competition").order_by("-competition__first_day")
    return list(rows.annotate(listed=Count("sections"), total=Sum("sections__weight")))


def competitions_without(skill: Skill) -> list[Competition]:
    """Return the competitions for which the skill has no standard yet, the latest first."""
    return list(Competition.objects.exclude(standards__skill=skill).order_by("-first_day"))


def sections_of(skill: Skill, user: "User") -> tuple[list[Belonging], list[Belonging]]:
    """Return the sections of the current standard, and those outside it in which the skill has descriptors."""
    counts, standard = library.visible(user, "section", skill), current_standard(skill)
    uses = list(standard.sections.select_related("section").order_by("number")) if standard else []
    own = [Belonging(use.section, use.number, use.weight, counts.pop(use.section_id, 0)) for use in uses]
    others = WSOSSection.objects.filter(pk__in=counts).order_by("name_key")
    return own, [Belonging(section, None, None, counts[section.pk]) for section in others]

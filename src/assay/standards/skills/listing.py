"""The skills as the list shows them: how far their standard is, how much of the library is theirs, who they have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assay.names import name_key
from assay.standards import library
from assay.standards.models import Membership, Role, Sector, Skill, Standard
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Row:
    """One skill in the list; `people` are names by role, for those who oversee."""

    skill: Skill
    standard: Standard | None
    descriptors: int
    people: dict[str, list[str]]


@dataclass(frozen=True)
class Listed:
    """The reader's own skills first, then the others by sector."""

    own: list[Row]
    sectors: list[tuple[Sector, list[Row]]]

    @property
    def total(self) -> int:
        """Return how many skills are listed."""
        return len(self.own) + sum(len(rows) for _sector, rows in self.sectors)


def skills_for(user: "User", text: str) -> Listed:
    """Return the skills that match what is typed, in a constant number of queries."""
    wanted = name_key(text).split()
    skills = [skill for skill in Skill.objects.select_related("sector") if matches(skill, wanted)]
    rows = rows_of(skills, user)
    own = roles_of(user).all
    others = sorted((row for row in rows if row.skill.pk not in own), key=lambda row: (row.skill.sector.name_key, row.skill.code))
    grouped = groupby(others, lambda row: row.skill.sector)
    return Listed([row for row in rows if row.skill.pk in own], [(sector, list(found)) for sector, found in grouped])


def matches(skill: Skill, wanted: Sequence[str]) -> bool:
    """Return whether each word begins or stands in the skill's code, name or sector."""
    text = name_key(f"{skill.code} {skill.name} {skill.sector.name}")
    return all(word in text for word in wanted)


def rows_of(skills: Sequence[Skill], user: "User") -> list[Row]:
    """Return skills with what the list says about them."""
    counts, standards = library.visible(user, "skill"), current_standards()
    people = people_of() if user.has_perm("people.see") else {}
    return [Row(skill, standards.get(skill.pk), counts.get(skill.pk, 0), people.get(skill.pk, {})) for skill in skills]


def current_standards() -> dict[int, Standard]:
    """Return each skill's standard in its latest competition."""
    rows = Standard.objects.select_related("competition").order_by("competition__first_day")
    return {standard.skill_id: standard for standard in rows}


def people_of() -> dict[int, dict[str, list[str]]]:
    """Return the names of SCMs and SAs by skill."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"scm": [], "sa": []})
    rows = Membership.objects.filter(role__in=[Role.SCM, Role.SA], user__is_active=True).select_related("user").order_by("user__name")
    for row in rows:
        found[row.skill_id][row.role.lower()].append(str(row.user))
    return found

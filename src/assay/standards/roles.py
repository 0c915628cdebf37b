"""What a person may act on: the skills of their memberships, read once a request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from assay.standards.models import Membership, Role, TeamSees

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Roles:
    """Primary keys of skills, by what the person is in them; `watching`: their team sees what is in review."""

    scm: frozenset[int] = frozenset()
    sa: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()
    watching: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        """Return every skill in which the person is anything."""
        return self.scm | self.sa | self.team


def roles_of(user: "User | AnonymousUser") -> Roles:
    """Return the person's skills, kept on the instance: a request's user is read once, and a new request asks anew."""
    if not user.is_authenticated or not user.has_access:
        return Roles()
    kept: Roles | None = user.__dict__.get("_roles")
    if kept is None:
        kept = user.__dict__["_roles"] = read_roles(user)
    return kept


def read_roles(user: "User") -> Roles:
    """Ask the database."""
    rows = list(Membership.objects.filter(user=user).values_list("role", "skill_id", "skill__team_sees"))

    def skills(role: Role) -> frozenset[int]:
        return frozenset(skill for found, skill, _ in rows if found == role)

    watching = frozenset(skill for found, skill, sees in rows if found == Role.SKILL_TEAM and sees == TeamSees.IN_REVIEW)
    return Roles(skills(Role.SCM), skills(Role.SA), skills(Role.SKILL_TEAM), watching)


def forget_roles(user: "User") -> None:
    """Read again at the next question, after this instance's memberships changed."""
    user.__dict__.pop("_roles", None)

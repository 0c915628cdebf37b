"""What a person may act on: the skills of their memberships, read once a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from assay.standards.models import Membership, Role, TeamSees

if TYPE_CHECKING:
    from assay.accounts.models import User


# The attribute of an account that keeps them; the account of a request is a lazy object, which passes attributes on.
KEPT = "_roles"
# What of a membership makes a role.
COLUMNS = ("role", "skill_id", "skill__team_sees", "skill__sector__uid")


@dataclass(frozen=True)
class Roles:
    """Primary keys of skills, by what the person is in them; `watching`: their team sees what is in review.

    `sectors` are the uids of the sectors of the skills that the person manages or advises.
    """

    scm: frozenset[int] = frozenset()
    sa: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()
    watching: frozenset[int] = frozenset()
    sectors: frozenset[UUID] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        """Return every skill in which the person is anything."""
        return self.scm | self.sa | self.team


def roles_of(user: "User | AnonymousUser") -> Roles:
    """Return the person's skills, kept on the instance: a request's user is read once, and a new request asks anew."""
    if not user.is_authenticated or not user.has_access:
        return Roles()
    kept: Roles | None = getattr(user, KEPT, None)
    if kept is None:
        kept = remember_roles(user, Membership.objects.filter(user=user).values_list(*COLUMNS))
    return kept


def remember_roles(user: "User", rows: Iterable[tuple[Any, ...]]) -> Roles:
    """Keep the roles that memberships (their COLUMNS) give to a person."""
    memberships = list(rows)

    def skills(role: Role) -> frozenset[int]:
        return frozenset(skill for found, skill, _sees, _sector in memberships if found == role)

    watching = frozenset(skill for role, skill, sees, _sector in memberships if role == Role.SKILL_TEAM and sees == TeamSees.IN_REVIEW)
    sectors = frozenset(sector for role, _skill, _sees, sector in memberships if role in {Role.SCM, Role.SA})
    found = Roles(skills(Role.SCM), skills(Role.SA), skills(Role.SKILL_TEAM), watching, sectors)
    setattr(user, KEPT, found)
    return found


def forget_roles(user: "User") -> None:
    """Read again at the next question, after this instance's memberships changed."""
    setattr(user, KEPT, None)

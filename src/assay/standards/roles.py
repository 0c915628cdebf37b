"""What a person may act on: the skills of their memberships, and of those for whom they act, read once a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from assay.standards.deputies.acting import acting
from assay.standards.models import Membership, Role, TeamSees

if TYPE_CHECKING:
    from assay.accounts.models import User


# The attribute of an account that keeps them; the account of a request is a lazy object, which passes attributes on.
KEPT = "_roles"
# What of a membership makes a role.
COLUMNS = ("role", "skill_id", "skill__team_sees", "skill__sector__uid")
# What of an absence lends one.
LENT = ("skill_id", "skill__uid", "skill__sector__uid", "absent__uid")


@dataclass(frozen=True)
class Roles:
    """Primary keys of skills, by what the person is in them; `watching`: their team sees what is in review.

    `sectors` are the uids of the sectors of the skills that the person manages or advises. `lent` are the skills among `sa` in which
    they act for somebody who is away: key and uid of the skill, uid of the absent person.
    """

    scm: frozenset[int] = frozenset()
    sa: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()
    watching: frozenset[int] = frozenset()
    sectors: frozenset[UUID] = frozenset()
    lent: frozenset[tuple[int, UUID, UUID]] = frozenset()

    @property
    def own_sa(self) -> frozenset[int]:
        """Return the skills that the person advises in their own right: what is lent cannot be lent on."""
        return self.sa - {skill for skill, _uid, _absent in self.lent}

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
        lent = acting().filter(person=user).values_list(*LENT)
        kept = remember_roles(user, Membership.objects.filter(user=user).values_list(*COLUMNS), lent)
    return kept


def remember_roles(user: "User", rows: Iterable[tuple[Any, ...]], lent: Iterable[tuple[Any, ...]] = ()) -> Roles:
    """Keep the roles that memberships (their COLUMNS) and absences of others (their LENT) give to a person."""
    memberships, borrowed = list(rows), list(lent)

    def skills(role: Role) -> frozenset[int]:
        return frozenset(skill for found, skill, _sees, _sector in memberships if found == role)

    watching = frozenset(skill for role, skill, sees, _sector in memberships if role == Role.SKILL_TEAM and sees == TeamSees.IN_REVIEW)
    sectors = frozenset(sector for role, _skill, _sees, sector in memberships if role in {Role.SCM, Role.SA})
    own = skills(Role.SA)
    acts = frozenset((skill, uid, absent) for skill, uid, _sector, absent in borrowed if skill not in own)
    sectors |= frozenset(sector for _skill, _uid, sector, _absent in borrowed)
    advised = own | {skill for skill, _uid, _absent in acts}
    found = Roles(skills(Role.SCM), advised, skills(Role.SKILL_TEAM), watching, sectors, acts)
    setattr(user, KEPT, found)
    return found


def forget_roles(user: "User") -> None:
    """Read again at the next question, after this instance's memberships changed."""
    setattr(user, KEPT, None)

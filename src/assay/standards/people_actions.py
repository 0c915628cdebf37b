"""What happens to people's roles in skills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.actions import add_person, fact_of
from assay.accounts.permissions import require
from assay.errors import Invalid
from assay.history.record import record
from assay.standards.models import Membership, Role, Skill
from assay.standards.roles import forget_roles

if TYPE_CHECKING:
    from assay.accounts.details import Details
    from assay.accounts.models import User

LONGEST_TITLE = 80


@dataclass(frozen=True)
class NewRole:
    """A role that someone is to have in a skill."""

    skill: Skill
    role: str
    title: str = ""


def may_administer(by: "User | None") -> None:
    """Raise NotAllowed for everybody but administrators and the command line."""
    if by is not None:
        require(by, "people.administer", otherwise=_("Only an administrator changes people and their roles."))


def check(new: NewRole) -> None:
    """Raise Invalid unless the role exists and its title fits."""
    if new.role not in Role.values:
        raise Invalid(_("Choose a role."), {"role": _("Choose a role.")})
    if len(new.title) > LONGEST_TITLE:
        raise Invalid(_("Use a title of at most 80 characters."), {"title": _("Use a title of at most 80 characters.")})


@transaction.atomic
def give_role(*, person: "User", new: NewRole, by: "User | None", at: datetime) -> Membership:
    """Give a role in a skill, or another title to one that they have; nothing new writes nothing. Raises Invalid, NotAllowed."""
    may_administer(by)
    check(new)
    title = " ".join(new.title.split())
    membership, made = Membership.objects.get_or_create(skill=new.skill, user=person, role=new.role, defaults={"title": title})
    if not made and not Membership.objects.filter(pk=membership.pk).exclude(title=title).update(title=title):
        return membership
    forget_roles(person)
    verb = "role_given" if made else "role_titled"
    record([fact_of(person, verb, skill=new.skill.uid, role=new.role)], by=by, at=at)
    return membership


@transaction.atomic
def remove_role(*, membership: Membership, by: "User | None", at: datetime) -> None:
    """Take a role away; what it allowed is refused from the next request on. Removed twice is removed."""
    may_administer(by)
    person, skill = membership.user, membership.skill
    gone, _rows = Membership.objects.filter(pk=membership.pk).delete()
    forget_roles(person)
    if gone:
        record([fact_of(person, "role_removed", skill=skill.uid, role=membership.role)], by=by, at=at)


@transaction.atomic
def add_person_with_roles(
    *, details: "Details", roles: Sequence[NewRole], by: "User | None", at: datetime, password: str | None = None, invited: bool = False
) -> "User":
    """Make an account that has roles from the start; all of it or nothing. Raises Invalid, NotAllowed."""
    person = add_person(details=details, by=by, at=at, password=password, invited=invited)
    for new in roles:
        give_role(person=person, new=new, by=by, at=at)
    return person

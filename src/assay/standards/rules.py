"""Who may do what with the standards."""

from typing import TYPE_CHECKING

import rules

from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def is_admin(user: "User") -> bool:
    """Return whether the person administers the library."""
    return user.is_admin


@rules.predicate
def manages_or_advises(user: "User") -> bool:
    """Return whether the person is an SCM or SA of any skill."""
    roles = roles_of(user)
    return bool(roles.scm or roles.sa)


@rules.predicate
def manages_or_advises_it(user: "User", skill: Skill) -> bool:
    """Return whether the person is an SCM or SA of the skill."""
    roles = roles_of(user)
    return skill.pk in roles.scm | roles.sa


@rules.predicate
def is_oneself(user: "User", person: "User") -> bool:
    """Return whether a person is asked about themselves."""
    return user.pk == person.pk


rules.add_perm("standards.name_deputy", is_admin | is_oneself)  # asked of the one who is away
rules.add_perm("standards.create_section", is_admin | manages_or_advises)
rules.add_perm("standards.curate_sections", is_admin)
rules.add_perm("standards.edit_standard", is_admin | manages_or_advises_it)  # asked of a skill
rules.add_perm("standards.administer", is_admin)

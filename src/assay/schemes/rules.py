"""Who may see an imported scheme: whoever sees everything that was made of it.

A scheme of the library holds confidential and incomplete descriptors, so it is for the SCMs and SAs of its skill, the secretariat and
administrators; one that was imported into drafts is for those who see drafts, the SCMs of its skill and administrators.
"""

from typing import TYPE_CHECKING

import rules

from assay.descriptors.rules import advises_any_skill, is_admin, oversees
from assay.schemes.models import Scheme
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def manages_any_skill(user: "User") -> bool:
    """Return whether the person is an SCM at all."""
    return bool(roles_of(user).scm)


@rules.predicate
def manages_its_skill(user: "User", scheme: Scheme) -> bool:
    """Return whether the person is an SCM of the scheme's skill."""
    return scheme.skill_id in roles_of(user).scm


@rules.predicate
def advises_its_skill(user: "User", scheme: Scheme) -> bool:
    """Return whether the person is an SA of the scheme's skill."""
    return scheme.skill_id in roles_of(user).sa


@rules.predicate
def is_of_the_library(_user: "User", scheme: Scheme) -> bool:
    """Return whether its descriptors went into the library, not into drafts."""
    return not scheme.into_drafts


rules.add_perm("schemes.list", manages_any_skill | advises_any_skill | oversees)
rules.add_perm("schemes.view", is_admin | manages_its_skill | (is_of_the_library & (advises_its_skill | oversees)))

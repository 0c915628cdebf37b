"""Who may see, invite and administer people."""

from typing import TYPE_CHECKING

import rules

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def is_admin(user: "User") -> bool:
    """Return whether the person is an administrator."""
    return user.is_admin


@rules.predicate
def is_secretariat(user: "User") -> bool:
    """Return whether the person is of the secretariat."""
    return user.access == "SECRETARIAT"


rules.add_perm("people.see", is_admin | is_secretariat)
rules.add_perm("people.invite", is_admin | is_secretariat)
rules.add_perm("people.administer", is_admin)

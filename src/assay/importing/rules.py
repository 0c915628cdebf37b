"""Who may import: administrators into the library, SCMs into drafts of their skill."""

from typing import TYPE_CHECKING

import rules

from assay.descriptors.rules import is_admin
from assay.importing.models import Import
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def manages_any_skill(user: "User") -> bool:
    """Return whether the person is an SCM at all."""
    return bool(roles_of(user).scm)


@rules.predicate
def uploaded_it(user: "User", found: Import) -> bool:
    """Return whether the person uploaded the workbook."""
    return found.uploaded_by_id == user.pk


rules.add_perm("importing.upload", is_admin | manages_any_skill)
rules.add_perm("importing.view", is_admin | uploaded_it)
rules.add_perm("importing.apply", is_admin | (uploaded_it & manages_any_skill))
rules.add_perm("importing.forget_columns", is_admin)

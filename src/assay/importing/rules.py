"""Who may import, and take an import back: administrators into the library, SCMs into drafts of their skill; admins undo any."""

from typing import TYPE_CHECKING

import rules

from assay.descriptors.rules import is_admin
from assay.importing.models import Import
from assay.schemes.models import Scheme
from assay.schemes.rules import is_of_the_library, manages_any_skill, manages_its_skill

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def uploaded_it(user: "User", found: Import) -> bool:
    """Return whether the person uploaded the workbook."""
    return found.uploaded_by_id == user.pk


@rules.predicate
def imported_it(user: "User", scheme: Scheme) -> bool:
    """Return whether the person imported the scheme."""
    return scheme.imported_by_id == user.pk


rules.add_perm("importing.upload", is_admin | manages_any_skill)
rules.add_perm("importing.view", is_admin | uploaded_it)
rules.add_perm("importing.apply", is_admin | (uploaded_it & manages_any_skill))
rules.add_perm("importing.forget_columns", is_admin)
rules.add_perm("importing.undo", is_admin | (imported_it & manages_its_skill & ~is_of_the_library))  # asked of a scheme

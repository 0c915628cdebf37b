"""Ask a rule, and refuse in a sentence."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.errors import NotAllowed

if TYPE_CHECKING:
    from assay.accounts.models import User


def require(by: "User", permission: str, on: object = None, *, otherwise: str = "") -> None:
    """Raise NotAllowed (403) with `otherwise` unless the rule holds."""
    if not by.has_perm(permission, on):
        raise NotAllowed(otherwise or _("Your role does not allow this. Ask your administrator if it should."))

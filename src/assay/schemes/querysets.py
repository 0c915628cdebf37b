"""Which imported schemes there are, for whom."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.schemes.models import Scheme  # noqa: F401  used in a quoted type


class Schemes(models.QuerySet["Scheme"]):
    """Querysets that speak the domain."""

    def visible_to(self, user: "User | AnonymousUser") -> "Schemes":
        """Keep the schemes that the person may open; `rules.py` says the same for one."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        if user.is_admin:
            return self
        roles = roles_of(user)
        in_library = Q() if user.access == "SECRETARIAT" else Q(skill__in=roles.scm | roles.sa)
        return self.filter(Q(into_drafts=False) & in_library | Q(skill__in=roles.scm))

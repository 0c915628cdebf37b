"""Which imported schemes there are, for whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.schemes.models import Aspect, Scheme  # noqa: F401  used in quoted types

MEASUREMENT = "M"


class Schemes(models.QuerySet["Scheme"]):
    """Querysets that speak the domain."""

    def visible_to(self, user: "User | AnonymousUser") -> "Schemes":
        """Keep the schemes that the person may open; `rules.py` says the same for one."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        return self if user.is_admin else self.filter(may_open(user))

    def measured_for(self, user: "User | AnonymousUser", *, now: datetime) -> "Schemes":
        """Keep the schemes whose measurement aspects the person may read."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        return self.filter(may_read_measured(user, now))

    def standing(self) -> "Schemes":
        """Leave out those whose import was undone."""
        return self.filter(undone_at=None)


def may_open(user: "User", scheme: str = "") -> Q:
    """Return the condition that the person, no administrator, may open a scheme; `scheme` leads to it from other rows."""
    roles = roles_of(user)
    in_library = Q() if user.access == "SECRETARIAT" else Q(**{f"{scheme}skill__in": roles.scm | roles.sa})
    return Q(**{f"{scheme}into_drafts": False}) & in_library | Q(**{f"{scheme}skill__in": roles.scm})


def may_read_measured(user: "User", now: datetime, scheme: str = "") -> Q:
    """Return the condition that the person may read the measurement aspects of a scheme; `scheme` leads to it from other rows.

    As with imported descriptors, those of the library that are not confidential are for everybody; the others are for those who may
    open their scheme.
    """
    stands = Q(**{f"{scheme}undone_at": None})
    if user.is_admin:
        return stands
    told = Q(**{f"{scheme}confidential_until": None}) | Q(**{f"{scheme}confidential_until__lte": now})
    return stands & (may_open(user, scheme) | Q(**{f"{scheme}into_drafts": False}) & told)


class Aspects(models.QuerySet["Aspect"]):
    """The lines of schemes."""

    def measured_for(self, user: "User | AnonymousUser", *, now: datetime) -> "Aspects":
        """Keep the measurement aspects that the person may read."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        return self.filter(may_read_measured(user, now, "sub_criterion__scheme__"), type=MEASUREMENT)

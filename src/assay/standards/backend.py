"""Who a session belongs to, with what they are in which skills: every request asks both, so they are one query."""

from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, QuerySet
from django.utils import timezone

from assay.accounts.backend import ByEmail
from assay.accounts.models import User
from assay.standards.deputies.acting import advising, holds
from assay.standards.roles import COLUMNS, LENT, remember_roles
from assay.web.prepared import asked

OF_USER = tuple(field.attname for field in User._meta.concrete_fields)  # noqa: SLF001  Django's name for it
OF_MEMBERSHIP = tuple(f"memberships__{column}" for column in COLUMNS)
OF_ABSENCE = tuple(f"lending__{column}" for column in LENT)


class WithRoles(ByEmail):
    """Signs in by e-mail, and reads the roles along with the account."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account where it may still sign in."""
        rows = asked(account, int(user_id), timezone.now())
        user = User.from_db(None, OF_USER, rows[0][: len(OF_USER)]) if rows else None
        if user is None or not self.user_can_authenticate(user):
            return None
        after_user, after_membership = len(OF_USER), len(OF_USER) + len(OF_MEMBERSHIP)
        found = {values[after_user:after_membership] for values in rows}
        acts = {values[after_membership:-1] for values in rows if values[-1]}
        remember_roles(user, [values for values in found if values[0] is not None], acts)
        return user


def account(key: int, now: datetime) -> QuerySet[User, tuple[Any, ...]]:
    """Return the account beside each of its memberships and of the absences in which it acts, and whether that right is still there."""
    lending = FilteredRelation("deputising", condition=holds(now, "deputising__"))
    rows = User.objects.filter(pk=key).annotate(lending=lending, still_lent=advising("lending__skill", "lending__absent"))
    return rows.values_list(*OF_USER, *OF_MEMBERSHIP, *OF_ABSENCE, "still_lent")

"""Who a session belongs to, with what they are in which skills: every request asks both, so they are one query."""

from typing import Any

from django.db.models import F

from assay.accounts.backend import ByEmail
from assay.accounts.models import User
from assay.standards.roles import COLUMNS, remember_roles

OF_MEMBERSHIP = {f"membership_{number}": F(f"memberships__{column}") for number, column in enumerate(COLUMNS)}


class WithRoles(ByEmail):
    """Signs in by e-mail, and reads the roles along with the account."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account where it may still sign in."""
        rows = list(User.objects.filter(pk=user_id).annotate(**OF_MEMBERSHIP))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        found = [tuple(getattr(row, name) for name in OF_MEMBERSHIP) for row in rows]
        remember_roles(rows[0], [values for values in found if values[0] is not None])
        return rows[0]

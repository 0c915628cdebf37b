"""Who a session belongs to, with what they are in which skills: every request asks both, so they are one query."""

from typing import Any

from django.db.models import F, FilteredRelation
from django.utils import timezone

from assay.accounts.backend import ByEmail
from assay.accounts.models import User
from assay.standards.deputies.acting import advising, holds
from assay.standards.roles import COLUMNS, LENT, remember_roles

OF_MEMBERSHIP = {f"membership_{number}": F(f"memberships__{column}") for number, column in enumerate(COLUMNS)}

OF_ABSENCE = {f"lent_{number}": F(f"lent__{column}") for number, column in enumerate(LENT)}


class WithRoles(ByEmail):
    """Signs in by e-mail, and reads the roles along with the account."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account where it may still sign in."""
        lent = FilteredRelation("deputising", condition=holds(timezone.now(), "deputising__"))
        asked = User.objects.filter(pk=user_id).annotate(lent=lent, **OF_MEMBERSHIP, **OF_ABSENCE)
        rows = list(asked.annotate(still_lent=advising("lent__skill", "lent__absent")))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        found = {tuple(getattr(row, name) for name in OF_MEMBERSHIP) for row in rows}
        acts = {tuple(getattr(row, name) for name in OF_ABSENCE) for row in rows if row.still_lent}
        remember_roles(rows[0], [values for values in found if values[0] is not None], acts)
        return rows[0]

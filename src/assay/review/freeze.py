"""Late work needs a reason: from a competition's freeze on, what is sent and what is decided."""

from datetime import datetime

from django.utils.translation import gettext as _

from assay.standards.freeze import Freeze, frozen, frozen_of
from assay.standards.models import Skill

__all__ = ["SHORTEST_REASON", "Freeze", "frozen", "frozen_of", "problem_of_reason"]
SHORTEST_REASON = 5


def problem_of_reason(skill: Skill, reason: str, at: datetime) -> str:
    """Return what is wrong with the reason for late work, or an empty text; without a freeze nothing is asked."""
    freeze = frozen(skill, at)
    if freeze is None or len(reason.strip()) >= SHORTEST_REASON:
        return ""
    return _("Frozen since %(when)s: say in at least 5 characters why it comes so late.") % {"when": freeze.words}

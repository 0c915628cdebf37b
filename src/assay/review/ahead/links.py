"""The way from a skill's page to what changed in it."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.standards.current import current_competition
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


def from_skill(user: "User", skill: Skill) -> list[dict[str, str]]:
    """Return the link for those who may read it, where the skill has a competition."""
    competition = current_competition(skill) if user.has_perm("review.read_changes", skill) else None
    if competition is None:
        return []
    label = _("What changed for %(competition)s") % {"competition": competition}
    return [{"label": label, "url": reverse("changed_since", args=[skill.code, competition.code])}]

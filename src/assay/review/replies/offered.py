"""The saved replies that a page of the review offers beside its boxes."""

from typing import TYPE_CHECKING, Any

from assay.review.replies.models import SavedReply
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


def offered_to(user: "User") -> dict[str, Any]:
    """Return what review/replies/menu.html shows: read once, when the page shows it; nothing for those who keep none."""
    keeps = bool(roles_of(user).sa | roles_of(user).scm)
    return {"replies": SavedReply.objects.listed_for(user), "keeps_replies": keeps}

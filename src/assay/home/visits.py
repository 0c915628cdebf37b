"""When a person was last here: the only thing that looking at the home page writes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assay.accounts.models import User as Account

if TYPE_CHECKING:
    from assay.accounts.models import User

A_VISIT = timedelta(hours=4)


def note_visit(user: "User", *, now: datetime) -> None:
    """Begin a new visit when the last one is over; `looked_at` becomes the beginning of the one before."""
    if user.looking_since is not None and now - user.looking_since < A_VISIT:
        return
    Account.objects.filter(pk=user.pk).update(looked_at=user.looking_since, looking_since=now)

"""When a person last looked at the review of a descriptor; the batch's page tells what changed since."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assay.descriptors.models import Descriptor
from assay.review.models import LastLooked

if TYPE_CHECKING:
    from assay.accounts.models import User


def looked_at(descriptors: Sequence[Descriptor], *, by: "User", at: datetime) -> None:
    """Keep that the person has seen each of these as it stands now, in one query."""
    rows = [LastLooked(user=by, descriptor=one, change=one.change, at=at) for one in descriptors]
    LastLooked.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "descriptor"], update_fields=["change", "at"])


def seen_before(user: "User", descriptors: Sequence[int]) -> dict[int, LastLooked]:
    """Return what the person saw last of each descriptor, by its key; one that was never opened is missing."""
    return {one.descriptor_id: one for one in LastLooked.objects.filter(user=user, descriptor__in=descriptors)}

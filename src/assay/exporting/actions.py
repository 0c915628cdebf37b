"""What happens to files that are made in the background; they are private and leave no event."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assay.descriptors.posted import free_uid
from assay.exporting.making import JOB
from assay.exporting.models import KEPT, MOST_KEPT, Export
from assay.exporting.wanted import Found
from assay.notifications.jobs import enqueue

if TYPE_CHECKING:
    from assay.accounts.models import User


@transaction.atomic
def ask(*, uid: uuid.UUID, format: str, question: str, found: Found, by: "User", at: datetime) -> Export:  # noqa: A002  the word of the domain
    """Ask for a file; the same form twice asks once. Of very many files of one person the oldest are forgotten.

    Somebody else's uid is not taken over.
    """
    uid = free_uid(Export.objects.exclude(by=by), uid)
    known = {"format": format, "question": question, "title": found.title[:300], "total": len(found.uids), "asked_at": at}
    export, is_new = Export.objects.get_or_create(uid=uid, by=by, defaults=known)
    if is_new:
        mine = Export.objects.filter(by=by)
        mine.exclude(pk__in=list(mine.order_by("-asked_at", "-pk").values_list("pk", flat=True)[:MOST_KEPT])).delete()
        enqueue(kind=JOB, key=str(uid), payload={"export": str(uid)}, at=at)
    return export


def forget(*, export: Export) -> None:
    """Do without a file; a job that makes it finds nothing to do."""
    export.delete()


def forget_old(*, now: datetime) -> int:
    """Delete the files that were kept long enough; return how many."""
    return Export.objects.filter(asked_at__lt=now - KEPT).delete()[0]

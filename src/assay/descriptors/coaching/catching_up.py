"""Ask the coach about current revisions that this edition of it has not read: the worker's work after an update."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from assay import coach
from assay.descriptors.coached import Findings
from assay.descriptors.coaching.storing import store
from assay.descriptors.models import Descriptor, Revision
from assay.notifications import jobs
from assay.notifications.models import Job

KIND = "coach"
LEASE = timedelta(minutes=30)
STEP = 100


def ask_again(*, at: datetime) -> bool:
    """Leave the work to the worker where there is any; return whether there is."""
    if not unread(after=0):
        return False
    with transaction.atomic():
        jobs.enqueue(kind=KIND, key=coach.EDITION, payload={}, at=at)
    return True


def read_all(_job: Job, _now: datetime) -> None:
    """Read what is unread, some rows in a transaction each: what is written meanwhile is read by whoever writes it."""
    last = 0
    while rows := unread(after=last):
        last = rows[-1]
        read(rows)


def unread(*, after: int) -> list[int]:
    """Return the primary keys of the next rows whose current revision this edition has not read."""
    known = Findings.objects.filter(
        revision__descriptor=OuterRef("pk"), revision__number=OuterRef("version"), language=OuterRef("language")
    )
    rows = Descriptor.objects.filter(pk__gt=after).annotate(edition=Subquery(known.values("edition")[:1]))
    others = Q(edition=None) | ~Q(edition=coach.EDITION)
    return list(rows.filter(others).order_by("pk").values_list("pk", flat=True)[:STEP])


@transaction.atomic
def read(pks: list[int]) -> None:
    """Keep what the coach finds in the current revisions of these rows, which nobody changes meanwhile."""
    rows = {row.pk: row for row in Descriptor.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")}
    current = Revision.objects.filter(descriptor__in=rows, number=F("descriptor__version")).only("descriptor")
    store([(rows[revision.descriptor_id], revision) for revision in current])


def register() -> None:
    """Make the work known to the loop; called in `ready()`."""
    jobs.register(KIND, read_all, lease=LEASE)

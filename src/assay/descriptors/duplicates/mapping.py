"""Make the map of duplicates: work for the worker, with its progress in a row."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.alike import Mapping, NearPair
from assay.descriptors.duplicates.finding import Library, clusters_of
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.notifications import jobs
from assay.notifications.models import Job

if TYPE_CHECKING:
    from assay.accounts.models import User

KIND = "duplicates"
LEASE = timedelta(minutes=30)
STEP = 1000
SAY_EVERY = 0.5  # seconds between two writes of the progress
COLUMNS = ("pk", "criterion_name", "score0", "score1", "score2", "score3")


@transaction.atomic
def ask_for_map(*, by: "User", at: datetime) -> Mapping:
    """Leave the work to the worker; what waits already is the same work. Raises NotAllowed."""
    require(by, "descriptors.administer", otherwise=_("Only an administrator decides about duplicates."))
    waiting = Mapping.objects.filter(finished_at=None).order_by("-pk").first()
    mapping = waiting or Mapping.objects.create(asked_by=by, asked_at=at)
    jobs.enqueue(kind=KIND, key="library", payload={}, at=at)
    return mapping


def make_map(_job: Job, now: datetime) -> jobs.Write:
    """Compare the whole library; the pairs count once everything is written."""
    mapping = Mapping.objects.filter(finished_at=None).order_by("-pk").first() or Mapping.objects.create(asked_at=now)
    mapping.pairs.all().delete()  # of a run that died
    progress = Told(mapping)
    library = Library()
    for number, (pk, name, *levels) in enumerate(library_rows()):
        library.add(pk, Wording(name, (levels[0], levels[1], levels[2], levels[3])))
        progress.read(number)
    pairs = list(library.pairs(progress.compared))
    clusters = clusters_of(pairs)
    NearPair.objects.bulk_create(
        (
            NearPair(mapping=mapping, first_id=pair.first, second_id=pair.second, rank=pair.rank, cluster=clusters[pair.first])
            for pair in pairs
        ),
        batch_size=STEP,
    )
    return lambda: finish(mapping, now)


def library_rows() -> Iterator[tuple[int, str, str, str, str, str]]:
    """Yield the wordings of the library in steps, each read to its end: an open SELECT would block the writers of SQLite."""
    last = 0
    while rows := list(Descriptor.objects.in_library().filter(pk__gt=last).order_by("pk").values_list(*COLUMNS)[:STEP]):
        last = rows[-1][0]
        yield from rows


def finish(mapping: Mapping, at: datetime) -> None:
    """Let the new map count, and forget the others."""
    Mapping.objects.filter(pk=mapping.pk).update(finished_at=at)
    Mapping.objects.exclude(pk=mapping.pk).filter(asked_at__lte=mapping.asked_at).delete()


class Told:
    """Writes the progress into the mapping's row, twice a second at most; reading is half the way."""

    def __init__(self, mapping: Mapping) -> None:
        self.pk = mapping.pk
        self.of = Descriptor.objects.in_library().count()
        self.next = time.monotonic()

    def read(self, done: int) -> None:
        """Say how many are read."""
        self.say(done)

    def compared(self, done: int, _of: int) -> None:
        """Say how many are compared; copies need no comparing."""
        self.say(self.of + done)

    def say(self, done: int) -> None:
        """Write the row where it is time."""
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + SAY_EVERY
            Mapping.objects.filter(pk=self.pk).update(done=min(done, 2 * self.of), of=2 * self.of)


def register() -> None:
    """Make the work known to the loop; called in `ready()`."""
    jobs.register(KIND, make_map, lease=LEASE)

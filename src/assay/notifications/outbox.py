"""The outbox as administrators see it: what could not be delivered, what waits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.notifications.models import Job, JobState
from assay.notifications.notify import DIGEST_MAIL, NOTICE_MAIL, PLAIN_MAIL

LISTED = 100
NAMES: dict[str, Promise] = {NOTICE_MAIL: _("Mail about notices"), PLAIN_MAIL: _("Mail about signing in"), DIGEST_MAIL: _("Daily mail")}


@dataclass(frozen=True)
class Entry:
    """A job in words."""

    job: Job
    name: Promise | str
    to: str


def dead() -> list[Entry]:
    """Return the latest dead letters, newest first."""
    return entries(Job.objects.filter(state=JobState.DEAD).order_by("-finished_at", "-pk")[:LISTED])


def waiting() -> list[Entry]:
    """Return what waits or runs, the next one first."""
    return entries(Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).order_by("run_after", "pk")[:LISTED])


def entries(jobs: Iterable[Job]) -> list[Entry]:
    """Name the jobs and whom they reach, in one query for all."""
    rows = list(jobs)
    people = get_user_model().objects.filter(uid__in={job.payload["user"] for job in rows if "user" in job.payload})
    addresses = {str(person.uid): person.email for person in people}
    return [Entry(job, NAMES.get(job.kind, job.kind), job.payload.get("to") or addresses.get(job.payload.get("user"), "")) for job in rows]

"""Whom to remind of decisions that they made and did not release: some days after their last one on a batch, then every week."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from assay.accounts.models import User
from assay.accounts.zones import zone_of
from assay.descriptors.models import Batch
from assay.notifications.jobs import Write, enqueue
from assay.notifications.models import Job
from assay.review.ahead.reminders import MORNING, Reminder, news, tell, weekly
from assay.review.models import PendingDecision
from assay.standards.deputies.acting import advisors_in

KIND = JOB = "release_reminder"
AFTER = timedelta(days=3)  # of quiet: whoever still decides needs no reminder


def plan(*, now: datetime) -> int:
    """Let the loop look whom to remind: every hour, since every person's day begins at their own."""
    enqueue(kind=JOB, key=JOB, payload={}, at=now)
    return 1


def remind(_job: Job, now: datetime) -> Write | None:
    """Find whom to remind; return what tells them."""
    found = reminders(now)
    return lambda: tell(found, at=now)


def reminders(now: datetime) -> list[Reminder]:
    """Return what is to be told at `now` and was not, to those who decided and can still release it."""
    found = PendingDecision.objects.waiting().order_by().values_list("by", "submission__batch").annotate(last=Max("at"))
    quiet = {(person, batch): last for person, batch, last in found if last <= now - AFTER + timedelta(days=1)}
    people = User.objects.in_bulk({person for person, _batch in quiet})
    batches = Batch.objects.select_related("skill", "competition").in_bulk({batch for _person, batch in quiet})
    may = can_release(batches.values())
    due = [
        reminder(people[person], batches[batch], last, now)
        for (person, batch), last in sorted(quiet.items())
        if (batches[batch].skill_id, person) in may
    ]
    return news([one for one in due if one is not None], now)


def can_release(batches: Iterable[Batch]) -> set[tuple[int, int]]:
    """Return (skill, person) of those who advise the skills of batches now, as primary keys."""
    return {(one.skill, one.person.pk) for one in advisors_in({batch.skill_id for batch in batches})}


def reminder(user: User, batch: Batch, last: datetime, now: datetime) -> Reminder | None:
    """Return the latest reminder of a batch on which the person decided `last`, where its day has begun for them, or None."""
    zone = zone_of(user)
    here = now.astimezone(zone)
    of = weekly(last.astimezone(zone).date() + AFTER, here.date())
    return Reminder(user, batch, of[0], here.date(), KIND) if of and here.hour >= MORNING else None

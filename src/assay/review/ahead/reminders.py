"""Reminders before, on and after the day on which a batch is due: one mail per person and day, and only the latest of each batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assay.accounts.models import User
from assay.accounts.zones import zone_of
from assay.descriptors.models import Batch
from assay.notifications.jobs import Write, enqueue
from assay.notifications.models import Job, Notice
from assay.notifications.notify import notify
from assay.review.ahead.deciding import to_decide, waiting_of

KIND = JOB = "due_reminder"
BEFORE = (timedelta(days=7), timedelta(days=2), timedelta(0))
FIRST_AFTER, THEN_EVERY = timedelta(days=2), timedelta(days=7)
MORNING = 6  # o'clock, where the person is: nobody wants a mail at midnight


@dataclass(frozen=True)
class Reminder:
    """That one person is reminded of one batch: `of` is the day of the reminder, `on` the person's day on which it is made."""

    user: User
    batch: Batch
    of: date
    on: date
    kind: str = KIND

    @property
    def key(self) -> str:
        """Return what makes it exist once for its person."""
        return f"{self.kind}:{self.batch.uid}:{self.of}"


def plan(*, now: datetime) -> int:
    """Let the loop look whom to remind: every hour, since every person's day begins at their own."""
    enqueue(kind=JOB, key=JOB, payload={}, at=now)
    return 1


def remind(_job: Job, now: datetime) -> Write | None:
    """Find whom to remind; return what tells them."""
    found = reminders(now)
    return lambda: tell(found, at=now)


def tell(found: Iterable[Reminder], *, at: datetime) -> None:
    """Tell each person, in one mail a day."""
    for one in found:
        data = {"batch": str(one.batch.uid), "on": one.on.isoformat()}
        notify(users=[one.user], kind=one.kind, key=one.key, data=data, at=at, mail_group=f"due:{one.on}")


def reminders(now: datetime) -> list[Reminder]:
    """Return what is to be told at `now` and was not, of batches with something undecided, to those who can decide it."""
    near = now.date() + BEFORE[0] + timedelta(days=1)
    batches = Batch.objects.filter(due_on__lte=near, submissions__outcome=None).distinct().values_list("pk", flat=True)
    pairs = to_decide(waiting_of(list(batches)))
    found = [one for user, batch in pairs if (one := reminder(user, batch, now)) is not None]
    return [*news(found, now)]


def reminder(user: User, batch: Batch, now: datetime) -> Reminder | None:
    """Return the latest reminder of a batch for a person whose day has begun, or None."""
    zone = zone_of(user)
    here = now.astimezone(zone)
    of = latest(batch, here.date(), zone) if here.hour >= MORNING else None
    return Reminder(user, batch, of, here.date()) if of else None


def latest(batch: Batch, today: date, zone: ZoneInfo) -> date | None:
    """Return the last day up to today on which a batch is spoken of, after the day on which it was sent."""
    if batch.due_on is None:
        return None
    days = [batch.due_on - before for before in BEFORE]
    weeks = (today - batch.due_on - FIRST_AFTER) // THEN_EVERY
    if weeks >= 0:
        days.append(batch.due_on + FIRST_AFTER + weeks * THEN_EVERY)
    sent = batch.sent_at.astimezone(zone).date()
    return max((day for day in days if sent < day <= today), default=None)


def news(found: list[Reminder], now: datetime) -> list[Reminder]:
    """Leave out what was told, and who got today's mail already."""
    told = Notice.objects.filter(user__in={one.user for one in found}, kind__in={one.kind for one in found})
    keys = set(told.filter(key__in={one.key for one in found}).values_list("user", "key"))
    lately = told.filter(created_at__gt=now - timedelta(days=2)).values_list("user", "data")
    today = {(user, data.get("on")) for user, data in lately}
    return [one for one in found if (one.user.pk, one.key) not in keys and (one.user.pk, one.on.isoformat()) not in today]

"""Reminders before, on and after the day on which a batch is due: one mail per person and day, and only the latest of each batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assay.accounts.models import User
from assay.accounts.zones import zone_of
from assay.descriptors.models import Batch
from assay.notifications.jobs import Write, enqueue
from assay.notifications.models import Job, Notice
from assay.notifications.notify import notify
from assay.review.ahead.deciding import to_decide, waiting_of
from assay.review.ahead.escalation import asked, escalates_on, secretariat, unique_people
from assay.standards.deputies.acting import Advisor, advisors_in
from assay.standards.models import EscalateTo

KIND, PASSED_ON, JOB = "due_reminder", "due_passed_on", "due_reminder"
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
    rounds = waiting_of(list(batches))
    able: dict[Batch, set[int]] = {one.batch: set() for one in rounds}
    shares = to_decide(rounds)
    for user, batch in shares:
        able[batch].add(user.pk)
    advisors = advisors_in({batch.skill_id for batch in able})
    asking = [(one.batch, *told_by(one, advisors)) for one in (Waiting(batch, frozenset(people)) for batch, people in able.items())]
    found = [
        one
        for batch, first, passed_on in asking
        for people, kind in ((first, KIND), (passed_on, PASSED_ON))
        for user in people
        if kind == PASSED_ON or shares[user, batch].is_left
        if (one := reminder(user, batch, kind, now)) is not None
    ]
    return news(found, now)


@dataclass(frozen=True)
class Waiting:
    """A batch with something undecided, and who can decide it (primary keys)."""

    batch: Batch
    able: frozenset[int]


def told_by(one: Waiting, advisors: Sequence[Advisor]) -> tuple[list[User], list[User]]:
    """Return who is reminded, and to whom it is passed on when it is long past its day."""
    skill, own = one.batch.skill, [advisor for advisor in advisors if advisor.skill == one.batch.skill_id]
    first = asked(skill, own, able=one.able)
    if escalates_on(one.batch) is None:
        return first, []
    others = [advisor.person for advisor in own if advisor.person.pk in one.able and advisor.person not in first]
    return first, unique_people(others) if others and skill.escalate_to == EscalateTo.OTHERS else secretariat()


def reminder(user: User, batch: Batch, kind: str, now: datetime) -> Reminder | None:
    """Return the latest reminder of a batch for a person whose day has begun, or None."""
    zone = zone_of(user)
    here = now.astimezone(zone)
    days = days_of(batch, here.date()) if kind == KIND else weekly(escalates_on(batch), here.date())
    sent = batch.sent_at.astimezone(zone).date()
    of = max((day for day in days if sent < day <= here.date()), default=None)
    return Reminder(user, batch, of, here.date(), kind) if of and here.hour >= MORNING else None


def days_of(batch: Batch, today: date) -> list[date]:
    """Return the days on which a batch is spoken of; of those after its day only the latest."""
    if batch.due_on is None:
        return []
    return [*(batch.due_on - before for before in BEFORE), *weekly(batch.due_on + FIRST_AFTER, today)]


def weekly(first: date | None, today: date) -> list[date]:
    """Return the latest day of every week from `first` on, where that has come."""
    return [first + (today - first) // THEN_EVERY * THEN_EVERY] if first is not None and first <= today else []


def news(found: list[Reminder], now: datetime) -> list[Reminder]:
    """Leave out what was told, and who got today's mail already."""
    told = Notice.objects.filter(user__in={one.user for one in found}, kind__in={one.kind for one in found})
    keys = set(told.filter(key__in={one.key for one in found}).values_list("user", "key"))
    lately = told.filter(created_at__gt=now - timedelta(days=2)).values_list("user", "data")
    today = {(user, data.get("on")) for user, data in lately}
    return [one for one in found if (one.user.pk, one.key) not in keys and (one.user.pk, one.on.isoformat()) not in today]

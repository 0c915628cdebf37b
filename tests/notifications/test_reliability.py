"""Mail through whatever happens: a worker that dies at any step, a server that refuses, cuts, or is away for hours.

Small by default; `ASSAY_MAILS=1000` sends more. Each harness first has to catch a planted mistake.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from assay.notifications import jobs, mails
from assay.notifications.models import Job, JobState, Notice
from assay.notifications.notify import notify
from tests.factories import NOW, UserFactory
from tests.notifications.server import Answers, Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.either_engine]
MANY = int(os.environ.get("ASSAY_MAILS", "30"))
OUTAGE = timedelta(hours=3)
Patch = pytest.MonkeyPatch


class Killed(BaseException):
    """The worker dies here: nothing that it has not committed remains."""


@pytest.fixture
def answers(settings: Any) -> Iterator[Answers]:
    """Send real mail to a server of this process."""
    found = Answers()
    server = Server(found)
    server.start()
    settings.EMAIL_BACKEND = "assay.notifications.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield found
    server.stop()


def tell(count: int) -> list[str]:
    """Leave a mail for each of so many people; return their addresses."""
    people = UserFactory.create_batch(count)
    for number, person in enumerate(people):
        notify(users=[person], kind="polished", key=f"polished:{number}", data={"name": f"aspect {number}"}, at=NOW)
    return [person.email for person in people]


def dies(function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """Return a function that is killed before it begins, or when it has ended."""

    def dying(*args: Any, **given: Any) -> Any:
        if after:
            function(*args, **given)
        raise Killed

    return dying


# Where the worker dies: the module and its function, and whether that has ended.
STEPS: list[tuple[Any, str, bool]] = [
    (jobs, "run", False),  # the job is claimed
    (mails, "take", False),
    (mails, "take", True),  # the notices are taken for good
    (mails, "letter", False),
    (mails, "send", False),
    (mails, "send", True),  # the server has it, and we have not noted it
    (jobs, "finish", False),
    (mails, "mark", True),  # all is written and nothing committed
]
AFTER_THE_SERVER = {5, 6, 7}


def work_and_die(step: int, now: datetime) -> bool:
    """Let a worker do the next job until it dies at a step; return whether it came so far."""
    module, name, after = STEPS[step]
    with Patch.context() as patch:
        patch.setattr(module, name, dies(getattr(module, name), after=after))
        try:
            jobs.run_next(now=now)
        except Killed:
            return True
    return False


def lost_and_doubled(answers: Answers, *, rounds: int, start: int) -> tuple[list[str], list[str]]:
    """Send mails while the worker dies again and again; return addresses without a mail, and those with more than was promised."""
    chance = random.Random(start)  # noqa: S311  not a secret
    now, addresses = NOW, tell(rounds)
    deaths: Counter[str] = Counter()
    for _round in range(rounds):
        step = chance.randrange(len(STEPS))
        first = Job.objects.filter(pk__in=jobs.due(now)).order_by("run_after", "pk").first()
        if first is None:
            break
        deaths[first.payload["user"]] += work_and_die(step, now) and step in AFTER_THE_SERVER
        now += jobs.LEASE + timedelta(seconds=1) if chance.random() < 0.5 else timedelta(seconds=1)
    jobs.run_due(now=now + jobs.LEASE * 2, limit=rounds * 3)
    identities: dict[str, set[str]] = {}
    got: Counter[str] = Counter()
    for message in answers.accepted:
        got[message["To"]] += 1
        identities.setdefault(message["To"], set()).add(message["Message-ID"])
    allowed = {person.email: 1 + deaths[str(person.uid)] for person in UserFactory._meta.model.objects.all()}
    doubled = [one for one in addresses if got[one] > allowed[one] or len(identities.get(one, ())) > 1]
    return [one for one in addresses if not got[one]], doubled


def test_a_worker_that_dies_at_any_step_loses_no_mail(answers: Answers, forbidden: set[str]) -> None:
    assert lost_and_doubled(answers, rounds=MANY, start=7) == ([], [])
    assert not Notice.objects.filter(mailed_at=None).exists()
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_marking_before_sending_would_lose_mails(answers: Answers, forbidden: set[str], monkeypatch: Patch) -> None:
    take = mails.take

    def mark_first(job: Job) -> list[Notice]:
        taken = take(job)
        Notice.objects.filter(pk__in=[one.pk for one in taken]).update(mailed_at=NOW)
        return taken

    monkeypatch.setattr(mails, "take", mark_first)
    lost, _doubled = lost_and_doubled(answers, rounds=MANY, start=7)
    assert lost


class Moody(Answers):
    """Accept, refuse for now, cut the connection; as chance has it."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.chance = random.Random(start)  # noqa: S311  not a secret

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        mood = self.chance.random()
        if mood < 0.25:
            return "451 try again later"
        if mood < 0.4:
            server.transport.close()
            return "421 closing"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def moody(settings: Any) -> Iterator[tuple[Moody, Callable[[bool], None]]]:
    """A server in bad moods, and what sends it away and brings it back."""
    found = Moody(start=11)
    server = Server(found)
    server.start()
    settings.EMAIL_BACKEND = "assay.notifications.smtp.Backend"
    settings.EMAIL_HOST = "127.0.0.1"

    def is_there(there: bool) -> None:
        settings.EMAIL_PORT = server.port if there else 1  # nobody listens on port 1

    is_there(True)
    yield found, is_there
    server.stop()


def waves(count: int, is_there: Callable[[bool], None]) -> int:
    """Leave mails while the server is away, and let time pass; return how many were tried in the busiest second after its return."""
    is_there(False)
    tell(count)
    now, tried = NOW, Counter[datetime]()
    for _step in range(20_000):
        due = Job.objects.filter(state=JobState.WAITING).order_by("run_after").values_list("run_after", flat=True).first()
        if due is None:
            break
        now = max(now, due)
        is_there(now >= NOW + OUTAGE)
        begun = jobs.run_due(now=now, limit=count)
        if now >= NOW + timedelta(minutes=30):
            tried[now.replace(microsecond=0)] += begun
    return max(tried.values(), default=0)


def test_every_mail_is_delivered_once_the_server_is_back(moody: tuple[Moody, Callable[[bool], None]], forbidden: set[str]) -> None:
    server, is_there = moody
    busiest = waves(MANY, is_there)

    got = Counter(message["To"] for message in server.accepted)
    assert len(got) == MANY
    assert set(got.values()) == {1}
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    assert busiest < MANY / 4, "they return together"


def test_without_jitter_all_would_return_together(
    moody: tuple[Moody, Callable[[bool], None]], forbidden: set[str], monkeypatch: Patch
) -> None:
    _server, is_there = moody
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    assert waves(MANY, is_there) >= MANY / 4

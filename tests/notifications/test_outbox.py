from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.notifications import jobs
from assay.notifications.models import Job, JobState
from assay.notifications.notify import notify, send_later
from tests.factories import NOW, UserFactory, admin
from tests.notifications.conftest import Noted

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
Queries = Callable[[], Any]


def refused(noted: Noted, *keys: str) -> None:
    for key in keys:
        noted.failures.append(jobs.Permanent("550 no such person"))
        jobs.enqueue(kind="noted", key=key, payload={"to": f"{key}@example.org"}, at=NOW)
    jobs.run_due(now=NOW)


def test_an_administrator_sees_dead_letters_and_what_waits(as_user: SignIn, noted: Noted, forbidden: set[str]) -> None:
    user = UserFactory.create()
    refused(noted, "nobody")
    notify(users=[user], kind="polished", key="one", data={"name": "one"}, at=NOW, mail_group="batch")
    send_later(to="scm@example.org", subject="Code", text="123456", html="", at=NOW, key="code")

    page = as_user(admin()).get(reverse("mail_jobs"))

    assert [(entry.to, entry.job.last_error) for entry in page.context["dead"]] == [("nobody@example.org", "Permanent: 550 no such person")]
    assert [entry.to for entry in page.context["waiting"]] == [user.email, "scm@example.org"]
    assert "123456" not in page.content.decode()


def test_a_dead_letter_is_retried(as_user: SignIn, noted: Noted) -> None:
    refused(noted, "nobody")
    job = Job.objects.get()

    answer = as_user(admin()).post(reverse("mail_retry", args=[job.uid]))

    job.refresh_from_db()
    assert (answer["Location"], job.state) == (reverse("mail_jobs"), JobState.WAITING)


def test_what_was_sent_meanwhile_is_not_retried(as_user: SignIn, noted: Noted) -> None:
    jobs.enqueue(kind="noted", key="a", payload={}, at=NOW)
    jobs.run_due(now=NOW)

    assert as_user(admin()).post(reverse("mail_retry", args=[Job.objects.get().uid])).status_code == 409


def test_the_outbox_is_for_administrators(as_user: SignIn, noted: Noted) -> None:
    refused(noted, "nobody")
    client = as_user(UserFactory.create())

    assert client.get(reverse("mail_jobs")).status_code == 403
    assert client.post(reverse("mail_retry", args=[Job.objects.get().uid])).status_code == 403
    assert Job.objects.get().state == JobState.DEAD


def test_the_outbox_asks_as_much_for_three_as_for_one(as_user: SignIn, noted: Noted, forbidden: set[str], queries_of: Queries) -> None:
    client = as_user(admin())
    counts = []
    for names in (["one"], ["two", "three"]):
        refused(noted, *names)
        for name in names:
            notify(users=[UserFactory.create()], kind="polished", key=name, data={"name": name}, at=NOW, mail_group=name)
        with queries_of() as asked:
            client.get(reverse("mail_jobs"))
        counts.append(len(asked))

    assert counts[0] == counts[1]

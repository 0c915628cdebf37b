import smtplib
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail as django_mail

from assay.accounts.models import Access
from assay.notifications import jobs, mails
from assay.notifications.models import Job, JobState, Notice
from assay.notifications.notify import notify, send_later
from assay.notifications.smtp import Backend
from tests.factories import NOW, UserFactory
from tests.notifications.server import Answers, Server, Tarpit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def smtp(settings: Any) -> Iterator[Answers]:
    """Send real mail to a server of this process."""
    answers = Answers()
    server = Server(answers)
    server.start()
    settings.EMAIL_BACKEND = "assay.notifications.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield answers
    server.stop()


def tell(user: Any, *names: str, group: str = "batch", kind: str = "polished", after: timedelta = timedelta(0)) -> None:
    for name in names:
        notify(users=[user], kind=kind, key=f"{kind}:{name}", data={"name": name}, at=NOW, mail_group=group, mail_after=after)


def part(message: Message, kind: str) -> str:
    found = next(part for part in message.walk() if part.get_content_type() == kind)
    return bytes(found.get_payload(decode=True)).decode()  # type: ignore[arg-type]  # a part that is not a message


def test_notices_of_a_group_travel_as_one_mail_after_their_time(smtp: Answers, forbidden: set[str]) -> None:
    user = UserFactory.create(name="SCM of 17")
    tell(user, "one", after=timedelta(minutes=15))
    tell(user, "two", after=timedelta(minutes=15))

    assert jobs.run_due(now=NOW + timedelta(minutes=14)) == 0
    assert jobs.run_due(now=NOW + timedelta(minutes=15)) == 1

    [message] = smtp.accepted
    assert (message["Subject"], message["To"]) == ("2 polished for SCM of 17", user.email)
    text, foot = part(message, "text/plain").replace("\r\n", "\n").split("\n\n")
    assert text == "one\ntwo\nhttp://127.0.0.1:8000/polished/"
    assert foot.startswith("Stop mails like this: http://127.0.0.1:8000/notices/stop/")
    assert set(Notice.objects.values_list("mailed_at", flat=True)) == {NOW + timedelta(minutes=15)}


def test_each_group_and_each_person_has_an_own_mail(smtp: Answers, forbidden: set[str]) -> None:
    users = UserFactory.create_batch(2)
    for group in ("a", "b"):
        notify(users=users, kind="polished", key=group, data={"name": group}, at=NOW, mail_group=group)

    jobs.run_due(now=NOW)

    assert sorted(message["To"] for message in smtp.accepted) == sorted([user.email for user in users] * 2)


def test_a_notice_exists_once_however_often_it_is_told(forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "one", "one")
    notify(users=[user, user], kind="polished", key="polished:one", data={"name": "one"}, at=LATER)

    assert Notice.objects.count() == 1


def test_a_kind_without_templates_is_told_in_the_app_alone(forbidden: set[str]) -> None:
    tell(UserFactory.create(), "one", kind="quiet")

    assert (Notice.objects.count(), Job.objects.count()) == (1, 0)


def test_what_one_may_no_longer_receive_is_left_out(smtp: Answers, forbidden: set[str]) -> None:
    tell(UserFactory.create(), "secret", "open")
    forbidden.add("secret")

    jobs.run_due(now=NOW)

    assert "secret" not in str(smtp.accepted[0])
    assert Notice.objects.filter(mailed_at=None).count() == 0


@pytest.mark.parametrize("lost", [{"is_active": False}, {"access": Access.PENDING}])
def test_nothing_is_sent_to_somebody_who_has_lost_access(smtp: Answers, forbidden: set[str], lost: dict[str, Any]) -> None:
    user = UserFactory.create()
    tell(user, "one")
    type(user).objects.filter(pk=user.pk).update(**lost)

    jobs.run_due(now=NOW)

    assert smtp.accepted == []
    assert Job.objects.get().state == JobState.DONE


def test_only_the_html_of_a_mail_is_escaped(smtp: Answers, forbidden: set[str]) -> None:
    tell(UserFactory.create(name="R&D"), "<script>1 & 2</script>")

    jobs.run_due(now=NOW)

    [message] = smtp.accepted
    assert message["Subject"] == "1 polished for R&D"
    assert "<script>1 & 2</script>" in part(message, "text/plain")
    assert "&lt;script&gt;1 &amp; 2&lt;/script&gt;" in part(message, "text/html")


@pytest.mark.parametrize("answers", [{"to_rcpt": ["451 try later"]}, {"to_data": ["452 disk full"]}, {"to_data": ["421 bye"]}])
def test_a_temporary_refusal_is_tried_again_until_it_is_over(smtp: Answers, forbidden: set[str], answers: dict[str, list[str]]) -> None:
    vars(smtp).update(answers)
    tell(UserFactory.create(), "one")

    jobs.run_due(now=NOW)
    assert (Job.objects.get().state, smtp.accepted) == (JobState.WAITING, [])
    assert Job.objects.get().last_error.startswith("Refused: 4")

    jobs.run_due(now=LATER)
    assert (Job.objects.get().state, len(smtp.accepted)) == (JobState.DONE, 1)


def test_a_server_that_is_away_is_waited_for(settings: Any, smtp: Answers, forbidden: set[str]) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    tell(UserFactory.create(), "one")
    for hour in range(3):
        jobs.run_due(now=NOW + timedelta(hours=hour))
    settings.EMAIL_PORT = port

    jobs.run_due(now=NOW + timedelta(hours=4))

    assert (Job.objects.get().attempts, len(smtp.accepted)) == (4, 1)


@pytest.mark.parametrize("place", ["to_rcpt", "to_data"])
def test_a_permanent_refusal_is_a_dead_letter(smtp: Answers, forbidden: set[str], place: str) -> None:
    getattr(smtp, place).append("550 5.1.1 no such person")
    tell(UserFactory.create(), "one")

    jobs.run_due(now=NOW)

    job = Job.objects.get()
    assert (job.state, job.last_error) == (JobState.DEAD, "Permanent: 550 5.1.1 no such person")
    assert Notice.objects.get().mailed_at is None
    jobs.retry(job.uid, now=NOW)
    jobs.run_due(now=NOW)
    assert len(smtp.accepted) == 1


def test_a_wrong_password_of_the_server_kills_no_mail() -> None:
    assert not mails.is_permanent(smtplib.SMTPAuthenticationError(535, b"wrong"))
    assert not mails.is_permanent(smtplib.SMTPConnectError(554, b"not you"))


def test_a_mail_sent_before_a_crash_is_sent_again_under_the_same_identity_and_says_the_same(
    smtp: Answers, forbidden: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = UserFactory.create()
    tell(user, "one")
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due(now=NOW)
    tell(user, "two")

    jobs.run_due(now=LATER)

    first, *others = smtp.accepted
    again = next(message for message in others if message["Message-ID"] == first["Message-ID"])
    assert (len(others), part(again, "text/plain")) == (2, part(first, "text/plain"))
    assert sorted(part(message, "text/plain").split("\r\n")[0] for message in others) == ["one", "two"]


def killed(*_args: Any, **_kwargs: Any) -> None:
    raise KeyboardInterrupt


def crash_while_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(mails, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due(now=NOW)


def test_a_crash_before_sending_loses_nothing(smtp: Answers, forbidden: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tell(UserFactory.create(), "one")

    crash_while_sending(monkeypatch)
    jobs.run_due(now=LATER)

    assert len(smtp.accepted) == 1


def test_a_worker_that_marks_before_it_sends_would_be_caught(smtp: Answers, forbidden: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted bug: with it, the same crash loses the mail, so the test above can fail."""
    taking = mails.take

    def marking(job: Job) -> list[Notice]:
        mails.mark(taken := taking(job), NOW)
        return taken

    monkeypatch.setattr(mails, "take", marking)
    tell(UserFactory.create(), "one")

    crash_while_sending(monkeypatch)
    jobs.run_due(now=LATER)

    assert smtp.accepted == []


def test_a_failure_while_marking_leaves_nothing_half_marked(smtp: Answers, forbidden: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tell(UserFactory.create(), "one")
    with monkeypatch.context() as patched:
        patched.setattr(mails, "mark", unable)
        jobs.run_due(now=NOW)

    assert (Job.objects.get().state, Notice.objects.get().mailed_at) == (JobState.WAITING, None)
    jobs.run_due(now=LATER)
    assert len({message["Message-ID"] for message in smtp.accepted}) == 1
    assert Notice.objects.get().mailed_at == LATER


def unable(*_args: Any) -> None:
    raise OSError("unable")


def test_a_tarpit_is_cut_off(settings: Any) -> None:
    tarpit = Tarpit()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", tarpit.port
    message = django_mail.EmailMessage("Subject", "Text", to=["scm@example.org"])
    began = time.monotonic()

    with pytest.raises((smtplib.SMTPException, OSError)):
        Backend(deadline=0.3).send_messages([message])

    assert time.monotonic() - began < 3
    tarpit.close()


def test_a_finished_mail_is_sent_once_and_its_text_is_forgotten(smtp: Answers) -> None:
    for _ in range(2):
        send_later(to="scm@example.org", subject="Your code", text="123456", html="<p>123456</p>", at=NOW, key="code")

    jobs.run_due(now=NOW)

    [message] = smtp.accepted
    assert (message["Subject"], part(message, "text/plain"), part(message, "text/html")) == ("Your code", "123456", "<p>123456</p>")
    job = Job.objects.get()
    assert (job.state, job.payload) == (JobState.DONE, {"to": "scm@example.org"})
    assert message["Message-ID"] == f"<{job.uid}@127.0.0.1>"

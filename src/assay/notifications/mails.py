"""The mails: who still may receive what, how it reads, and what a server's refusal means."""

import smtplib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assay.notifications.jobs import Permanent, Write
from assay.notifications.kinds import kinds, permitted
from assay.notifications.models import Job, Notice
from assay.notifications.stopping import stop_address
from assay.notifications.topics import topics

if TYPE_CHECKING:
    from assay.accounts.models import User

PARTS = ("subject.txt", "text.txt", "mail.html")
REFUSED_FOR_GOOD = range(500, 600)


class Refused(Exception):
    """The server does not take a mail at the moment."""


@dataclass(frozen=True)
class Letter:
    """A mail as it reads."""

    to: str
    subject: str
    text: str
    html: str


def send_notices(job: Job, now: datetime) -> Write | None:
    """Send one person's notices of one group as one mail; return what marks them."""
    user = get_user_model().objects.filter(uid=job.payload["user"]).first()
    taken = take(job)
    rightful = worth_it(user, permitted(user, taken)) if user else []
    if user and rightful:
        send(letter(user, rightful), message_id(job.uid), stop=stop_address(user, kinds[rightful[0].kind].topic))
    return lambda: mark(taken, now)


def send_digest(job: Job, now: datetime) -> Write | None:
    """Send what a person hears of once a day as one mail; what is settled by then is left out."""
    user = get_user_model().objects.filter(uid=job.payload["user"]).first()
    taken = take(job)
    rightful = permitted(user, taken) if user else []
    worth = {notice.pk for kind in {one.kind for one in rightful} for notice in worth_of_kind(user, rightful, kind)}
    listed = [notice for notice in rightful if notice.pk in worth]
    if user and listed:
        send(digest(user, listed), message_id(job.uid), stop=stop_address(user, ""))
    return lambda: mark(taken, now)


def worth_of_kind(user: "User | None", notices: list[Notice], kind: str) -> list[Notice]:
    """Return what of one kind is still worth a mail."""
    return worth_it(user, [notice for notice in notices if notice.kind == kind]) if user else []


def worth_it(user: "User", notices: list[Notice]) -> list[Notice]:
    """Leave out what is settled meanwhile."""
    return kinds[notices[0].kind].worth_a_mail(user, notices) if notices else []


def take(job: Job) -> list[Notice]:
    """Take the group's notices into this job for good: a mail that is sent again says the same under the same Message-ID."""
    unmailed = Notice.objects.filter(user__uid=job.payload["user"], mailed_at=None)
    if not unmailed.filter(mail_job=job.uid).exists():
        unmailed.filter(mail_group=job.payload["group"], mail_job=None).update(mail_job=job.uid)
    return list(unmailed.filter(mail_job=job.uid).order_by("created_at", "pk"))


def mark(notices: list[Notice], now: datetime) -> None:
    """Mark notices as mailed, also those that their reader may no longer receive."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)


def send_plain(job: Job, _now: datetime) -> Write | None:
    """Send a finished mail; its text is forgotten then, since it may hold a code or a link that signs in."""
    send(Letter(**job.payload), message_id(job.uid))
    return lambda: forget_text(job)


def forget_text(job: Job) -> None:
    """Keep no more than the address of a mail that was sent."""
    Job.objects.filter(pk=job.pk).update(payload={"to": job.payload["to"]})


def letter(user: "User", notices: list[Notice]) -> Letter:
    """Render the three templates of the notices' kind in the reader's time zone."""
    kind = kinds[notices[0].kind]
    stop = stop_address(user, kind.topic)
    known = {"base_url": settings.BASE_URL, "person": user, "notices": notices, "stop": stop, **kind.mail_context(user, notices)}
    with translation.override(settings.LANGUAGE_CODE), timezone.override(ZoneInfo(user.time_zone) if user.time_zone else None):
        subject, text, html = (render(f"{kind.mail_template_folder}/{part}", known) for part in PARTS)
        foot = _("Stop mails like this: %(url)s") % {"url": stop}
    return Letter(user.email, subject, f"{text.strip()}\n\n{foot}\n", html)


def digest(user: "User", notices: list[Notice]) -> Letter:
    """Render the daily mail: by topic, each notice as a sentence with its link and what people wrote."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(ZoneInfo(user.time_zone) if user.time_zone else None):
        said = [entry(notice) for notice in notices]
        parts = [(topic.label, [one for one in said if one["topic"] == name]) for name, topic in topics.items()]
        listed = [(label, entries) for label, entries in parts if entries]
        known = {"base_url": settings.BASE_URL, "person": user, "count": len(said), "parts": listed, "stop": stop_address(user, "")}
        subject, text, html = (render(f"notifications/digest/{part}", known) for part in PARTS)
    return Letter(user.email, subject, text.strip() + "\n", html)


def entry(notice: Notice) -> dict[str, Any]:
    """Return a notice as the daily mail says it."""
    kind = kinds[notice.kind]
    url = settings.BASE_URL + kind.link(notice)
    return {"topic": kind.topic, "sentence": kind.sentence(notice), "url": url, "quotes": kind.quotes(notice)}


def render(name: str, known: dict[str, Any]) -> str:
    """Render a template; only HTML is escaped."""
    template = cast("Template", get_template(name).template)  # type: ignore[attr-defined]  # the stubs know no engine's template
    return str(template.render(Context(known, autoescape=name.endswith(".html"))))


def message_id(uid: uuid.UUID) -> str:
    """Return the Message-ID of a job's mail: the same however often it has to be sent."""
    return f"<{uid}@{urlsplit(settings.BASE_URL).hostname}>"


def send(mail: Letter, identity: str, *, stop: str = "") -> None:
    """Hand a mail to the server; Permanent where it refuses this mail for good. `stop` ends mails like it with one click (RFC 8058)."""
    headers = {"Message-ID": identity, "Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(" ".join(mail.subject.split()), mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPException as refusal:
        raise (Permanent if is_permanent(refusal) else Refused)(in_words(refusal)) from refusal


def is_permanent(refusal: smtplib.SMTPException) -> bool:
    """Return whether a server refuses this mail for good; a refused connection or sign-in says nothing about the mail."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return all(code in REFUSED_FOR_GOOD for code, _reason in refusal.recipients.values())
    if isinstance(refusal, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return refusal.smtp_code in REFUSED_FOR_GOOD
    return False


def in_words(refusal: smtplib.SMTPException) -> str:
    """Return what the server said, as it stands in the administrators' list."""
    said: list[tuple[int, bytes | str]] = [*refusal.recipients.values()] if isinstance(refusal, smtplib.SMTPRecipientsRefused) else []
    if isinstance(refusal, smtplib.SMTPResponseException):
        said.append((refusal.smtp_code, refusal.smtp_error))
    words = [f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}" for code, reason in said]
    return " · ".join(words) or f"{type(refusal).__name__} {refusal}"

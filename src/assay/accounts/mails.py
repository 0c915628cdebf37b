"""The mails of accounts: a code, a link, an invitation; text and HTML from a folder each."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from assay.notifications.models import Job
from assay.notifications.notify import PLAIN_MAIL, send_later


@dataclass(frozen=True)
class Letter:
    """A mail without its address."""

    subject: str
    text: str
    html: str


def letter(folder: str, known: dict[str, Any]) -> Letter:
    """Render the three templates of a folder."""
    context = {"base_url": settings.BASE_URL, **known}
    subject, text, html = (render_to_string(f"{folder}/{part}", context) for part in ("subject.txt", "text.txt", "mail.html"))
    return Letter(" ".join(subject.split()), text.strip() + "\n", html)


@transaction.atomic
def post(to: str, written: Letter, *, at: datetime, key: str) -> None:
    """Put the letter into the outbox."""
    send_later(to=to, subject=written.subject, text=written.text, html=written.html, at=at, key=key)


@transaction.atomic
def post_nowhere(folder: str, *, at: datetime) -> None:
    """Do the work of a mail and take it back, so that an unknown address answers no faster than a known one."""
    key = secrets.token_hex(16)
    post("nobody@localhost", letter(folder, {"code": key, "link": key}), at=at, key=key)
    Job.objects.filter(kind=PLAIN_MAIL, key=key).delete()

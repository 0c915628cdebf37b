"""Mails that land in a folder where no mail server is configured, and what the page of them reads."""

import email
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as Parsed
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from assay.web.access import admins

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from assay.accounts.models import User

LISTED = 200


class Backend(BaseEmailBackend):
    """Write each mail as a file; the names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many mails are on disk, each one whole."""
        for message in email_messages:
            keep(message.message().as_bytes())
        return len(email_messages)


def keep(content: bytes) -> Path:
    """Write one mail under its own name and return the path; a file that is seen is a whole one."""
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{timezone.now():%Y%m%dT%H%M%S-%f}-{secrets.token_hex(4)}.eml"
    part = path.with_suffix(".part")
    part.write_bytes(content)
    return part.replace(path)


def may_read(user: "User | AnonymousUser") -> bool:
    """Allow anybody in the demonstration and administrators while developing; nobody where real mail is sent."""
    if settings.MAIL_SERVER.host:
        return False
    return settings.DEMO or (settings.DEBUG and admins(user))


@dataclass(frozen=True)
class Mail:
    """A mail of the folder as people read it."""

    name: str
    sent_at: datetime | None
    sender: str
    to: str
    subject: str
    text: str
    html: str


def mails() -> list[Mail]:
    """Return the latest mails of the folder, newest first."""
    paths = sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True)[:LISTED]
    return [read(path) for path in paths]


def mail(name: str) -> Mail | None:
    """Return the mail of a name, or None; the route lets only letters, digits and dashes through."""
    path = Path(settings.MAIL_DIR) / f"{name}.eml"
    return read(path) if path.is_file() else None


def read(path: Path) -> Mail:
    """Read a mail from its file."""
    message = email.message_from_bytes(path.read_bytes(), _class=Parsed, policy=default)
    sent = message["Date"]
    return Mail(
        name=path.stem,
        sent_at=parsedate_to_datetime(sent) if sent else None,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body(message, "plain"),
        html=body(message, "html"),
    )


def body(message: Parsed, kind: str) -> str:
    """Return the text of one part, or nothing."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""

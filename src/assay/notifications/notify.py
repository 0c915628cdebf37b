"""Tell people something, in the app and by mail, within the transaction in which it happens."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from assay.notifications.jobs import enqueue
from assay.notifications.kinds import Kind, kinds, register_kind
from assay.notifications.models import Notice

if TYPE_CHECKING:
    from assay.accounts.models import User

__all__ = ["NOTICE_MAIL", "PLAIN_MAIL", "Kind", "notify", "register_kind", "send_later"]
NOTICE_MAIL = "notice_mail"
PLAIN_MAIL = "plain_mail"
AT_ONCE = timedelta(0)


@transaction.atomic(savepoint=False)
def notify(
    *,
    users: "Iterable[User]",
    kind: str,
    key: str,
    data: dict[str, Any],
    at: datetime,
    mail_group: str = "",
    mail_after: timedelta = AT_ONCE,
) -> None:
    """Give each person one notice under `key`, and one mail for all that share `mail_group`, sent `mail_after` the first."""
    group = grouped(kinds[kind], mail_group or key)
    told = sorted({user.pk: user for user in users}.values(), key=lambda user: user.uid)
    Notice.objects.bulk_create(
        [Notice(user=user, kind=kind, key=key, mail_group=group, data=data, created_at=at) for user in told], ignore_conflicts=True
    )
    for user in told if group else ():
        payload = {"user": str(user.uid), "group": group}
        enqueue(kind=NOTICE_MAIL, key=f"{group}:{user.uid}", payload=payload, at=at, run_after=at + mail_after)


def grouped(kind: Kind, mail_group: str) -> str:
    """Return the group within the kind's template folder: one mail has one template; empty for what is not mailed."""
    return f"{kind.mail_template_folder}:{mail_group}" if kind.mail_template_folder else ""


def send_later(*, to: str, subject: str, text: str, html: str, at: datetime, key: str) -> None:
    """Put a finished mail to one address into the outbox; `key` makes it exist once while it waits."""
    enqueue(kind=PLAIN_MAIL, key=key, payload={"to": to, "subject": subject, "text": text, "html": html}, at=at)

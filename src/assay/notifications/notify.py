"""Tell people something, in the app and by mail, within the transaction in which it happens."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from assay.notifications.jobs import enqueue
from assay.notifications.kinds import Kind, kinds, register_kind
from assay.notifications.models import Notice, Reach
from assay.notifications.topics import reach_of

if TYPE_CHECKING:
    from assay.accounts.models import User

__all__ = ["AT_ONCE", "DIGEST_MAIL", "NOTICE_MAIL", "PLAIN_MAIL", "Kind", "notify", "register_kind", "send_later"]
NOTICE_MAIL = "notice_mail"
PLAIN_MAIL = "plain_mail"
DIGEST_MAIL = "digest_mail"
DIGEST = "digest"
MORNING = 7
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
    """Give each person one notice under `key`, and one mail for all that share `mail_group`, sent `mail_after` the first.

    Who chose to hear of the topic once a day gets one mail in their morning, who chose the app none, who chose nothing no notice.
    """
    group = grouped(kinds[kind], mail_group or key)
    people = {user.pk: user for user in users}
    reach = reach_of(people.values(), kinds[kind].topic)
    told = sorted((user for pk, user in people.items() if reach[pk] != Reach.OFF), key=lambda user: user.uid)
    groups = {Reach.AT_ONCE: group, Reach.DAILY: DIGEST if group else ""}
    Notice.objects.bulk_create(
        [Notice(user=one, kind=kind, key=key, mail_group=groups.get(reach[one.pk], ""), data=data, created_at=at) for one in told],
        ignore_conflicts=True,
    )
    for user in told if group else ():
        if reach[user.pk] == Reach.AT_ONCE:
            payload = {"user": str(user.uid), "group": group}
            enqueue(kind=NOTICE_MAIL, key=f"{group}:{user.uid}", payload=payload, at=at, run_after=at + mail_after)
        elif reach[user.pk] == Reach.DAILY:
            payload = {"user": str(user.uid), "group": DIGEST}
            enqueue(kind=DIGEST_MAIL, key=f"{DIGEST}:{user.uid}", payload=payload, at=at, run_after=next_morning(user, at))


def next_morning(user: "User", at: datetime) -> datetime:
    """Return when the person's next daily mail goes: at seven, where they are."""
    here = at.astimezone(ZoneInfo(user.time_zone or settings.TIME_ZONE))
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if here < morning else morning + timedelta(days=1)


def grouped(kind: Kind, mail_group: str) -> str:
    """Return the group within the kind's template folder: one mail has one template; empty for what is not mailed."""
    return f"{kind.mail_template_folder}:{mail_group}" if kind.mail_template_folder else ""


def send_later(*, to: str, subject: str, text: str, html: str, at: datetime, key: str) -> None:
    """Put a finished mail to one address into the outbox; `key` makes it exist once while it waits."""
    enqueue(kind=PLAIN_MAIL, key=key, payload={"to": to, "subject": subject, "text": text, "html": html}, at=at)

"""How reminders of decisions that wait for release read; what waits is asked again when they are sent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.models import Batch
from assay.notifications import jobs, loop, outbox
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind
from assay.review.ahead import unreleased
from assay.review.models import PendingDecision
from assay.review.notice_kinds import MAILS, link_to, open_batches
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

Notices = Sequence[Notice]


@dataclass(frozen=True)
class Unreleased:
    """A batch, and when the notice's reader made each decision on it that waits, the last one last."""

    batch: Batch
    decided_at: list[datetime]


def read_unreleased(notices: Notices) -> None:
    """Put its batch with what its reader has not released beside each notice."""
    uids = {notice.data["batch"] for notice in notices}
    batches = {str(one.uid): one for one in Batch.objects.filter(uid__in=uids).select_related("skill")}
    times: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    waiting = PendingDecision.objects.waiting().filter(submission__batch__uid__in=uids, by__in={notice.user_id for notice in notices})
    for person, batch, at in waiting.order_by("at", "pk").values_list("by", "submission__batch", "at"):
        times[person, batch].append(at)
    for notice in notices:
        batch_of = batches.get(notice.data["batch"])
        notice.known = batch_of and Unreleased(batch_of, times[notice.user_id, batch_of.pk])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def known(notice: Notice) -> Unreleased:
    """Return what read_unreleased put beside a notice."""
    found: Unreleased = notice.known  # type: ignore[attr-defined]  # set by read_unreleased
    return found


def sentence(notice: Notice) -> str:
    """Say how many decisions wait for their release now."""
    one = known(notice)
    words = {"batch": one.batch, "skill": one.batch.skill, "n": len(one.decided_at)}
    if not one.decided_at:
        return _("None of your decisions on batch %(batch)s of %(skill)s waits for release any more") % words
    return (
        ngettext(
            "%(n)d decision of yours on batch %(batch)s of %(skill)s waits until you release it",
            "%(n)d decisions of yours on batch %(batch)s of %(skill)s wait until you release them",
            len(one.decided_at),
        )
        % words
    )


def link(notice: Notice) -> str:
    """Return the page that releases; the batch's where nothing waits."""
    return reverse("release" if known(notice).decided_at else "batch", args=[notice.data["batch"]])


def still_waiting(user: "User", notices: Notices) -> list[Notice]:
    """Keep the notices of which something waits that the person can release: others are not worth a mail."""
    return [one for one in notices if known(one).decided_at and known(one).batch.skill_id in roles_of(user).sa]


def mail(_user: "User", notices: Notices) -> dict[str, Any]:
    """Return what the mail says: numbers and batches, never what was decided."""
    found = {known(one).batch.pk: known(one) for one in notices}.values()
    rows = [
        {"batch": one.batch, "n": len(one.decided_at), "last": one.decided_at[-1], "url": link_to("release", one.batch.uid)}
        for one in found
    ]
    return {"rows": rows, "total": sum(row["n"] for row in rows), "url": link_to("review_queue")}


def register() -> None:
    """Make the kind and its job known."""
    more: dict[str, Any] = {"worth_a_mail": still_waiting, "topic": "due"}
    register_kind(Kind(unreleased.KIND, f"{MAILS}/unreleased", sentence, link, open_batches, mail, read_unreleased, **more))
    jobs.register(unreleased.JOB, unreleased.remind)
    loop.HOURLY.append(unreleased.plan)
    outbox.NAMES[unreleased.JOB] = gettext_lazy("Reminders of decisions to release")

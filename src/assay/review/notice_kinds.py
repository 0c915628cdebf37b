"""How the notices of the review read, in the app and by mail; the recipient's right is asked again each time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

from assay.descriptors.models import Batch
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind
from assay.review.batches import batches_visible_to, submissions_visible_to

if TYPE_CHECKING:
    from assay.accounts.models import User

Notices = Sequence[Notice]
MAILS = "notifications/mail"


def link_to(name: str, *args: object) -> str:
    """Return a full address for a mail."""
    return settings.BASE_URL + reverse(name, args=args)


def read_batches(notices: Notices) -> None:
    """Put its batch, and how many were sent in it, beside each notice."""
    found = Batch.objects.filter(uid__in=[notice.data["batch"] for notice in notices]).select_related("skill", "sent_by")
    batches = {str(batch.uid): batch for batch in found.prefetch_related("submissions")}
    for notice in notices:
        notice.known = batches.get(notice.data["batch"])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def batch_of(notice: Notice) -> Batch:
    """Return the batch that read_batches put beside a notice."""
    found: Batch = notice.known  # type: ignore[attr-defined]  # set by read_batches
    return found


def open_batches(user: "User", notices: Notices) -> list[Notice]:
    """Return the notices of batches that the person may open."""
    may = {str(uid) for uid in batches_visible_to(user).filter(uid__in=[n.data["batch"] for n in notices]).values_list("uid", flat=True)}
    return [notice for notice in notices if notice.data["batch"] in may]


def batch_sentence(notice: Notice) -> str:
    """Say who sent how many."""
    batch = batch_of(notice)
    count = len(batch.submissions.all())
    sentences = {
        "batch_submitted": ngettext(
            "%(who)s sent %(count)d descriptor of %(skill)s in batch %(batch)s",
            "%(who)s sent %(count)d descriptors of %(skill)s in batch %(batch)s",
            count,
        ),
        "batch_resubmitted": ngettext(
            "%(who)s sent %(count)d descriptor of %(skill)s in batch %(batch)s, revised after a return",
            "%(who)s sent %(count)d descriptors of %(skill)s in batch %(batch)s, some revised after a return",
            count,
        ),
        "batch_without_sa": ngettext(
            "%(who)s sent %(count)d descriptor of %(skill)s in batch %(batch)s, and no Skill Advisor can decide it",
            "%(who)s sent %(count)d descriptors of %(skill)s in batch %(batch)s, and no Skill Advisor can decide them",
            count,
        ),
    }
    return sentences[notice.kind] % {"who": batch.sent_by, "count": count, "skill": batch.skill, "batch": batch}


def batch_link(notice: Notice) -> str:
    """Return the batch's page."""
    return reverse("batch", args=[notice.data["batch"]])


def batch_mail(user: "User", notices: Notices) -> dict[str, Any]:
    """Return what the mail about a batch says: names and counts, never a level."""
    batch = batch_of(notices[0])
    rows = list(submissions_visible_to(user).filter(batch=batch))
    names = [{"name": row.descriptor.criterion_name, "round": row.round} for row in rows]
    again = sum(row.round > 1 for row in rows)
    return {"batch": batch, "rows": names, "again": again, "url": link_to("batch", batch.uid), "sentence": batch_sentence(notices[0])}


def register() -> None:
    """Make the kinds known that tell of a batch."""
    for name in ("batch_submitted", "batch_resubmitted", "batch_without_sa"):
        folder = f"{MAILS}/batch_without_sa" if name == "batch_without_sa" else f"{MAILS}/batch"
        register_kind(Kind(name, folder, batch_sentence, batch_link, open_batches, batch_mail, read_batches, topic="batches"))

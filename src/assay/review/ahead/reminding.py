"""How reminders read, in the app and by mail; the right and what is undecided are asked again when they are sent."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.due import by_due_date, words
from assay.descriptors.models import Batch
from assay.notifications import jobs, loop, outbox
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind
from assay.review.ahead import reminders
from assay.review.ahead.deciding import to_decide, waiting_of
from assay.review.notice_kinds import MAILS, batch_link, link_to, open_batches, read_batches

if TYPE_CHECKING:
    from assay.accounts.models import User


def sentence(notice: Notice) -> str:
    """Say until when the batch is due, as it stands now."""
    batch: Batch = notice.known  # type: ignore[attr-defined]  # set by read_batches
    waits = sum(one.outcome is None for one in batch.submissions.all())
    if not waits:
        return _("Batch %(batch)s of %(skill)s is decided") % {"batch": batch, "skill": batch.skill}
    said = ngettext(
        "Batch %(batch)s of %(skill)s has %(n)d undecided descriptor: %(due)s",
        "Batch %(batch)s of %(skill)s has %(n)d undecided descriptors: %(due)s",
        waits,
    )
    return said % {"batch": batch, "skill": batch.skill, "n": waits, "due": batch.due_in_words or _("no due date")}


def still_undecided(user: "User", notices: Sequence[Notice]) -> list[Notice]:
    """Keep the notices whose batch still has something that the person can decide: others are not worth a mail."""
    mine = {str(batch.uid) for batch in batches_to_decide(user, notices)}
    return [notice for notice in notices if notice.data["batch"] in mine]


def batches_to_decide(user: "User", notices: Sequence[Notice]) -> dict[Batch, int]:
    """Return the batches of notices with how many the person can decide."""
    batches = Batch.objects.filter(uid__in=[notice.data["batch"] for notice in notices])
    counts = to_decide(waiting_of(list(batches.values_list("pk", flat=True))))
    return {batch: n for (person, batch), n in counts.items() if person.pk == user.pk}


def mail(user: "User", notices: Sequence[Notice]) -> dict[str, Any]:
    """Return what the mail says: every batch with its due date and a link, what is due first on top."""
    counts = batches_to_decide(user, notices)
    ordered = Batch.objects.filter(pk__in=[batch.pk for batch in counts]).select_related("skill").order_by(*by_due_date())
    today = date.fromisoformat(max(notice.data["on"] for notice in notices))
    rows = [{"batch": batch, "n": counts[batch], "due": words(batch.due, today), "url": link_to("batch", batch.uid)} for batch in ordered]
    late = sum(batch.due_on is not None and batch.due_on < today for batch in ordered)
    return {"rows": rows, "late": late, "url": link_to("review_queue")}


def register() -> None:
    """Make the kind and its daily job known."""
    register_kind(
        Kind(
            reminders.KIND,
            f"{MAILS}/due",
            sentence,
            batch_link,
            open_batches,
            mail,
            read_batches,
            worth_a_mail=still_undecided,
            topic="due",
        )
    )
    jobs.register(reminders.JOB, reminders.remind)
    loop.HOURLY.append(reminders.plan)
    outbox.NAMES[reminders.JOB] = gettext_lazy("Reminders of due dates")

"""How reminders read, in the app and by mail; the right and what is undecided are asked again when they are sent."""

from collections import Counter
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
from assay.review.ahead.deciding import Share, to_decide, waiting_of
from assay.review.batches import oversees
from assay.review.models import PendingDecision
from assay.review.notice_kinds import MAILS, batch_link, link_to, open_batches, read_batches

if TYPE_CHECKING:
    from assay.accounts.models import User


def read_due(notices: Sequence[Notice]) -> None:
    """Put its batch, and how many decisions its reader has not released, beside each notice."""
    read_batches(notices)
    people, uids = {one.user_id for one in notices}, {one.data["batch"] for one in notices}
    own = PendingDecision.objects.waiting().filter(by__in=people, submission__batch__uid__in=uids)
    found = Counter((person, str(uid)) for person, uid in own.values_list("by", "submission__batch__uid"))
    for notice in notices:
        notice.unreleased = found[notice.user_id, notice.data["batch"]]  # type: ignore[attr-defined]  # what Kind.prefetch is for


def sentence(notice: Notice) -> str:
    """Say until when the batch is due, as it stands now; decisions of others that wait are nobody's to know here."""
    batch: Batch = notice.known  # type: ignore[attr-defined]  # set by read_due
    unreleased: int = notice.unreleased  # type: ignore[attr-defined]  # as above
    waits = sum(one.outcome is None for one in batch.submissions.all()) - unreleased
    if not waits and not unreleased:
        return _("Batch %(batch)s of %(skill)s is decided") % {"batch": batch, "skill": batch.skill}
    return said_of(notice.kind, waits, unreleased) % {
        "batch": batch,
        "skill": batch.skill,
        "n": waits or unreleased,
        "due": batch.due_in_words or _("no due date"),
    }


def said_of(kind: str, waits: int, unreleased: int) -> str:
    """Return the sentence for numbers of which one is not 0."""
    if not waits:
        return ngettext(
            "Batch %(batch)s of %(skill)s has %(n)d decision for you to release: %(due)s",
            "Batch %(batch)s of %(skill)s has %(n)d decisions for you to release: %(due)s",
            unreleased,
        )
    if kind == reminders.PASSED_ON:
        return ngettext(
            "Batch %(batch)s of %(skill)s is passed on to you, %(n)d descriptor is undecided: %(due)s",
            "Batch %(batch)s of %(skill)s is passed on to you, %(n)d descriptors are undecided: %(due)s",
            waits,
        )
    return ngettext(
        "Batch %(batch)s of %(skill)s has %(n)d undecided descriptor: %(due)s",
        "Batch %(batch)s of %(skill)s has %(n)d undecided descriptors: %(due)s",
        waits,
    )


def still_undecided(user: "User", notices: Sequence[Notice]) -> list[Notice]:
    """Keep the notices whose batch still has something for the person: others are not worth a mail."""
    found = {str(batch.uid): share for batch, share in undecided_in(user, notices).items()}
    listed = [notice for notice in notices if notice.data["batch"] in found]
    return [notice for notice in listed if notice.kind == reminders.PASSED_ON or found[notice.data["batch"]].is_left]


def undecided_in(user: "User", notices: Sequence[Notice]) -> dict[Batch, Share]:
    """Return the batches of notices with what the person can decide; for who oversees and decides none of them, how many wait."""
    batches = Batch.objects.filter(uid__in=[notice.data["batch"] for notice in notices])
    rounds = waiting_of(list(batches.values_list("pk", flat=True)))
    mine = {batch: share for (person, batch), share in to_decide(rounds).items() if person.pk == user.pk}
    waits = Counter(one.batch for one in rounds) if oversees(user) else {}
    return {batch: Share(undecided=n) for batch, n in waits.items()} | mine


def mail(user: "User", notices: Sequence[Notice]) -> dict[str, Any]:
    """Return what the mail says: every batch with its due date and a link, what is due first on top."""
    counts = undecided_in(user, notices)
    passed_on = {notice.data["batch"] for notice in notices if notice.kind == reminders.PASSED_ON}
    ordered = Batch.objects.filter(pk__in=[batch.pk for batch in counts]).select_related("skill").order_by(*by_due_date())
    today = date.fromisoformat(max(notice.data["on"] for notice in notices))
    rows = [
        {
            "passed_on": str(batch.uid) in passed_on,
            "batch": batch,
            "waits": counts[batch],
            "due": words(batch.due, today),
            "url": link_to("batch", batch.uid),
        }
        for batch in ordered
    ]
    late = sum(batch.due_on is not None and batch.due_on < today for batch in ordered)
    return {"rows": rows, "late": late, "url": link_to("review_queue")}


def register() -> None:
    """Make the kinds and their job known."""
    for name in (reminders.KIND, reminders.PASSED_ON):
        more: dict[str, Any] = {"worth_a_mail": still_undecided, "topic": "due"}
        register_kind(Kind(name, f"{MAILS}/due", sentence, batch_link, open_batches, mail, read_due, **more))
    jobs.register(reminders.JOB, reminders.remind)
    loop.HOURLY.append(reminders.plan)
    outbox.NAMES[reminders.JOB] = gettext_lazy("Reminders of due dates")

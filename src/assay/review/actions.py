"""The transitions of a review: submit (in `sending`), withdraw, approve, return, recall. Each is one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.recording import conflict, fact_of, was_mine
from assay.descriptors.states import DRAFT, PENDING_REVIEW, RETURNED, BatchStatus, Outcome
from assay.descriptors.wording import Wording
from assay.errors import DomainError
from assay.history.record import record
from assay.review import notices
from assay.review.deciding.actions import carry_out, decide, leave_out
from assay.review.deciding.rows import hold, require_others_work
from assay.review.deciding.verdicts import NOT_AN_SA, Verdict, tidied
from assay.review.models import LeftOut, PendingDecision, Release
from assay.review.sending.actions import Row, Sending, submit_batch, submit_batches

if TYPE_CHECKING:
    from assay.accounts.models import User

__all__ = ["Row", "Sending", "approve", "recall", "return_for_changes", "submit_batch", "submit_batches", "withdraw"]


@transaction.atomic
def withdraw(*, descriptor: Descriptor, seen: int, by: "User", at: datetime) -> Descriptor:
    """Take a descriptor back before it is decided; it becomes what it was before. Raises Stale, NotAllowed."""
    require(
        by, "descriptors.withdraw", descriptor, otherwise=_("Only a Skill Competition Manager of this skill withdraws its descriptors.")
    )
    submission = open_submission(descriptor)
    state = BatchStatus(submission.came_from) if submission else DRAFT
    if not submission or not Descriptor.objects.filter(pk=descriptor.pk).move_to(
        state, seen=seen, updated_at=at, **former_round(descriptor, state)
    ):
        return repeated(descriptor, seen=seen, by=by, verb="withdrawn")
    close(submission, Outcome.WITHDRAWN, by=by, at=at, version=descriptor.version)
    set_aside(submission, at=at)
    notices.withdrawn(submission.batch)
    descriptor.refresh_from_db()
    record([fact_of(descriptor, "withdrawn", batch=str(submission.batch.uid), round=submission.round)], by=by, at=at)
    return descriptor


def set_aside(submission: Submission, *, at: datetime) -> None:
    """Leave a decision that waits for release out of it: its Skill Advisor is told, and keeps the text."""
    for decision in PendingDecision.objects.waiting().filter(submission=submission).select_related("by", "submission__batch"):
        leave_out([decision], LeftOut.WITHDRAWN, at=at)
        notices.left_out(decision, at=at)


def former_round(descriptor: Descriptor, state: BatchStatus) -> dict[str, object]:
    """Return the columns that come back with `state`: nothing for a draft, the last return's copy for a returned one."""
    if state == DRAFT:
        return {"batch": None, "submitted_at": None}
    last = descriptor.submissions.filter(outcome=Outcome.RETURNED).select_related("batch").order_by("-round")[0]
    open_one = open_submission(descriptor)
    return {
        "batch": last.batch,
        "submitted_at": last.batch.sent_at,
        "reviewer": last.decided_by,
        "reviewed_at": last.decided_at,
        "review_comment": last.comment,
        "reply": (open_one.reply or None) if open_one else None,
    }


def open_submission(descriptor: Descriptor) -> Submission | None:
    """Return the submission that waits for a decision, or None."""
    return descriptor.submissions.select_related("batch", "batch__sent_by", "batch__skill").filter(outcome=None).first()


def close(submission: Submission, outcome: Outcome, *, by: "User", at: datetime, version: int) -> None:
    """Write how a submission ended."""
    submission.outcome, submission.decided_by, submission.decided_at, submission.version_decided = outcome, by, at, version
    submission.save(update_fields=["outcome", "decided_by", "decided_at", "version_decided"])


def repeated(descriptor: Descriptor, *, seen: int, by: "User", verb: str) -> Descriptor:
    """Return the row where the same person's same action came twice; else raise the conflict."""
    if was_mine(descriptor, seen=seen, by=by, verbs={verb}):
        return Descriptor.objects.get(pk=descriptor.pk)
    raise conflict(descriptor)


@transaction.atomic
def approve(
    *, descriptor: Descriptor, seen: int, by: "User", at: datetime, edits: Wording | None = None, over: int | None = None
) -> Descriptor:
    """Approve at once the wording that was sent, or the Skill Advisor's better one. Raises Invalid, Stale, NotAllowed.

    `over`: the newer revision of what an amendment amends, which the Skill Advisor has seen.
    """
    return at_once(Verdict(descriptor, seen, Outcome.APPROVED, edits=edits, over=over), by=by, at=at)


@transaction.atomic
def return_for_changes(*, descriptor: Descriptor, seen: int, comment: str, by: "User", at: datetime) -> Descriptor:
    """Send a descriptor back at once, with a comment of five characters or more. Raises Invalid, Stale, NotAllowed."""
    return at_once(Verdict(descriptor, seen, Outcome.RETURNED, comment=comment), by=by, at=at)


@transaction.atomic
def at_once(verdict: Verdict, *, by: "User", at: datetime) -> Descriptor:
    """Decide and release one descriptor in one step; a repeat of one's own changes nothing. Raises Invalid, Stale, NotAllowed."""
    descriptor, seen = verdict.descriptor, verdict.seen
    require(by, "review.advise", descriptor, otherwise=_(NOT_AN_SA))
    verdict, verb = tidied(verdict), verdict.outcome.lower()
    held = hold([descriptor.pk], by)
    one = held.rounds.get(descriptor.pk)
    if one is None:
        return repeated(descriptor, seen=seen, by=by, verb=verb)
    require_others_work([one])
    if held.rows[descriptor.pk].change != seen:
        return repeated(descriptor, seen=seen, by=by, verb=verb)
    ready = decide(verdicts=[verdict], by=by, at=at)
    carry_out(Release(batch=one.batch, by=by, at=at), ready, held, late_reason=verdict.late_reason, alone=True)
    descriptor.refresh_from_db()
    return descriptor


@transaction.atomic
def recall(*, descriptor: Descriptor, seen: int, by: "User", at: datetime) -> Descriptor:
    """Take a return back, as long as nobody edited or answered since. Raises DomainError, Stale, NotAllowed."""
    require(by, "review.advise", descriptor, otherwise=_(NOT_AN_SA))
    submission = descriptor.submissions.select_related("batch").order_by("-round").first()
    if submission is None or submission.outcome != Outcome.RETURNED or descriptor.batch_status != RETURNED:
        return repeated(descriptor, seen=seen, by=by, verb="recalled")
    if submission.decided_by_id != by.pk:
        raise DomainError(_("Only the Skill Advisor who returned it can recall it."))
    if descriptor.version != submission.version_decided or descriptor.reply:
        raise DomainError(_("The Skill Competition Manager has started to work on it: it cannot be recalled any more."))
    cleared = {"reviewer": None, "reviewed_at": None, "review_comment": None}
    if not Descriptor.objects.filter(pk=descriptor.pk).move_to(PENDING_REVIEW, seen=seen, updated_at=at, **cleared):
        return repeated(descriptor, seen=seen, by=by, verb="recalled")
    Submission.objects.filter(pk=submission.pk).update(
        outcome=None, decided_by=None, decided_at=None, version_decided=None, comment="", late_decision_reason=""
    )
    descriptor.refresh_from_db()
    notices.recalled(submission)
    record([fact_of(descriptor, "recalled", batch=str(submission.batch.uid), round=submission.round)], by=by, at=at)
    return descriptor

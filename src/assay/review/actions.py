"""The transitions of a review: submit (in `sending`), withdraw, approve, return, recall. Each is one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.permissions import require
from assay.descriptors.actions import validate
from assay.descriptors.models import Descriptor, Quality, Submission
from assay.descriptors.recording import conflict, fact_of, fields_of, was_mine, write_revision
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, BatchStatus, Outcome
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid
from assay.history.record import record
from assay.review import notices
from assay.review.sending.actions import Row, Sending, submit_batch, submit_batches

if TYPE_CHECKING:
    from assay.accounts.models import User

__all__ = ["Row", "Sending", "approve", "recall", "return_for_changes", "submit_batch", "submit_batches", "withdraw"]
SHORTEST_COMMENT = 5
NOT_AN_SA = gettext_noop("Only a Skill Advisor of this skill decides, and nobody decides their own wording: another Skill Advisor must.")


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
    notices.withdrawn(submission.batch)
    descriptor.refresh_from_db()
    record([fact_of(descriptor, "withdrawn", batch=str(submission.batch.uid), round=submission.round)], by=by, at=at)
    return descriptor


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


def close(submission: Submission, outcome: Outcome, *, by: "User", at: datetime, version: int, comment: str = "") -> None:
    """Write how a submission ended."""
    submission.outcome, submission.decided_by, submission.decided_at = outcome, by, at
    submission.version_decided, submission.comment = version, comment
    submission.save(update_fields=["outcome", "decided_by", "decided_at", "version_decided", "comment"])


def repeated(descriptor: Descriptor, *, seen: int, by: "User", verb: str) -> Descriptor:
    """Return the row where the same person's same action came twice; else raise the conflict."""
    if was_mine(descriptor, seen=seen, by=by, verbs={verb}):
        return Descriptor.objects.get(pk=descriptor.pk)
    raise conflict(descriptor)


@transaction.atomic
def approve(*, descriptor: Descriptor, seen: int, by: "User", at: datetime, edits: Wording | None = None) -> Descriptor:
    """Approve the wording that was sent, or the Skill Advisor's better one. Raises Invalid, Stale, NotAllowed."""
    require(by, "review.advise", descriptor, otherwise=_(NOT_AN_SA))
    submission = open_submission(descriptor)
    if submission is None:
        return repeated(descriptor, seen=seen, by=by, verb="approved")
    require(by, "review.decide", descriptor, otherwise=_(NOT_AN_SA))
    wording = (edits or descriptor.wording).tidied()
    validate(wording, shortest=1)
    reworded = wording != descriptor.wording
    changes = {**fields_of(wording), "version": descriptor.version + 1} if reworded else {}
    moved = Descriptor.objects.filter(pk=descriptor.pk).move_to(
        APPROVED,
        seen=seen,
        reviewer=by,
        reviewed_at=at,
        updated_at=at,
        quality_indicator=Quality.GOOD,
        was_modified_during_approval=reworded,
        **changes,
    )
    if not moved:
        return repeated(descriptor, seen=seen, by=by, verb="approved")
    descriptor.refresh_from_db()
    if reworded:
        write_revision(descriptor, author=by, at=at)
    close(submission, Outcome.APPROVED, by=by, at=at, version=descriptor.version)
    notices.decided(descriptor, submission, by=by, at=at)
    facts = {"batch": str(submission.batch.uid), "round": submission.round, "reworded": reworded, "version_sent": submission.version_sent}
    record([fact_of(descriptor, "approved", **facts)], by=by, at=at)
    return descriptor


@transaction.atomic
def return_for_changes(*, descriptor: Descriptor, seen: int, comment: str, by: "User", at: datetime) -> Descriptor:
    """Send a descriptor back to the SCM with a comment of five characters or more. Raises Invalid, Stale, NotAllowed."""
    require(by, "review.advise", descriptor, otherwise=_(NOT_AN_SA))
    comment = comment.strip()
    if len(comment) < SHORTEST_COMMENT:
        raise Invalid(
            _("Say what should change."), {"comment": _("Write a comment of at least 5 characters: what should change, and why.")}
        )
    submission = open_submission(descriptor)
    if submission is None:
        return repeated(descriptor, seen=seen, by=by, verb="returned")
    require(by, "review.decide", descriptor, otherwise=_(NOT_AN_SA))
    if not Descriptor.objects.filter(pk=descriptor.pk).move_to(
        RETURNED, seen=seen, reviewer=by, reviewed_at=at, review_comment=comment, updated_at=at
    ):
        return repeated(descriptor, seen=seen, by=by, verb="returned")
    descriptor.refresh_from_db()
    close(submission, Outcome.RETURNED, by=by, at=at, version=descriptor.version, comment=comment)
    notices.decided(descriptor, submission, by=by, at=at)
    record([fact_of(descriptor, "returned", batch=str(submission.batch.uid), round=submission.round)], by=by, at=at)
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
    Submission.objects.filter(pk=submission.pk).update(outcome=None, decided_by=None, decided_at=None, version_decided=None, comment="")
    descriptor.refresh_from_db()
    notices.recalled(submission)
    record([fact_of(descriptor, "recalled", batch=str(submission.batch.uid), round=submission.round)], by=by, at=at)
    return descriptor

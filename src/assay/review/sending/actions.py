"""Send drafts and returned ones to the Skill Advisors: one batch per skill, one transaction for all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.due import columns_of
from assay.descriptors.flaws import flaws_of
from assay.descriptors.models import Batch, Descriptor, Submission
from assay.descriptors.recording import conflict, fact_of
from assay.descriptors.states import DRAFT, PENDING_REVIEW, RETURNED, Outcome
from assay.errors import DomainError, Invalid
from assay.history.record import Fact, record, take
from assay.review import notices
from assay.review.ahead.choosing import Choice, ahead_of, due_of_choice, hold
from assay.review.ahead.choosing import problem_of as problem_of_due
from assay.review.freeze import frozen, problem_of_reason
from assay.standards.current import current_competition
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


SHORTEST_REASON = 5


@dataclass(frozen=True)
class Row:
    """A descriptor to send, as it was seen, with the answer to its last comment, why it is needed beside similar ones, and why as it is."""

    descriptor: Descriptor
    seen: int
    reply: str = ""
    beside: str = ""
    as_it_is: str = ""


@dataclass(frozen=True)
class Sending:
    """What goes to the Skill Advisors of one skill; `uid` is the batch's, `late_reason` is asked from the freeze on."""

    uid: uuid.UUID
    skill: Skill
    rows: Sequence[Row]
    note: str = ""
    late_reason: str = ""
    due: Choice = field(default_factory=Choice)


def submit_batch(*, uid: uuid.UUID, skill: Skill, rows: Sequence[Row], note: str, by: "User", at: datetime) -> Batch:
    """Send drafts and returned ones of one skill to its Skill Advisors, all or none. Raises Invalid, Stale, NotAllowed."""
    return submit_batches(sendings=[Sending(uid, skill, rows, note)], by=by, at=at)[0]


@transaction.atomic
def submit_batches(*, sendings: Sequence[Sending], by: "User", at: datetime) -> list[Batch]:
    """Send a selection as one batch per skill, all or none. Raises Invalid, Stale, NotAllowed."""
    for sending in sendings:
        require(
            by,
            "descriptors.write_in",
            sending.skill,
            otherwise=_("Only a Skill Competition Manager of this skill sends its descriptors."),
        )
    ordered = sorted(sendings, key=lambda sending: sending.skill.pk)  # one order of locks for everybody
    known = sent_before(ordered, by)
    check_rows(new := [sending for sending in ordered if sending.uid not in known])
    check_reasons(new, at=at)
    check_due(new, at=at)
    facts: list[Fact] = []
    for sending in ordered:
        if sending.uid not in known:
            known[sending.uid], told = send(sending, by=by, at=at)
            facts += told
    record(facts, by=by, at=at)
    return [known[sending.uid] for sending in sendings]


def sent_before(sendings: Sequence[Sending], by: "User") -> dict[uuid.UUID, Batch]:
    """Return the batches that the same form made before. Raises DomainError where a uid is somebody else's."""
    found = {batch.uid: batch for batch in Batch.objects.filter(uid__in=[sending.uid for sending in sendings])}
    for sending in sendings:
        batch = found.get(sending.uid)
        if batch and (batch.sent_by_id, batch.skill_id) != (by.pk, sending.skill.pk):
            raise DomainError(_("This page is outdated. Choose the descriptors again."))
    return found


def send(sending: Sending, *, by: "User", at: datetime) -> tuple[Batch, list[Fact]]:
    """Make a batch, move its rows and tell the Skill Advisors; return the facts to record."""
    skill, rows = sending.skill, sorted(sending.rows, key=lambda row: row.descriptor.pk)
    number, competition = take(f"batch {skill.code}"), hold(current_competition(skill))
    batch = Batch.objects.create(
        uid=sending.uid,
        number=number,
        skill=skill,
        competition=competition,
        sent_by=by,
        sent_at=at,
        note=sending.note.strip(),
        **columns_of(due_of_choice(sending.due, ahead_of(competition, timezone.localdate(at)))),
    )
    rounds = dict(
        Submission.objects.filter(descriptor__in=[row.descriptor.pk for row in rows])
        .values_list("descriptor")
        .annotate(Max("round"))
        .order_by()
    )
    submissions = [send_row(row, batch, round_=rounds.get(row.descriptor.pk, 0) + 1, by=by, at=at) for row in rows]
    if frozen(skill, at):
        for submission in submissions:
            submission.late_reason = sending.late_reason.strip()
    Submission.objects.bulk_create(submissions)
    notices.batch_sent(batch, submissions, by=by, at=at)
    facts = [fact_of(sub.descriptor, "submitted", batch=str(batch.uid), round=sub.round) for sub in submissions]
    return batch, [*facts, Fact("batch", batch.uid, "sent", skill=skill.uid, data={"rows": len(rows)})]


def check_rows(sendings: Sequence[Sending]) -> None:
    """Raise Invalid, naming the rows, unless all can be sent."""
    if any(not sending.rows for sending in sendings):
        raise Invalid(_("Select at least one descriptor."))
    problems = {
        str(row.descriptor.uid): problem for sending in sendings for row in sending.rows if (problem := problem_of(row, sending.skill))
    }
    if problems:
        raise Invalid(_("Some descriptors cannot be sent yet."), problems)


def check_reasons(sendings: Sequence[Sending], *, at: datetime) -> None:
    """Raise Invalid where a skill is frozen and nothing says why its batch comes so late."""
    problems = {f"late-{one.skill.code}": problem for one in sendings if (problem := problem_of_reason(one.skill, one.late_reason, at))}
    if problems:
        raise Invalid(next(iter(problems.values())), problems)


def check_due(sendings: Sequence[Sending], *, at: datetime) -> None:
    """Raise Invalid where the chosen due date cannot be taken."""
    today, problems = timezone.localdate(at), {}
    for one in sendings:
        if problem := problem_of_due(one.due, ahead_of(current_competition(one.skill), today), today):
            problems[f"due-{one.skill.code}"] = problem
    if problems:
        raise Invalid(_("The due date needs your attention."), problems)


def problem_of(row: Row, skill: Skill) -> str:
    """Return why a row cannot be sent as it is, or an empty text."""
    if row.descriptor.skill_id != skill.pk:
        return _("This descriptor is of another skill.")
    if row.descriptor.batch_status == RETURNED and not is_answered(row):
        return _("Edit it or reply to the comment before you send it again.")
    if row.descriptor.amends and row.descriptor.amends.wording == row.descriptor.wording:
        return _("It says what #%(number)d says already: change the wording, or delete the amendment.") % {
            "number": row.descriptor.amends.number
        }
    flaws = flaws_of(row.descriptor.wording)
    if flaws and len(row.as_it_is.strip()) < SHORTEST_REASON:
        return _("%(flaw)s. Say why it should be sent as it is.") % {"flaw": flaws[0]}
    return ""


def is_answered(row: Row) -> bool:
    """Return whether a returned one was edited since, or has a reply."""
    last = row.descriptor.submissions.filter(outcome=Outcome.RETURNED).order_by("-round").first()
    return bool(row.reply.strip() or row.descriptor.reply) or last is None or row.descriptor.version > last.version_sent


def send_row(row: Row, batch: Batch, *, round_: int, by: "User", at: datetime) -> Submission:
    """Move one row to the Skill Advisor and return its submission, not saved yet."""
    require(by, "descriptors.submit", row.descriptor)
    descriptor, came_from = row.descriptor, row.descriptor.batch_status
    reply = row.reply.strip() or descriptor.reply or ""
    cleared = {"reviewer": None, "reviewed_at": None, "review_comment": None, "reply": None}
    if not Descriptor.objects.filter(pk=descriptor.pk).move_to(
        PENDING_REVIEW, seen=row.seen, batch=batch, submitted_at=at, updated_at=at, **cleared
    ):
        raise conflict(descriptor)
    descriptor.refresh_from_db()
    return Submission(
        descriptor=descriptor,
        batch=batch,
        round=round_,
        version_sent=descriptor.version,
        came_from=came_from or DRAFT,
        reply=reply,
        beside=row.beside.strip(),
        as_it_is=row.as_it_is.strip() if flaws_of(descriptor.wording) else "",
    )

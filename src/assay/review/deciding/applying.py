"""What a released decision does to its descriptor: the guarded move, the revision, the end of the round."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assay.descriptors.coaching.storing import store
from assay.descriptors.models import Descriptor, Quality, Revision, Submission
from assay.descriptors.recording import conflict, fact_of, fields_of
from assay.descriptors.states import APPROVED, RETURNED, BatchStatus, Outcome
from assay.history.record import Fact
from assay.review.deciding.amended import amend

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.review.models import PendingDecision

ENDED = ["outcome", "decided_by", "decided_at", "version_decided", "comment", "late_decision_reason"]


@dataclass
class Ended:
    """What is written for all rows of a release together; `late_reason` is why they are decided after the freeze."""

    late_reason: str = ""

    revisions: list[tuple[Descriptor, Revision]] = field(default_factory=list)
    rounds: list[Submission] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def write(self) -> None:
        """Write revisions, what the coach finds in them, and rounds: a query each."""
        Revision.objects.bulk_create([revision for _row, revision in self.revisions], batch_size=500)
        store(self.revisions)
        Submission.objects.bulk_update(self.rounds, ENDED, batch_size=100)


def apply(
    decision: "PendingDecision",
    row: Descriptor,
    one: Submission,
    into: Ended,
    *,
    by: "User",
    at: datetime,
    target: Descriptor | None = None,
) -> None:
    """Move a row that is held as its decision says; what is written for all together is gathered in `into`. Raises Stale.

    `target` is what the row amends, where it is an amendment: its approval gives that the next revision.
    """
    approves = decision.outcome == Outcome.APPROVED
    wording = decision.wording if approves else None
    changes: dict[str, Any] = {"reviewer": by, "reviewed_at": at, "updated_at": at}
    if approves:
        changes |= {"quality_indicator": Quality.GOOD, "was_modified_during_approval": wording is not None}
    else:
        changes |= {"review_comment": decision.comment}
    if wording is not None:
        changes |= {**fields_of(wording), "version": row.version + 1}
    move(row, APPROVED if approves else RETURNED, changes)
    if wording is not None:
        kept = {name: value for name, value in fields_of(wording).items() if name != "wording_key"}
        into.revisions.append((row, Revision(descriptor=row, number=row.version, author=by, at=at, **kept)))
    one.outcome, one.decided_by, one.decided_at = Outcome(decision.outcome), by, at
    one.version_decided, one.comment = row.version, decision.comment
    one.late_decision_reason = into.late_reason
    into.rounds.append(one)
    facts: dict[str, Any] = {"batch": str(one.batch.uid), "round": one.round}
    if approves:
        facts |= {"reworded": wording is not None, "version_sent": one.version_sent}
    into.facts.append(fact_of(row, "approved" if approves else "returned", **facts))
    if approves and target is not None:
        amend(row, one, target, into, at=at)


def move(row: Descriptor, state: BatchStatus, changes: dict[str, Any]) -> None:
    """Change a row in the database under the guard, and this copy of it alike."""
    if not Descriptor.objects.filter(pk=row.pk).move_to(state, seen=row.change, **changes):
        raise conflict(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.batch_status, row.change = state, row.change + 1

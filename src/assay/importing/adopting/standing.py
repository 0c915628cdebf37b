"""Which state a descriptor has here: the one that it had there, or none where it lacks what the state needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.models import Quality
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, BatchStatus
from assay.descriptors.wording import Wording
from assay.importing.adopting.reading import Reading
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

SENT = (PENDING_REVIEW, APPROVED, RETURNED)
DECIDED = (APPROVED, RETURNED)


@dataclass(frozen=True)
class Facts:
    """What the source says of one descriptor, with its references found."""

    wording: Wording
    skill: Skill | None
    author: "User | None"
    reviewer: "User | None"
    batch: str | None
    submitted_at: datetime | None
    reviewed_at: datetime | None
    comment: str
    modified: bool
    deleted_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """State and quality here; outside the workflow the state is None."""

    status: BatchStatus | None
    quality: Quality

    @property
    def is_sent(self) -> bool:
        """Return whether it was sent to the Skill Advisors."""
        return self.status in SENT

    @property
    def is_decided(self) -> bool:
        """Return whether a Skill Advisor decided it."""
        return self.status in DECIDED


Need = tuple[tuple[BatchStatus, ...], Callable[[Facts], bool], str]


def standing_of(row: Reading, facts: Facts) -> Standing:
    """Return the state that it keeps; what keeps it from its state is added to the row's flaws."""
    status, quality = known_status(row), known_quality(row)
    if status is not None:
        row.flaws += [said for states, holds, said in needs() if status in states and not holds(facts)]
    if status == APPROVED and quality == Quality.NEEDS_REVIEW:
        row.flaws.append(_("It is approved and marked as in need of review."))
    leftovers(row, status, facts)
    if row.flaws:
        return Standing(None, Quality.NEEDS_REVIEW)
    if status in (DRAFT, PENDING_REVIEW, RETURNED) and quality != Quality.NEEDS_REVIEW:
        row.notes.append(_("Its quality “%(quality)s” waits for the approval.") % {"quality": quality.label})
        quality = Quality.NEEDS_REVIEW
    return Standing(status, quality)


def needs() -> list[Need]:
    """Return of which states what must hold, and what is said where it does not: invariants 2 to 5 of docs/workflow.md."""
    every = (DRAFT, *SENT)
    return [
        (every, lambda one: one.skill is not None, _("The first of its skills is none here.")),
        (every, lambda one: one.wording.section is not None, _("It has no WSOS section.")),
        (every, lambda one: any(one.wording.levels), _("It has no level text.")),
        (every, lambda one: one.author is not None, _("Nobody is named as its author.")),
        (SENT, lambda one: bool(one.batch), _("It is in no batch.")),
        (SENT, lambda one: one.submitted_at is not None, _("It is not said when it was submitted.")),
        ((PENDING_REVIEW,), lambda one: one.deleted_at is None, _("It is deleted and waits for a decision.")),
        (DECIDED, lambda one: one.reviewer is not None, _("It is not said who reviewed it.")),
        (DECIDED, lambda one: one.reviewed_at is not None, _("It is not said when it was reviewed.")),
        (DECIDED, lambda one: one.reviewer is None or one.reviewer is not one.author, _("Its author is its reviewer.")),
        ((RETURNED,), lambda one: bool(one.comment), _("It was returned without a comment.")),
    ]


def known_status(row: Reading) -> BatchStatus | None:
    """Return the state that the row names; one that is not known is a flaw."""
    named = row.reference("batchStatus")
    if named is None or named in BatchStatus.values:
        return BatchStatus(named) if named else None
    row.flaws.append(_("Its state “%(state)s” is not known here.") % {"state": named[:40]})
    return None


def known_quality(row: Reading) -> Quality:
    """Return the quality that the row names; one that is not known is a flaw."""
    named = row.text("qualityIndicator")
    if named in Quality.values:
        return Quality(named)
    row.flaws.append(_("Its quality “%(quality)s” is not known here.") % {"quality": named[:40]})
    return Quality.NEEDS_REVIEW


def leftovers(row: Reading, status: BatchStatus | None, facts: Facts) -> None:
    """Note what the row still carries and its state does not: it stays with the origin."""
    carried = {
        "batchId": (facts.batch, SENT),
        "submittedAt": (facts.submitted_at, SENT),
        "reviewerId": (facts.reviewer, DECIDED),
        "reviewedAt": (facts.reviewed_at, DECIDED),
        "reviewComment": (facts.comment, DECIDED),
    }
    left = [column for column, (value, states) in carried.items() if value and status not in states]
    if left:
        row.notes.append(_("Its state does not carry %(columns)s: kept with its origin.") % {"columns": ", ".join(left)})

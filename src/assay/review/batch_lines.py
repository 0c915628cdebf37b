"""One line per descriptor of a batch: what became of it, what waits for release, what is new to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.descriptors.models import Submission
from assay.descriptors.states import Outcome
from assay.review.batches import can_be_recalled
from assay.review.models import LastLooked, PendingDecision
from assay.review.talk.reading import Counted
from assay.review.waiting import Row
from assay.standards.roles import roles_of

OUTCOMES = {
    None: gettext_lazy("With the SA"),
    Outcome.APPROVED: gettext_lazy("Approved"),
    Outcome.RETURNED: gettext_lazy("Returned"),
    Outcome.WITHDRAWN: gettext_lazy("Withdrawn"),
}
CHIPS = {None: "pending", Outcome.APPROVED: "approved", Outcome.RETURNED: "returned", Outcome.WITHDRAWN: "draft"}


@dataclass(frozen=True)
class Around:
    """What lines are made from; `looked` is None for readers of whom it is not kept."""

    decisions: dict[int, PendingDecision]
    looked: dict[int, LastLooked] | None
    later: dict[int, Submission]
    since_return: set[int]
    hints: dict[int, int]
    comments: dict[int, Counted]


@dataclass(frozen=True)
class Line:
    """One descriptor of a batch, and what became of it; `decision` waits for release, `looked` is "", "new" or "changed"."""

    row: Row
    later: Submission | None
    can_recall: bool
    decision: PendingDecision | None
    looked: str
    hints: int
    since_return: bool
    comments: Counted
    looked_at: datetime | None

    @property
    def submission(self) -> Any:
        """Return its round in this batch."""
        return self.row.submission

    @property
    def chip(self) -> dict[str, str]:
        """Return the state in this batch; a decision that waits is said with whose it is."""
        if self.decision:
            return chip_of(self.decision)
        outcome = self.submission.outcome
        return {"kind": CHIPS[outcome], "label": str(OUTCOMES[outcome])}

    @property
    def reworded(self) -> bool:
        """Return whether it was approved with changed wording."""
        one = self.submission
        return bool(one.outcome == Outcome.APPROVED and one.version_decided != one.version_sent)

    @property
    def undecided(self) -> bool:
        """Return whether it waits, and no decision about it does."""
        return self.submission.outcome is None and self.decision is None


def chip_of(decision: PendingDecision) -> dict[str, str]:
    """Return a decision that waits for release as a chip."""
    if decision.outcome == Outcome.RETURNED:
        return {"kind": "returned", "label": _("To return")}
    return {"kind": "approved", "label": _("To approve, reworded") if decision.edits else _("To approve")}


def newer(latest: Submission | None, than: Submission) -> Submission | None:
    """Return the latest round where it came after `than`."""
    return latest if latest and latest.round > than.round else None


def line_of(row: Row, around: Around, reader: User) -> Line:
    """Return one descriptor with what the page says about it."""
    one = row.submission
    comments = around.comments.get(one.descriptor_id, Counted())
    return Line(
        row,
        newer(around.later.get(one.descriptor_id), one),
        can_be_recalled(one, reader),
        around.decisions.get(one.pk),
        looked_word(one, around.looked, comments, manages=one.batch.skill_id in roles_of(reader).scm),
        around.hints.get(one.descriptor_id, 0),
        one.descriptor_id in around.since_return,
        comments,
        last.at if (last := (around.looked or {}).get(one.descriptor_id)) else None,
    )


def looked_word(one: Submission, looked: dict[int, LastLooked] | None, comments: Counted, *, manages: bool) -> str:
    """Return whether the reader has never opened a descriptor's review, or it changed or somebody commented on it since.

    Who manages the skill knows what was sent: to them it changed when it was decided.
    """
    if looked is None:
        return ""
    last = looked.get(one.descriptor_id)
    if last is None:
        return "changed" if manages and one.outcome in (Outcome.APPROVED, Outcome.RETURNED) else "new"
    spoken = comments.latest is not None and comments.latest > last.at
    return "changed" if spoken or last.change < one.descriptor.change else ""


def changed_since_return(found: "Sequence[Any]") -> set[int]:
    """Return the descriptors whose wording is not the one that was returned before this round, in one query."""
    again = {one.descriptor_id: one for one in found if one.round > 1}
    earlier = Submission.objects.filter(descriptor__in=again, outcome=Outcome.RETURNED).order_by("round")
    before = {one.descriptor_id: one.version_decided for one in earlier if one.round < again[one.descriptor_id].round}
    return {pk for pk, version in before.items() if again[pk].version_sent != version}

"""What the page of one batch shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.descriptors.models import Batch, Submission
from assay.descriptors.states import Outcome
from assay.history.models import Event
from assay.history.timeline import Moment, moments
from assay.review.batches import can_be_recalled, just_decided, next_milestone, submissions_visible_to
from assay.review.waiting import Row, age_of, rows_of
from assay.standards.models import Milestone
from assay.standards.roles import roles_of

CHIPS = {None: "pending", Outcome.APPROVED: "approved", Outcome.RETURNED: "returned", Outcome.WITHDRAWN: "draft"}


@dataclass(frozen=True)
class Line:
    """One descriptor of a batch, and what became of it."""

    row: Row
    later: Submission | None
    can_recall: bool

    @property
    def submission(self) -> Any:
        """Return its round in this batch."""
        return self.row.submission

    @property
    def chip(self) -> dict[str, str]:
        """Return the state in this batch."""
        outcome = self.submission.outcome
        words = {None: _("With the SA"), "APPROVED": _("Approved"), "RETURNED": _("Returned"), "WITHDRAWN": _("Withdrawn")}
        return {"kind": CHIPS[outcome], "label": words[outcome]}

    @property
    def reworded(self) -> bool:
        """Return whether it was approved with changed wording."""
        one = self.submission
        return bool(one.outcome == Outcome.APPROVED and one.version_decided != one.version_sent)


@dataclass
class BatchPage:
    """A batch for one reader."""

    batch: Batch
    reader: User
    at: datetime
    show: str

    @cached_property
    def lines(self) -> list[Line]:
        """Return what the reader may open of it, in the order in which it was sent."""
        found = list(submissions_visible_to(self.reader).filter(batch=self.batch))
        later = self.sent_again([one.descriptor_id for one in found])
        return [
            Line(row, newer(later.get(row.submission.descriptor_id), row.submission), can_be_recalled(row.submission, self.reader))
            for row in rows_of(found, self.reader)
        ]

    def sent_again(self, descriptors: list[int]) -> dict[int, Submission]:
        """Return the latest round of each descriptor."""
        found = Submission.objects.filter(descriptor__in=descriptors).select_related("batch__skill").order_by("round")
        return {one.descriptor_id: one for one in found}

    @property
    def shown(self) -> list[Line]:
        """Return the lines that the filter keeps."""
        if self.show == "undecided":
            return self.undecided
        return self.returned_before if self.show == "again" else self.lines

    @property
    def undecided(self) -> list[Line]:
        """Return what waits."""
        return [line for line in self.lines if line.submission.outcome is None]

    @property
    def returned_before(self) -> list[Line]:
        """Return what is not in its first round."""
        return [line for line in self.lines if line.submission.round > 1]

    @property
    def total(self) -> int:
        """Return how many the reader may open."""
        return len(self.lines)

    @property
    def decided(self) -> int:
        """Return how many have an outcome."""
        return self.total - len(self.undecided)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the filters with their counts."""
        kinds = [
            ("", _("All"), self.lines),
            ("undecided", _("Undecided"), self.undecided),
            ("again", _("Returned before"), self.returned_before),
        ]
        return [
            {"label": label, "url": f"?show={name}" if name else "?", "count": len(lines), "current": name == self.show}
            for name, label, lines in kinds
        ]

    @property
    def start(self) -> Submission | None:
        """Return where the reader's reviewing begins."""
        return next((line.submission for line in self.lines if line.row.can_decide), None)

    @property
    def can_decide(self) -> int:
        """Return how many the reader can decide."""
        return sum(line.row.can_decide for line in self.lines)

    @property
    def advises(self) -> bool:
        """Return whether the reader is a Skill Advisor of the skill."""
        return self.batch.skill_id in roles_of(self.reader).sa

    @property
    def manages(self) -> bool:
        """Return whether the reader is an SCM of the skill."""
        return self.batch.skill_id in roles_of(self.reader).scm

    @property
    def may_set_due(self) -> bool:
        """Return whether the reader may change until when it is due."""
        return self.reader.has_perm("review.set_due", self.batch)

    @property
    def age(self) -> str:
        """Return how long ago it was sent."""
        return age_of(self.batch.sent_at, self.at)

    @cached_property
    def milestone(self) -> Milestone | None:
        """Return what comes next before the competition."""
        return next_milestone(self.batch.competition, self.at.date())

    @cached_property
    def just_decided(self) -> Any:
        """Return the reader's decision of a moment ago."""
        return just_decided(self.reader, self.batch, at=self.at)

    @property
    def undo(self) -> bool:
        """Return whether it can be taken back."""
        return bool(self.just_decided) and can_be_recalled(self.just_decided, self.reader)

    @cached_property
    def timeline(self) -> list[Moment]:
        """Return what happened to the batch and, in it, to its descriptors, newest first; the submissions are the batch's own sentence."""
        own = Event.objects.filter(subject_type="batch", subject=self.batch.uid)
        uids = [line.submission.descriptor.uid for line in self.lines]
        inside = Event.objects.filter(subject__in=uids, data__batch=str(self.batch.uid)).exclude(verb="submitted")
        told = moments((own | inside).select_related("actor").order_by("-position"), self.reader, by_name=True)
        return [brief(moment) for moment in told]


def brief(moment: Moment) -> Moment:
    """Return a moment without what the page shows anyway: the note and the link of the batch itself, and each word that changed."""
    return replace(moment, changes=(), comment="", url="") if moment.subject_type == "batch" else replace(moment, changes=())


def newer(latest: Submission | None, than: Submission) -> Submission | None:
    """Return the latest round where it came after `than`."""
    return latest if latest and latest.round > than.round else None


def batch_page(batch: Batch, reader: User, *, show: str, at: datetime) -> BatchPage:
    """Return the page; an unknown filter shows everything."""
    return BatchPage(batch, reader, at, show if show in ("undecided", "again") else "")

"""What the page of one batch shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.descriptors.coaching.stored import hints_of
from assay.descriptors.models import Batch, Submission
from assay.history.models import Event
from assay.history.timeline import Moment, moments
from assay.review.batch_lines import Around, Line, changed_since_return, line_of
from assay.review.batches import can_be_recalled, next_milestone, submissions_visible_to
from assay.review.deciding.notice_kinds import names_decided_on
from assay.review.deciding.reading import just_decided, kept_in, waiting_in
from assay.review.guests.models import Guest
from assay.review.looking import seen_before
from assay.review.models import PendingDecision
from assay.review.talk.reading import counted_for
from assay.review.trail import LOOKED, Trail
from assay.review.waiting import age_of, rows_of
from assay.standards.deputies.acting import Advisor, advisors_in
from assay.standards.models import Milestone
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence


def section_then_name(line: Line) -> tuple[int, str]:
    """Sort by the section's number in the standard; what is not in it comes last."""
    return line.row.section or 10**6, line.submission.descriptor.criterion_name.casefold()


SORTS: dict[str, tuple[Promise | str, Callable[[Any], Any] | None]] = {
    "": (gettext_lazy("As it was sent"), None),
    "section": (gettext_lazy("WSOS section"), section_then_name),
    "hints": (gettext_lazy("Most hints first"), lambda line: -line.hints),
    "state": (gettext_lazy("Undecided first"), lambda line: not line.undecided),
    "name": (gettext_lazy("Name"), lambda line: line.submission.descriptor.criterion_name.casefold()),
}


@dataclass
class BatchPage:
    """A batch for one reader."""

    batch: Batch
    reader: User
    at: datetime
    trail: Trail

    @cached_property
    def lines(self) -> list[Line]:
        """Return what the reader may open of it, in the order in which it was sent."""
        found = list(submissions_visible_to(self.reader).filter(batch=self.batch))
        around = self.around(found)
        return [line_of(row, around, self.reader) for row in rows_of(found, self.reader)]

    def around(self, found: "Sequence[Any]") -> Around:
        """Return what lines are made from; each is asked once."""
        descriptors = [one.descriptor_id for one in found]
        return Around(
            {one.submission_id: one for one in self.waiting},
            seen_before(self.reader, descriptors) if self.advises or self.manages else None,
            self.sent_again(descriptors),
            changed_since_return(found),
            {pk: len(notes) for pk, notes in hints_of([one.descriptor for one in found if one.outcome is None]).items()},
            counted_for(self.reader, descriptors),
        )

    def sent_again(self, descriptors: list[int]) -> dict[int, Submission]:
        """Return the latest round of each descriptor."""
        found = Submission.objects.filter(descriptor__in=descriptors).select_related("batch__skill").order_by("round")
        return {one.descriptor_id: one for one in found}

    @cached_property
    def waiting(self) -> "Sequence[PendingDecision]":
        """Return the decisions that wait for release: for the skill's Skill Advisors."""
        return waiting_in(self.batch, self.reader) if self.advises else []

    @property
    def mine(self) -> "Sequence[PendingDecision]":
        """Return what the reader can release."""
        return [one for one in self.waiting if one.by_id == self.reader.pk]

    @cached_property
    def kept(self) -> "Sequence[tuple[PendingDecision, str]]":
        """Return the reader's decisions that were left out, each with the name that was decided on."""
        found = kept_in(self.batch, self.reader) if self.advises else []
        names = names_decided_on(found) if found else {}
        return [(one, names[one.pk]) for one in found]

    @property
    def shown(self) -> list[Line]:
        """Return the lines that the filter keeps, sorted."""
        return self.ordered(self.kinds[self.trail.show][1])

    def ordered(self, lines: list[Line]) -> list[Line]:
        """Return lines in the order that the reader chose."""
        order = SORTS[self.trail.sort][1]
        return sorted(lines, key=order) if order else lines

    def way_through(self, descriptor: "uuid.UUID") -> list[Line]:
        """Return what is shown, in its order, with one descriptor that a decision or a look may have taken out of it, and the past."""
        kept = {line.submission.pk for line in self.shown}
        return [
            line
            for line in self.ordered(self.lines)
            if line.submission.pk in kept or line.submission.descriptor.uid == descriptor or self.is_past(line)
        ]

    def is_past(self, line: Line) -> bool:
        """Return whether the reader's look, since they set out, has taken a line out of the filter."""
        seen = line.looked_at is not None and int(line.looked_at.timestamp()) >= self.trail.since
        return self.trail.show == LOOKED and self.trail.since > 0 and seen and line.looked != "changed"

    @cached_property
    def kinds(self) -> dict[str, tuple[str, list[Line]]]:
        """Return the filters: name in the address, words, lines."""
        found = {
            "": (_("All"), self.lines),
            "undecided": (_("Undecided"), self.undecided),
            "release": (_("To release"), [line for line in self.lines if line.decision]),
            "hints": (_("With hints"), [line for line in self.lines if line.hints]),
            "comments": (_("Open comments"), [line for line in self.lines if line.comments.unresolved]),
            "again": (_("Returned before"), [line for line in self.lines if line.submission.round > 1]),
            "since": (_("Changed since returned"), [line for line in self.lines if line.since_return]),
            LOOKED: (_("Changed since you looked"), [line for line in self.lines if line.looked == "changed"]),
        }
        return {name: kind for name, kind in found.items() if kind[1] or name in ("", "undecided", self.trail.show)}

    @property
    def undecided(self) -> list[Line]:
        """Return what waits."""
        return [line for line in self.lines if line.undecided]

    @property
    def total(self) -> int:
        """Return how many the reader may open."""
        return len(self.lines)

    @property
    def decided(self) -> int:
        """Return how many are decided, for Skill Advisors with what waits for release."""
        return self.total - len(self.undecided)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the filters with their counts."""
        return [
            {"label": label, "url": self.address(show=name), "count": len(lines), "current": name == self.trail.show}
            for name, (label, lines) in self.kinds.items()
        ]

    @property
    def sorts(self) -> list[dict[str, Any]]:
        """Return the orders."""
        return [
            {"label": label, "url": self.address(sort=name), "current": name == self.trail.sort} for name, (label, _order) in SORTS.items()
        ]

    @property
    def sorted_by(self) -> Any:
        """Return the order in words."""
        return SORTS[self.trail.sort][0]

    def address(self, **changed: str) -> str:
        """Return the page's address with another filter or order."""
        return replace(self.trail, since=0, **changed).to("batch", self.batch.uid)

    @property
    def shown_kind(self) -> str:
        """Return the filter in words."""
        return self.kinds[self.trail.show][0]

    @cached_property
    def to_decide(self) -> list[Line]:
        """Return what the reader has still to decide, in the order in which it is shown."""
        return [line for line in self.shown if line.row.can_decide and line.undecided]

    @property
    def start(self) -> str:
        """Return the address where the reader's reviewing begins, or nothing."""
        return self.trail.to("review", self.to_decide[0].submission.descriptor.uid) if self.to_decide else ""

    @property
    def actions(self) -> list[dict[str, object]]:
        """Return what can be done with chosen ones."""
        if not any(line.row.can_decide for line in self.lines):
            return []
        many = self.trail.to("decide_many", self.batch.uid)
        found: list[dict[str, object]] = [
            {"label": _("Approve"), "name": "do", "value": "approve", "main": True, "formaction": many},
            {"label": _("Return with comment…"), "name": "do", "value": "return", "formaction": many},
        ]
        back: dict[str, object] = {"label": _("Take the decision back"), "formaction": self.trail.to("undo_decisions", self.batch.uid)}
        return [*found, back] if self.mine else found

    @cached_property
    def advises(self) -> bool:
        """Return whether the reader is a Skill Advisor of the skill."""
        return self.batch.skill_id in roles_of(self.reader).sa

    @property
    def manages(self) -> bool:
        """Return whether the reader is an SCM of the skill."""
        return self.batch.skill_id in roles_of(self.reader).scm

    @cached_property
    def advisors(self) -> list[Advisor]:
        """Return who decides now, deputies of the absent included."""
        return advisors_in([self.batch.skill_id])

    @property
    def may_set_due(self) -> bool:
        """Return whether the reader may change until when it is due."""
        return self.reader.has_perm("review.set_due", self.batch)

    @property
    def may_invite(self) -> bool:
        """Return whether the reader invites guests."""
        return self.reader.has_perm("review.invite_guests", self.batch)

    @cached_property
    def guests(self) -> list[Guest]:
        """Return who is or was invited to read it."""
        return list(self.batch.guests.select_related("user", "invited_by"))

    @property
    def age(self) -> str:
        """Return how long ago it was sent."""
        return age_of(self.batch.sent_at, self.at)

    @cached_property
    def milestone(self) -> Milestone | None:
        """Return what comes next before the competition, unless that is the due date, which is said already."""
        found = next_milestone(self.batch.competition, self.at.date())
        return found if found and found.on != self.batch.due_on else None

    @cached_property
    def just_decided(self) -> "Sequence[PendingDecision]":
        """Return what the reader decided a moment ago."""
        return just_decided(self.batch, self.reader, at=self.at) if self.advises else []

    @property
    def undo(self) -> bool:
        """Return whether a return of a moment ago, released at once, can be recalled."""
        return any(one.release_id and can_be_recalled(one.submission, self.reader) for one in self.just_decided[:1])

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


def batch_page(batch: Batch, reader: User, *, trail: Trail, at: datetime) -> BatchPage:
    """Return the page; an unknown filter shows everything, an unknown order is the one in which it was sent."""
    page = BatchPage(batch, reader, at, replace(trail, sort=trail.sort if trail.sort in SORTS else ""))
    if trail.show not in page.kinds:
        page.trail = replace(page.trail, show="")
        del page.kinds
    return page

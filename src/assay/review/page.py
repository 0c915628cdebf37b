"""What the page of one descriptor in review shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from assay.accounts.models import User
from assay.descriptors.coaching.notes import Coached, coached_row
from assay.descriptors.contrast import Contrast, contrast_of
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Batch, Descriptor, Revision, Submission
from assay.descriptors.states import Outcome
from assay.descriptors.writing.beside import Entry, beside_each
from assay.history.timeline import Moment, timeline_of
from assay.review.amended import Amended, amended_of
from assay.review.asked import Asked, asked_of
from assay.review.batches import can_be_recalled, submissions_visible_to
from assay.review.deciding.reading import just_decided, latest_of
from assay.review.forms import DecisionForm, Start
from assay.review.freeze import Freeze, frozen
from assay.review.models import PendingDecision
from assay.review.position import Position, position_of
from assay.review.talk.reading import Mark, Talk
from assay.review.trail import Trail
from assay.review.waiting import Row, rows_of
from assay.standards.current import current_standard
from assay.standards.models import Skill, StandardSection
from assay.standards.roles import roles_of


@dataclass
class ReviewPage:
    """One descriptor in its latest round, for one reader."""

    descriptor: Descriptor
    rounds: "list[Any]"
    reader: User
    at: datetime
    form: DecisionForm
    uses: list[StandardSection]
    before: PendingDecision | None
    trail: Trail

    @property
    def submission(self) -> Any:
        """Return the latest round."""
        return self.rounds[-1]

    @property
    def batch(self) -> Batch:
        """Return the batch of the latest round."""
        found: Batch = self.submission.batch
        return found

    @cached_property
    def row(self) -> Row:
        """Return whether the reader decides, and who does otherwise."""
        return rows_of([self.submission], self.reader)[0]

    @property
    def is_advisor(self) -> bool:
        """Return whether the reader is a Skill Advisor of the skill."""
        return self.descriptor.skill_id in roles_of(self.reader).sa

    @property
    def manages(self) -> bool:
        """Return whether the reader is an SCM of the skill."""
        return self.descriptor.skill_id in roles_of(self.reader).scm

    @property
    def section(self) -> StandardSection | None:
        """Return how the skill's standard uses the WSOS section."""
        return next((use for use in self.uses if use.section_id == self.descriptor.wsos_section_id), None)

    @cached_property
    def earlier(self) -> Submission | None:
        """Return the last return before this round."""
        return next((one for one in reversed(self.rounds[:-1]) if one.outcome == Outcome.RETURNED), None)

    @cached_property
    def amended(self) -> Amended | None:
        """Return what it amends, beside it."""
        return amended_of(self.descriptor)

    @cached_property
    def since_return(self) -> Comparison | None:
        """Return what changed since the last return."""
        return compared(self.descriptor, self.earlier.version_decided, self.descriptor.version) if self.earlier else None

    @cached_property
    def rewording(self) -> Comparison | None:
        """Return what the decision changed, where it did."""
        one = self.submission
        if one.outcome != Outcome.APPROVED or one.version_decided == one.version_sent:
            return None
        return compared(self.descriptor, one.version_sent, one.version_decided)

    @cached_property
    def position(self) -> Position:
        """Return the place within the batch."""
        return position_of(self.descriptor.uid, self.batch, self.reader, trail=self.trail, at=self.at)

    @property
    def previous(self) -> str:
        """Return the address of the one before on the trail, or nothing."""
        found = self.position.previous
        return self.trail.to("review", found.uid) if found else ""

    @property
    def next(self) -> str:
        """Return the address of the one that follows on the trail, or nothing."""
        found = self.position.next
        return self.trail.to("review", found.uid) if found else ""

    @property
    def to_batch(self) -> str:
        """Return the address of the batch on the trail."""
        return self.trail.to("batch", self.batch.uid)

    @property
    def here(self) -> str:
        """Return the address of the page itself on the trail."""
        return self.trail.to("review", self.descriptor.uid)

    @cached_property
    def just_decided(self) -> list[PendingDecision]:
        """Return what the reader decided a moment ago, where it was about other descriptors."""
        found = just_decided(self.batch, self.reader, at=self.at) if self.is_advisor else []
        return [] if self.descriptor.pk in {one.submission.descriptor_id for one in found} else found

    @property
    def undo(self) -> bool:
        """Return whether a return of a moment ago, released at once, can be recalled."""
        return any(one.release_id and can_be_recalled(one.submission, self.reader) for one in self.just_decided[:1])

    @property
    def pending(self) -> PendingDecision | None:
        """Return the decision on this round that waits for release, as Skill Advisors see it."""
        one = self.before
        return one if one and one.waits and one.submission_id == self.submission.pk else None

    @property
    def is_mine(self) -> bool:
        """Return whether the decision that waits is the reader's own."""
        return bool(self.pending and self.pending.by_id == self.reader.pk)

    @property
    def decides(self) -> bool:
        """Return whether the page offers a decision: not over another Skill Advisor's, unless the reader asked to decide instead."""
        return self.row.can_decide and (self.pending is None or self.is_mine or self.form["instead_of"].value() is not None)

    @cached_property
    def freeze(self) -> Freeze | None:
        """Return the freeze that holds, for which a decision that is released at once needs a reason."""
        return frozen(self.descriptor.skill, self.at) if self.decides and self.descriptor.skill else None

    @cached_property
    def pending_wording(self) -> Comparison | None:
        """Return what the decision that waits would change."""
        better = self.pending.wording if self.pending else None
        return compare(self.descriptor.wording, better) if better else None

    @cached_property
    def timeline(self) -> list[Moment]:
        """Return what happened to it, as far as the reader may know, newest first."""
        return timeline_of("descriptor", self.descriptor.uid, self.reader)[::-1]

    @cached_property
    def similar(self) -> list[Entry]:
        """Return what the reader may open that is similar, as long as it is to be decided."""
        if self.submission.outcome is not None:
            return []
        return beside_each([self.descriptor], user=self.reader, at=self.at)[self.descriptor.pk]

    @cached_property
    def coached(self) -> Coached:
        """Return what the coach asks about the wording, as long as it is to be decided."""
        if self.submission.outcome is not None:
            return Coached()
        return coached_row(self.descriptor)

    @property
    def contrast(self) -> Contrast:
        """Return the levels as they stand beside each other, and where the coach asks."""
        return contrast_of(self.descriptor.wording, self.coached)

    @cached_property
    def talk(self) -> Talk:
        """Return what is said about it."""
        return Talk(self.descriptor, self.reader, self.at, back=f"review{self.trail}")

    @property
    def marks(self) -> list[Mark | Asked]:
        """Return what stands at the levels: what is said about each, and what the coach asks."""
        return [*self.talk.marks, *asked_of(self.coached)]

    @property
    def can_recall(self) -> bool:
        """Return whether the reader can take their return of this one back."""
        return can_be_recalled(self.submission, self.reader)


def page_of(
    descriptor: Descriptor,
    reader: User,
    *,
    at: datetime,
    trail: Trail | None = None,
    data: Any = None,
    comment: str = "",
    instead: bool = False,
) -> ReviewPage | None:
    """Return the page, or None for a descriptor that was never sent; `instead`: to decide although another Skill Advisor has."""
    rounds = list(submissions_visible_to(reader).filter(descriptor=descriptor).order_by("round"))
    if not rounds:
        return None
    uses = uses_of(descriptor.skill)
    before = latest_of(descriptor, reader) if descriptor.skill_id in roles_of(reader).sa else None
    start = start_of(before, rounds[-1], reader, comment=comment, instead=instead)
    form = DecisionForm(data, descriptor=descriptor, sections=choices(descriptor, uses), start=start)
    return ReviewPage(descriptor, rounds, reader, at, form, uses, before, trail or Trail())


def start_of(before: PendingDecision | None, one: Any, reader: User, *, comment: str, instead: bool) -> Start:
    """Return what the form starts with: one's own words, from the decision that waits, or from one that was taken back or left out."""
    if before is None or before.release_id is not None:
        return Start(comment)
    if before.by_id != reader.pk:
        return Start(comment, instead_of=before.uid if instead else None)
    own = before.made if before.waits and before.submission_id == one.pk else ""
    return Start(comment or before.comment, before.wording if before.submission_id == one.pk else None, own=own)


def uses_of(skill: Skill | None) -> list[StandardSection]:
    """Return the sections of the skill's current standard."""
    standard = current_standard(skill) if skill else None
    return list(standard.sections.select_related("section")) if standard else []


def choices(descriptor: Descriptor, uses: list[StandardSection]) -> list[tuple[int, str]]:
    """Return the sections that a decision may choose: those of the standard, and the one that the descriptor has."""
    found = [
        (use.section_id, f"{use.number} {use.section.name}" + (f" · {use.weight.normalize():f} %" if use.weight else "")) for use in uses
    ]
    own = descriptor.wsos_section
    return found if own is None or any(pk == own.pk for pk, _name in found) else [(own.pk, own.name), *found]


def compared(descriptor: Descriptor, before: int | None, now: int | None) -> Comparison | None:
    """Return the difference of two revisions of a descriptor."""
    found = {revision.number: revision for revision in Revision.objects.filter(descriptor=descriptor, number__in=[before, now])}
    if before not in found or now not in found:
        return None
    return compare(found[before].wording, found[now].wording)

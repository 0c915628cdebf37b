"""What the page of one descriptor in review shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from assay.accounts.models import User
from assay.descriptors.coaching.notes import Coached, coached
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Batch, Descriptor, Revision, Submission
from assay.descriptors.states import Outcome
from assay.descriptors.writing.beside import Entry, beside_each
from assay.history.timeline import Moment, timeline_of
from assay.review.batches import can_be_recalled, just_decided, submissions_visible_to
from assay.review.forms import DecisionForm
from assay.review.position import Position, position_of
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
        return position_of(self.descriptor.uid, self.batch, self.reader)

    @cached_property
    def just_decided(self) -> Any:
        """Return the reader's decision of a moment ago, where it was about another descriptor."""
        found = just_decided(self.reader, self.batch, at=self.at)
        return found if found and found.descriptor_id != self.descriptor.pk else None

    @property
    def undo(self) -> bool:
        """Return whether the decision of a moment ago can be taken back."""
        return bool(self.just_decided) and can_be_recalled(self.just_decided, self.reader)

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
        return coached(self.descriptor.wording, language=self.descriptor.language)

    @property
    def can_recall(self) -> bool:
        """Return whether the reader can take their return of this one back."""
        return can_be_recalled(self.submission, self.reader)


def page_of(descriptor: Descriptor, reader: User, *, at: datetime, data: Any = None, comment: str = "") -> ReviewPage | None:
    """Return the page, or None for a descriptor that was never sent."""
    rounds = list(submissions_visible_to(reader).filter(descriptor=descriptor).order_by("round"))
    if not rounds:
        return None
    uses = uses_of(descriptor.skill)
    form = DecisionForm(data, descriptor=descriptor, sections=choices(descriptor, uses), comment=comment)
    return ReviewPage(descriptor, rounds, reader, at, form, uses)


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

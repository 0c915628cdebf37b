"""Who reads which comments, and how they stand on a page."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.states import PENDING_REVIEW, RETURNED
from assay.descriptors.wording import LEVELS
from assay.review.batches import oversees
from assay.review.guests.models import Guest
from assay.review.guests.reading import said_to_guests
from assay.review.talk.models import CHANGEABLE_FOR, About, Comment
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

SKILL = "submission__descriptor__skill__in"
TALKED_ABOUT = (PENDING_REVIEW, RETURNED)


def comments_visible_to(user: "User") -> "QuerySet[Comment]":
    """Keep the comments that a person may read; every page, notice, mail, count and fact asks here.

    Who sees the descriptor and its review reads them, and the team as long as it sees what is in review. Comments to reviewers are
    for the skill's Skill Advisors and the batch's guests: not for one who manages the skill as well, nor for those who oversee.
    """
    roles = roles_of(user)
    overseer = oversees(user)
    watched = Q(**{SKILL: roles.watching}, submission__descriptor__batch_status__in=TALKED_ABOUT)
    reads = Q() if overseer else Q(**{SKILL: roles.scm | roles.sa}) | watched
    among = Q(to_reviewers=False) | Q(**{SKILL: reviewers_in(user)})
    theirs = Q(reads, among, submission__descriptor__in=Descriptor.objects.visible_to(user))
    return Comment.objects.filter(theirs | said_to_guests(user))


def reviewers_in(user: "User") -> frozenset[int]:
    """Return the skills in which the person advises and does not manage: there they read and write to reviewers."""
    roles = roles_of(user)
    return roles.sa - roles.scm


def may_read(user: "User", descriptor: Descriptor) -> bool:
    """Return whether the conversation about a descriptor that the person may open is theirs to read."""
    watches = descriptor.skill_id in roles_of(user).watching and descriptor.batch_status in TALKED_ABOUT
    return watches or user.has_perm("descriptors.see_review", descriptor)


@dataclass(frozen=True)
class Counted:
    """How much is said about one descriptor, and when others said the latest."""

    total: int = 0
    unresolved: int = 0
    latest: datetime | None = None

    @property
    def said(self) -> str:
        """Return the counts in words."""
        words = ngettext("%(n)d comment", "%(n)d comments", self.total) % {"n": self.total}
        return words + ", " + _("%(n)d open") % {"n": self.unresolved} if self.unresolved else words


def counted_for(user: "User", descriptors: Iterable[int]) -> dict[int, Counted]:
    """Return by the descriptor's key what a list says about its comments, in one query."""
    found = comments_visible_to(user).filter(submission__descriptor__in=list(descriptors), removed_at=None).order_by()
    asked = Q(answers=None, resolved_at=None, struck_at=None)
    counts = {"total": Count("pk"), "unresolved": Count("pk", filter=asked), "latest": Max("at", filter=~Q(by=user))}
    rows = found.values_list("submission__descriptor").annotate(**counts)
    return {pk: Counted(total, unresolved, latest) for pk, total, unresolved, latest in rows}


@dataclass(frozen=True)
class Shown:
    """One comment for one reader: what they may do with it."""

    comment: Comment
    is_mine: bool
    can_change: bool
    can_strike: bool
    by_guest: bool = False


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, oldest first."""

    first: Shown
    answers: Sequence[Shown]
    can_resolve: bool
    answer_uid: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def is_open(self) -> bool:
        """Return whether it asks for something."""
        return self.first.comment.resolved_at is None and not self.first.comment.is_gone

    @property
    def shown(self) -> Sequence[Shown]:
        """Return all of it."""
        return [self.first, *self.answers]


@dataclass(frozen=True)
class Mark:
    """What stands at a field: at a level (`number`), or at the name (None)."""

    number: int | None
    label: str
    threads: Sequence[Thread]
    url: str

    @property
    def said(self) -> str:
        """Return how much is said here."""
        shown = [one for thread in self.threads for one in thread.shown if not one.comment.removed_at]
        unresolved = sum(thread.is_open for thread in self.threads)
        return Counted(len(shown), unresolved).said


@dataclass
class Talk:
    """The conversation about one descriptor, for one reader; `round` is the one that they read as a guest."""

    descriptor: Descriptor
    reader: "User"
    at: datetime
    back: str = ""
    round: Submission | None = None
    new_uid: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def here(self) -> str:
        """Return the address of the page on which it stands."""
        name, _, trail = self.back.partition("?")
        return reverse(name or "review_talk", args=[self.descriptor.uid]) + (trail and f"?{trail}")

    @property
    def may_write(self) -> bool:
        """Return whether the reader may say something now."""
        row = self.descriptor
        if self.round is not None:
            return self.round.outcome is None
        return row.batch_status in TALKED_ABOUT and row.deleted_at is None and self.reader.has_perm("review.comment", row)

    @property
    def may_resolve(self) -> bool:
        """Return whether the reader may say that something is settled."""
        return self.descriptor.skill_id in roles_of(self.reader).scm | roles_of(self.reader).sa

    @property
    def is_reviewer(self) -> bool:
        """Return whether the reader may write to reviewers only."""
        return self.round is not None or self.descriptor.skill_id in reviewers_in(self.reader)

    @property
    def version(self) -> int:
        """Return the revision that stands beside it: for a guest the one that was sent."""
        return self.round.version_sent if self.round else self.descriptor.version

    @cached_property
    def guests(self) -> frozenset[int]:
        """Return who was invited to comment it."""
        return frozenset(Guest.objects.filter(batch__submissions__descriptor=self.descriptor).values_list("user", flat=True))

    @property
    def minutes(self) -> int:
        """Return for how long a comment can be changed."""
        return int(CHANGEABLE_FOR.total_seconds() // 60)

    @cached_property
    def threads(self) -> Sequence[Thread]:
        """Return what the reader may read, what is open first, each in the order in which it was said."""
        rows = comments_visible_to(self.reader).filter(submission__descriptor=self.descriptor)
        found = list(rows.select_related("by", "resolved_by", "submission"))
        answers: dict[int, list[Shown]] = {}
        for one in found:
            if one.answers_id is not None and one.removed_at is None:
                answers.setdefault(one.answers_id, []).append(self.shown(one))
        firsts = [one for one in found if one.answers_id is None and (one.removed_at is None or one.pk in answers)]
        threads = [Thread(self.shown(one), answers.get(one.pk, []), self.may_resolve and not one.is_gone) for one in firsts]
        return sorted(threads, key=lambda thread: not thread.is_open)

    def shown(self, one: Comment) -> Shown:
        """Return a comment with what the reader may do."""
        mine = one.by_id == self.reader.pk and self.may_write
        changeable = mine and one.can_be_changed(self.at)
        return Shown(one, mine, changeable, mine and not changeable and not one.is_gone, one.by_id in self.guests)

    @property
    def groups(self) -> Sequence[tuple[About, Sequence[Thread]]]:
        """Return the threads by what they are about, name and levels first."""
        order = [*[one for one in About if one], About.WHOLE]
        groups = [(about, [one for one in self.threads if one.first.comment.about == about]) for about in order]
        return [group for group in groups if group[1]]

    @property
    def marks(self) -> Sequence[Mark]:
        """Return what stands at name and levels, for web/components/ladder.html."""
        numbers = {About.NAME: None, **{About(f"level{n}"): n for n in LEVELS}}
        page = reverse("review_talk", args=[self.descriptor.uid]) if self.back != "review" else ""
        return [
            Mark(numbers[about], str(about.label), threads, f"{page}#about-{about.value}")
            for about, threads in self.groups
            if about in numbers
        ]

    @property
    def name_mark(self) -> Mark | None:
        """Return what stands at the name."""
        return next((mark for mark in self.marks if mark.number is None), None)

    @property
    def places(self) -> Sequence[tuple[str, str]]:
        """Return what a comment can be about."""
        return [(one.value, str(one.label)) for one in About]

    @property
    def counted(self) -> Counted:
        """Return how much is said."""
        shown = [one for thread in self.threads for one in thread.shown if not one.comment.removed_at]
        return Counted(len(shown), sum(thread.is_open for thread in self.threads))


def open_marks(descriptor: Descriptor, reader: "User", at: datetime) -> Sequence[Mark]:
    """Return what is still open about name and levels, for who works on a returned one."""
    if descriptor.batch_status != RETURNED or not may_read(reader, descriptor):
        return []
    marks = Talk(descriptor, reader, at).marks
    found = [Mark(mark.number, mark.label, [one for one in mark.threads if one.is_open], mark.url) for mark in marks]
    return [mark for mark in found if mark.threads]

"""The queue: what waits, by skill and batch, oldest first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.descriptors.coaching.stored import open_counts
from assay.descriptors.models import Batch, Revision, Submission
from assay.review.batches import submissions_visible_to, waiting_for
from assay.review.deciding.reading import decisions_visible_to
from assay.standards.current import section_numbers
from assay.standards.deputies.acting import advisors_in
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.review.batches import Round


@dataclass(frozen=True)
class Row:
    """One descriptor that waits: its section's number, and for own work who may decide instead."""

    submission: "Round"
    section: int | None
    deciders: str
    can_decide: bool
    hints: int = 0


@dataclass(frozen=True)
class Pile:
    """What waits of one batch; `mine` counts the reader's own decisions that wait for release."""

    batch: Batch
    rows: list[Row]
    total: int
    decided: int
    can_decide: bool
    mine: int = 0

    @property
    def first(self) -> list[Row]:
        """Return what the queue shows; the rest is on the batch's page."""
        return self.rows[:5]

    @property
    def more(self) -> int:
        """Return how many the queue leaves out."""
        return len(self.rows) - len(self.first)

    @property
    def start(self) -> "Round | None":
        """Return where reviewing begins: the first that this person can decide."""
        return next((row.submission for row in self.rows if row.can_decide), None)

    @property
    def age(self) -> str:
        """Return how long it waits: "3 days"."""
        return age_of(self.batch.sent_at, timezone.now())

    @property
    def again(self) -> int:
        """Return how many were returned before."""
        return sum(row.submission.round > 1 for row in self.rows)


@dataclass(frozen=True)
class SkillPiles:
    """What waits in one skill."""

    skill: Skill
    piles: list[Pile]
    has_advisor: bool

    @property
    def count(self) -> int:
        """Return how many descriptors wait."""
        return sum(len(pile.rows) for pile in self.piles)


def piles_for(user: User, *, advised_only: bool) -> list[SkillPiles]:
    """Return what waits, a constant number of queries for any number of rows; `advised_only`: in the skills that the person advises."""
    waiting = waiting_for(user).prefetch_related("batch__competition__milestones")
    rows = rows_of(list(waiting.filter(batch__skill__in=roles_of(user).sa) if advised_only else waiting), user)
    kept = kept_by(user, rows)
    totals, opened = counts([row.submission.batch_id for row in rows], user)
    advisors = {skill for skill, _user in advisors_of({row.submission.batch.skill_id for row in rows})}
    by_skill: dict[Skill, list[Pile]] = defaultdict(list)
    for batch, group in groupby(with_hints(rows), key=lambda row: row.submission.batch):
        found = list(group)
        left = [row for row in found if row.submission.pk not in kept]
        mine = sum(kept.get(row.submission.pk) == user.pk for row in found)
        decided = totals[batch.pk] - opened[batch.pk] + len(found) - len(left)
        by_skill[batch.skill].append(Pile(batch, left, totals[batch.pk], decided, any(row.can_decide for row in left), mine))
    return [SkillPiles(skill, found, skill.pk in advisors) for skill, found in by_skill.items()]


def kept_by(user: User, rows: Sequence[Row]) -> dict[int, int]:
    """Return who decided what waits for release, by the round, as the person may know it: one query."""
    found = decisions_visible_to(user).filter(submission__in=[row.submission.pk for row in rows], release=None, left_out_at=None)
    return dict(found.values_list("submission", "by"))


def with_hints(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with how many hints of the coach each has, one query for all."""
    hints = open_counts(row.submission.descriptor_id for row in rows) if rows else {}
    return [replace(row, hints=hints.get(row.submission.descriptor_id, 0)) for row in rows]


def age_of(sent_at: datetime, now: datetime) -> str:
    """Return how long ago something was sent: "3 days"."""
    return timesince(sent_at, now, depth=1) if now - sent_at >= timedelta(minutes=1) else _("less than a minute")


def counts(batches: Iterable[int], user: User) -> tuple[Counter[int], Counter[int]]:
    """Return, per batch, how many of its descriptors the person may open, and how many of these are undecided."""
    totals: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    found = submissions_visible_to(user).filter(batch__in=set(batches)).order_by().values_list("batch", "outcome")
    for batch, outcome, count in found.annotate(Count("pk")):
        totals[batch] += count
        opened[batch] += count if outcome is None else 0
    return totals, opened


def rows_of(submissions: "Sequence[Round]", user: User) -> list[Row]:
    """Return rounds with their section's number in the skill's standard and, for own work, who may decide."""
    numbers = section_numbers({submission.batch.skill_id for submission in submissions})
    instead = deciders_of([one for one in submissions if one.is_own])
    return [
        Row(
            one,
            numbers.get((one.batch.skill_id, one.descriptor.wsos_section_id or 0)),
            ", ".join(instead.get(one.pk, [])),
            one.outcome is None and not one.is_own and one.batch.skill_id in roles_of(user).sa,
        )
        for one in submissions
    ]


def advisors_of(skills: Iterable[int]) -> list[tuple[int, User]]:
    """Return (skill, Skill Advisor) for active accounts with access, deputies of the absent included."""
    return list(dict.fromkeys((one.skill, one.person) for one in advisors_in(skills)))


def deciders_of(submissions: Sequence[Submission]) -> dict[int, list[str]]:
    """Return for each round the names of the Skill Advisors who did not write its wording."""
    return {pk: [str(person) for person in people] for pk, people in able_to_decide(submissions).items()}


def able_to_decide(submissions: Sequence[Submission]) -> dict[int, list[User]]:
    """Return for each round the Skill Advisors who did not write its wording, in two queries."""
    if not submissions:
        return {}
    advisors = advisors_of({one.batch.skill_id for one in submissions})
    wrote = set(
        Revision.objects.filter(descriptor__in=[one.descriptor_id for one in submissions]).values_list("descriptor", "author", "number")
    )
    return {
        one.pk: [
            person
            for skill, person in advisors
            if skill == one.batch.skill_id and person.pk != one.descriptor.created_by_id and not wrote_it(person, one, wrote)
        ]
        for one in submissions
    }


def wrote_it(person: User, submission: Submission, wrote: set[tuple[int, int, int]]) -> bool:
    """Return whether the person wrote a revision up to the one that was sent."""
    return any(
        author == person.pk and found == submission.descriptor_id and number <= submission.version_sent for found, author, number in wrote
    )

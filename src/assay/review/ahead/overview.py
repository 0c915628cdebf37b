"""The secretariat's overview: what waits in which skill and how long, and how much is decided a week."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assay.descriptors.due import by_due_date
from assay.descriptors.models import Batch, Submission
from assay.descriptors.states import Outcome
from assay.review.ahead.chart import Chart, chart_of
from assay.review.waiting import age_of
from assay.standards.models import Competition, Skill

WEEKS = 8


@dataclass(frozen=True)
class Row:
    """One skill: its open batches, what is due first on top, how many descriptors wait, and how many were decided in these weeks."""

    skill: Skill
    batches: list[Batch]
    waits: int
    decided: int
    now: datetime

    @property
    def oldest(self) -> Batch | None:
        """Return what waits longest."""
        return min(self.batches, key=lambda batch: batch.sent_at, default=None)

    @property
    def age(self) -> str:
        """Return how long it has waited."""
        return age_of(self.oldest.sent_at, self.now) if self.oldest else ""

    @property
    def late(self) -> int:
        """Return how many batches are past their day."""
        return sum(batch.is_late for batch in self.batches)

    @property
    def next(self) -> Batch | None:
        """Return the batch that is due first."""
        return next((batch for batch in self.batches if batch.due_on), None)


@dataclass
class Overview:
    """What one competition, or all, has open and decided; a constant number of queries."""

    competition: Competition | None
    now: datetime

    @cached_property
    def batches(self) -> list[Batch]:
        """Return the batches with something undecided, what is due first on top."""
        waits = Count("submissions", filter=Q(submissions__outcome=None))
        found = Batch.objects.select_related("skill").annotate(waits=waits).filter(waits__gt=0).order_by(*by_due_date())
        return list(found.filter(competition=self.competition) if self.competition else found)

    @cached_property
    def decided(self) -> dict[int, Counter[date]]:
        """Return, by skill (primary key), how many were decided in each week, which begins on its Monday in the reader's zone."""
        since = timezone.make_aware(datetime.combine(self.weeks[0], datetime.min.time()))
        rows = Submission.objects.filter(outcome__in=[Outcome.APPROVED, Outcome.RETURNED], decided_at__gte=since, decided_at__lte=self.now)
        rows = rows.filter(batch__competition=self.competition) if self.competition else rows
        found: dict[int, Counter[date]] = defaultdict(Counter)
        for skill, at in rows.values_list("batch__skill", "decided_at"):
            found[skill][monday(timezone.localdate(at))] += 1
        return found

    @cached_property
    def weeks(self) -> list[date]:
        """Return the Mondays of the last weeks, this one last."""
        last = monday(timezone.localdate(self.now))
        return [last - timedelta(weeks=n) for n in reversed(range(WEEKS))]

    @cached_property
    def rows(self) -> list[Row]:
        """Return the skills in which something waits or was decided; those with late batches and the longest waits first."""
        skills = Skill.objects.in_bulk({batch.skill_id for batch in self.batches} | set(self.decided))
        found = [self.row_of(skill) for skill in skills.values()]
        return sorted(found, key=lambda row: (-row.late, row.oldest.sent_at if row.oldest else self.now, row.skill.code))

    def row_of(self, skill: Skill) -> Row:
        """Return one skill."""
        batches = [batch for batch in self.batches if batch.skill_id == skill.pk]
        return Row(skill, batches, total(batches), sum(self.decided.get(skill.pk, Counter()).values()), self.now)

    @property
    def sums(self) -> dict[str, int]:
        """Return the last line of the table."""
        return {
            "batches": len(self.batches),
            "waits": total(self.batches),
            "late": sum(row.late for row in self.rows),
            "decided": sum(row.decided for row in self.rows),
        }

    @cached_property
    def by_week(self) -> list[tuple[str, int]]:
        """Return how many were decided in each week, by its first day."""
        return [(date_format(week, "j M"), sum(found[week] for found in self.decided.values())) for week in self.weeks]

    @property
    def chart(self) -> Chart:
        """Return the same as bars."""
        return chart_of(self.by_week)

    @property
    def title(self) -> str:
        """Return of what it is the overview."""
        return self.competition.name if self.competition else _("All competitions")


def total(batches: Sequence[Batch]) -> int:
    """Return how many descriptors wait in batches."""
    return sum(batch.waits for batch in batches)  # type: ignore[attr-defined]  # annotated by Overview.batches


def monday(day: date) -> date:
    """Return the Monday of its week."""
    return day - timedelta(days=day.weekday())

"""What changed in a skill since a milestone of its competition: approved, approved with changes, and curated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.states import Outcome
from assay.history.models import Event
from assay.review.batches import submissions_visible_to
from assay.standards.freeze import freeze_of
from assay.standards.milestones import day_of
from assay.standards.models import Competition, Milestone, Skill, Standard

NO_MILESTONE = timedelta(days=30)


@dataclass(frozen=True)
class Change:
    """One change of a descriptor: who, when, from which revision to which, where it can be compared, and why it came so late."""

    descriptor: Descriptor
    who: str
    at: datetime
    url: str
    numbers: tuple[int, int]
    sent_late: str = ""
    decided_late: str = ""
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Kind:
    """The changes of one kind."""

    title: str
    link: str
    changes: list[Change]


@dataclass(frozen=True)
class Since:
    """From which day on, and how people say it."""

    day: date
    words: str
    milestone: str = ""


@dataclass
class Changed:
    """What changed, for one reader; a constant number of queries."""

    skill: Skill
    competition: Competition
    since: Since
    reader: User

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """Return the moments between which it counts: days where the competition is held, its last one included."""
        zone = ZoneInfo(self.competition.time_zone)
        return (
            datetime.combine(self.since.day, time(), zone),
            datetime.combine(self.competition.last_day + timedelta(days=1), time(), zone),
        )

    @cached_property
    def decided(self) -> list[tuple[bool, Change]]:
        """Return what was approved, and whether with changed wording."""
        start, end = self.span
        rows = submissions_visible_to(self.reader).filter(outcome=Outcome.APPROVED, batch__skill=self.skill)
        found = rows.filter(decided_at__gte=start, decided_at__lt=end, descriptor__deleted_at=None).order_by("decided_at", "pk")
        return [(one.version_decided != one.version_sent, self.approval(one)) for one in found]

    def approval(self, one: "object") -> Change:
        """Return one approval."""
        row = one.descriptor  # type: ignore[attr-defined]  # a submission with its annotations
        url = reverse("changes", args=[row.uid, one.round])  # type: ignore[attr-defined]  # as above
        numbers = (one.version_sent, one.version_decided)  # type: ignore[attr-defined]  # as above
        return Change(row, str(one.decided_by), one.decided_at, url, numbers, one.late_reason, one.late_decision_reason)  # type: ignore[attr-defined]  # as above

    @cached_property
    def curated(self) -> list[Change]:
        """Return what got another wording by curation."""
        start, end = self.span
        events = Event.objects.filter(subject_type="descriptor", verb="curated", skill=self.skill.uid, at__gte=start, at__lt=end)
        found = list(events.filter(data__reworded=True).select_related("actor").order_by("position"))
        rows = Descriptor.objects.visible_to(self.reader).live().filter(uid__in={event.subject for event in found})
        known = {row.uid: row for row in rows}
        return [curation(known[event.subject], event) for event in found if event.subject in known]

    @cached_property
    def kinds(self) -> list[Kind]:
        """Return the changes by kind; kinds without any are left out."""
        reworded = compared([change for is_reworded, change in self.decided if is_reworded] + self.curated)
        count = len(reworded) - len(self.curated)
        found = [
            Kind(_("Approved"), _("What was approved"), [change for is_reworded, change in self.decided if not is_reworded]),
            Kind(_("Approved with changes"), _("Sent and approved, side by side"), reworded[:count]),
            Kind(_("Wording curated"), _("Revisions"), reworded[count:]),
        ]
        return [kind for kind in found if kind.changes]

    @property
    def count(self) -> int:
        """Return how many changes there are."""
        return sum(len(kind.changes) for kind in self.kinds)


def curation(row: Descriptor, event: Event) -> Change:
    """Return one change of wording in the library."""
    url = reverse("descriptor", args=[row.uid]) + "#revisions"
    number = event.revision or row.version
    return Change(row, str(event.actor or ""), event.at, url, (number - 1, number))


def compared(changes: Sequence[Change]) -> list[Change]:
    """Return changes with what differs between their revisions, in one query."""
    found = Revision.objects.filter(descriptor__in=[one.descriptor.pk for one in changes])
    known = {(one.descriptor_id, one.number): one.wording for one in found}
    pairs = [(one, [known.get((one.descriptor.pk, number)) for number in one.numbers]) for one in changes]
    return [replace(one, comparison=compare(before, now) if before and now else None) for one, (before, now) in pairs]


def standard_of(code: str, competition: str) -> Standard | None:
    """Return the standard that ties a skill to a competition, or None."""
    found = Standard.objects.filter(skill__code=code, competition__code=competition).select_related("skill", "competition")
    return found.prefetch_related("competition__milestones").first()


def passed(competition: Competition, today: date) -> list[Milestone]:
    """Return the milestones whose day has come, the earliest first."""
    found = list(competition.milestones.all())
    for one in found:
        one.competition = competition
    return sorted((one for one in found if one.on <= today), key=lambda one: one.on)


def since_of(competition: Competition, typed: Sequence[str], today: date) -> Since:
    """Return what was asked for: a day, the name of a milestone, else the freeze, else the latest milestone, else a month."""
    name, day = typed
    milestones = passed(competition, today)
    if found := day_in(day):
        return Since(found, day_of(found, today))
    freeze = freeze_of(competition)
    if not name and freeze and freeze.on <= today:
        return Since(freeze.on, freeze.words, freeze.milestone.name if freeze.milestone else "")
    named = [one for one in milestones if one.name == name] or milestones[-1:]
    if named:
        return Since(named[0].on, f"{named[0].offset} · {day_of(named[0].on, today)}", named[0].name)
    return Since(today - NO_MILESTONE, day_of(today - NO_MILESTONE, today))


def day_in(text: str) -> date | None:
    """Return the day of an address, or None where it is none."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and 1950 <= found.year <= 2199 else None  # noqa: PLR2004  the years that competitions have

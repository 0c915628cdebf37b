"""The dates before a competition, and how people say them: C-8 weeks · 14 March · 19 days."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.standards.current import current_competition
from assay.standards.models import Competition, Milestone, Skill

READY_MADE = (
    (gettext_lazy("Scheme drafted"), 7, "months"),
    (gettext_lazy("Package complete"), 4, "months"),
    (gettext_lazy("Draft in CIS"), 8, "weeks"),
    (gettext_lazy("Guide complete"), 2, "months"),
)


def ready_made(competition: Competition) -> list[Milestone]:
    """Return the usual milestones of a competition, not saved yet."""
    return [Milestone(competition=competition, name=str(name), amount=amount, unit=unit) for name, amount, unit in READY_MADE]


def next_milestone(of: Skill | Competition, today: date) -> Milestone | None:
    """Return the first milestone that is not over yet, for a skill the one of its latest competition."""
    competition = current_competition(of) if isinstance(of, Skill) else of
    return next_of(competition.milestones.select_related("competition"), today) if competition else None


def next_of(milestones: Iterable[Milestone], today: date) -> Milestone | None:
    """Return the nearest of `milestones` from `today` on, or None."""
    return min((one for one in milestones if one.on >= today), key=lambda one: one.on, default=None)


def words(milestone: Milestone, today: date) -> str:
    """Return offset, day and how far away it is."""
    return " · ".join((milestone.offset, day_of(milestone.on, today), distance(milestone.on, today)))


def day_of(day: date, today: date) -> str:
    """Return the day as people say it; the year only where it is another one."""
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def distance(day: date, today: date) -> str:
    """Return how far away a day is."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def said(milestone: Milestone | None, today: date) -> str:
    """Return a milestone by name and date, or an empty text where there is none."""
    return f"{milestone.name}: {words(milestone, today)}" if milestone else ""

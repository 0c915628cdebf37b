"""The choice of a due date: the next milestone, another one, a day, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from assay.descriptors.due import Due
from assay.descriptors.posted import text_of
from assay.standards.milestones import said
from assay.standards.models import Competition, Milestone, Skill, Standard

NONE, OF_MILESTONE = "none", "milestone:"
LATEST = date(2199, 12, 31)


@dataclass(frozen=True)
class Choice:
    """What was chosen, as a form says it: "", "none" or "milestone:<name>", and a day, which wins; nothing is the next milestone."""

    picked: str = ""
    day: str = ""


@dataclass(frozen=True)
class Option:
    """One line to choose."""

    value: str
    label: str
    chosen: bool


def choice_of(data: QueryDict, suffix: str = "") -> Choice:
    """Return what a form says."""
    return Choice(text_of(data.get(f"due{suffix}", "")), text_of(data.get(f"due_day{suffix}", "")))


def ahead_of(competition: Competition | None, today: date) -> list[Milestone]:
    """Return the milestones that are not over, the next one first."""
    return not_over(competition.milestones.select_related("competition") if competition else (), today)


def hold(competition: Competition | None) -> Competition | None:
    """Return a competition whose dates stay as they are until the transaction ends: a due date is made from them."""
    return competition and Competition.objects.select_for_update().get(pk=competition.pk)


def not_over(milestones: Iterable[Milestone], today: date) -> list[Milestone]:
    """Return those from today on, the next one first."""
    return sorted((one for one in milestones if one.on >= today), key=lambda one: one.on)


def options_of(milestones: Sequence[Milestone], choice: Choice, today: date) -> list[Option]:
    """Return what can be chosen besides a day; without a choice the next milestone is."""
    values = [(f"{OF_MILESTONE}{one.name}", said(one, today)) for one in milestones]
    found = [*values, (NONE, _("No due date"))]
    picked = choice.picked if choice.picked in dict(found) else found[0][0]
    return [Option(value, label, value == picked) for value, label in found]


@dataclass(frozen=True)
class Picker:
    """What a page offers, with what was typed; `suffix` tells several pickers of one form apart."""

    suffix: str
    options: list[Option]
    day: str
    problem: str

    @property
    def chosen(self) -> str:
        """Return what is chosen, in words."""
        return next(option.label for option in self.options if option.chosen)


def picker(suffix: str, milestones: Sequence[Milestone], data: QueryDict, problem: str) -> Picker:
    """Return what a page offers."""
    choice, today = choice_of(data, suffix), timezone.localdate()
    return Picker(suffix, options_of(milestones, choice, today), choice.day, problem)


def offered_to(skills: Iterable[Skill]) -> dict[int, list[Milestone]]:
    """Return the milestones ahead of each skill's latest competition, in two queries (primary keys)."""
    today = timezone.localdate()
    rows = Standard.objects.filter(skill__in=[skill.pk for skill in skills]).order_by("competition__first_day")
    milestones = Prefetch("competition__milestones", Milestone.objects.select_related("competition"))
    latest = {row.skill_id: row.competition for row in rows.select_related("competition").prefetch_related(milestones)}
    return {skill: not_over(competition.milestones.all(), today) for skill, competition in latest.items()}


def problem_of(choice: Choice, milestones: Sequence[Milestone], today: date) -> str:
    """Return why a choice cannot be taken, or an empty text."""
    if choice.day:
        day = day_in(choice)
        return "" if day and today <= day <= LATEST else _("Choose a day from today on, such as %(day)s.") % {"day": today.isoformat()}
    if choice.picked in ("", NONE) or choice.picked.removeprefix(OF_MILESTONE) in [one.name for one in milestones]:
        return ""
    return _("This milestone is not there any more. Choose again.")


def due_of_choice(choice: Choice, milestones: Sequence[Milestone]) -> Due | None:
    """Return the due date of a choice that has no problem."""
    if day := day_in(choice):
        return Due(day)
    if choice.picked == NONE:
        return None
    named = [one for one in milestones if not choice.picked or choice.picked == f"{OF_MILESTONE}{one.name}"]
    return Due.of(named[0]) if named else None


def day_in(choice: Choice) -> date | None:
    """Return the day that was typed, or None where it is none."""
    try:
        return parse_date(choice.day)
    except ValueError:
        return None

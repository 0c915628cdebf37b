"""What administrators do with competitions and their milestones."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import Invalid, Stale
from assay.history.record import Fact, record
from assay.standards.models import Competition, Milestone

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Days:
    """What is known of a competition."""

    code: str
    name: str
    first_day: date
    last_day: date
    time_zone: str
    confidential_until: datetime | None = None
    freeze_on: date | None = None


@dataclass(frozen=True, order=True)
class Before:
    """A milestone: so many units before C1; `freezes`: from its day on late work needs a reason."""

    name: str
    amount: int
    unit: str
    freezes: bool = False


Follow = Callable[[Competition, Sequence[Before]], Sequence[Fact]]
FOLLOWING: list[Follow] = []
"""What in rooms above moves along with a competition, called with it and the milestones that it had; registered in `ready()`."""


@transaction.atomic
def save_competition(
    *, uid: uuid.UUID, days: Days, milestones: Sequence[Before], by: "User", at: datetime, seen: str | None = None
) -> Competition:
    """Add the competition of that uid, or change it; a save that changes nothing writes nothing. Raises Invalid, Stale, NotAllowed.

    `seen` is the state that was shown (`state_of`), where one was.
    """
    require(by, "standards.administer", otherwise=_("Only an administrator adds or changes competitions."))
    validate(uid, days, milestones)
    competition = Competition.objects.select_for_update().filter(uid=uid).first()
    if competition and days_of(competition) == days and milestones_of(competition) == sorted(milestones):
        return competition
    if competition and seen is not None and seen != state_of(competition):
        raise Stale(
            _("Somebody changed this competition meanwhile. Yours stands in the form: save it again to replace theirs."), competition
        )
    verb, earlier = ("changed", milestones_of(competition)) if competition else ("created", [])
    competition, _is_new = Competition.objects.update_or_create(uid=uid, defaults=asdict(days))
    competition.milestones.all().delete()
    Milestone.objects.bulk_create(Milestone(competition=competition, **asdict(one)) for one in milestones)
    moved = [fact for follow in FOLLOWING for fact in follow(competition, earlier)]
    record([Fact("competition", competition.uid, verb), *moved], by=by, at=at)
    return competition


def validate(uid: uuid.UUID, days: Days, milestones: Sequence[Before]) -> None:
    """Raise Invalid with a message beside each field."""
    problems: dict[str, str] = {}
    if days.last_day < days.first_day:
        problems["last_day"] = _("The last day is before C1.")
    if Competition.objects.filter(code=days.code).exclude(uid=uid).exists():
        problems["code"] = _("There is a competition with this code.")
    if len({one.name for one in milestones}) < len(milestones):
        problems["milestones"] = _("Each milestone needs a name of its own.")
    if (days.freeze_on is not None) + sum(one.freezes for one in milestones) > 1:
        problems["freeze_on"] = _("Only one day freezes: mark one milestone, or give a day of its own.")
    if problems:
        raise Invalid(_("Some fields need your attention."), problems)


def state_of(competition: Competition) -> str:
    """Return what a form carries of the state that it shows: another one for other days or milestones."""
    return sha256(repr((days_of(competition), milestones_of(competition))).encode()).hexdigest()[:16]


def days_of(competition: Competition) -> Days:
    """Return what is known of a competition now."""
    return Days(**{name: getattr(competition, name) for name in Days.__dataclass_fields__})


def milestones_of(competition: Competition) -> list[Before]:
    """Return its milestones now."""
    return sorted(Before(one.name, one.amount, one.unit, one.freezes) for one in competition.milestones.all())

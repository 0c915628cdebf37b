"""Who acts as Skill Advisor for somebody else, and who advises a skill now: the members with the role, and their deputies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assay.accounts.models import Access, User
from assay.accounts.zones import zone_of
from assay.standards.models import Deputy, Membership, Role


def advising(skill: str, person: str) -> Exists:
    """Return the condition that somebody has the role of an SA themselves; both are names of outer columns."""
    found = Membership.objects.filter(skill=OuterRef(skill), user=OuterRef(person), role=Role.SA, user__is_active=True)
    return Exists(found)


def holds(now: datetime, prefix: str = "") -> Q:
    """Return the condition that the days of a deputy have come and are not over."""
    return Q(**{f"{prefix}starts_at__lte": now, f"{prefix}ends_at__gt": now, f"{prefix}ended_at": None})


def acting(now: datetime | None = None) -> QuerySet[Deputy]:
    """Return the deputies who act now; a right that is lent ends with the right of who lends it, and is not lent on."""
    return Deputy.objects.filter(holds(now or timezone.now())).filter(advising("skill", "absent"))


@dataclass(frozen=True)
class Advisor:
    """Somebody who decides in a skill (primary key): in their own right, or for somebody until a day.

    `order` is that in which the role was given; a deputy has none.
    """

    skill: int
    person: User
    absent: User | None = None
    until: date | None = None
    order: int = 0

    def __str__(self) -> str:
        """Return the name as pages say it."""
        if self.absent is None or self.until is None:
            return str(self.person)
        words = {"who": self.person, "absent": self.absent, "day": date_format(self.until, "j F")}
        return _("%(who)s for %(absent)s until %(day)s") % words


def advisors_in(skills: Iterable[int]) -> list[Advisor]:
    """Return who decides in skills now, by name, deputies after those in their own right; two queries."""
    wanted = set(skills)
    members = Membership.objects.filter(skill__in=wanted, role=Role.SA, user__is_active=True).exclude(user__access=Access.PENDING)
    found = [Advisor(row.skill_id, row.user, order=row.pk) for row in members.select_related("user").order_by("user__name")]
    own = {(one.skill, one.person.pk) for one in found}
    lent = acting().filter(skill__in=wanted, person__is_active=True).exclude(person__access=Access.PENDING)
    rows = lent.select_related("person", "absent").order_by("person__name", "pk")
    return found + [
        Advisor(row.skill_id, row.person, row.absent, last_day(row)) for row in rows if (row.skill_id, row.person_id) not in own
    ]


def first_day(deputy: Deputy) -> date:
    """Return the first day, where the absent person is."""
    return deputy.starts_at.astimezone(zone_of(deputy.absent)).date()


def last_day(deputy: Deputy) -> date:
    """Return the last day, where the absent person is."""
    return (deputy.ends_at - timedelta(seconds=1)).astimezone(zone_of(deputy.absent)).date()

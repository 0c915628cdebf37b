"""An SA is away: somebody acts for them in their skills, for some days."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.models import User
from assay.accounts.permissions import require
from assay.accounts.zones import zone_of
from assay.errors import Invalid
from assay.history.record import Fact, record
from assay.notifications.notify import notify
from assay.standards.deputies.acting import first_day, last_day
from assay.standards.models import Deputy, Membership, Role, Skill

LONGEST = timedelta(days=366)
NOT_YOURS = gettext_noop("Only the Skill Advisor who is away or an administrator names a deputy.")


@dataclass(frozen=True)
class Absence:
    """Who is away in which skills, from which to which day, and who acts for them."""

    absent: User
    person: User
    skills: Sequence[Skill]
    first: date
    last: date


@transaction.atomic
def name_deputy(*, uid: uuid.UUID, absence: Absence, by: User, at: datetime) -> list[Deputy]:
    """Name a deputy, a row per skill; the same uid again is the same. Raises Invalid, NotAllowed."""
    require(by, "standards.name_deputy", absence.absent, otherwise=_(NOT_YOURS))
    hold(absence.absent)
    uids = {uuid.uuid5(uid, str(skill.uid)): skill for skill in absence.skills}
    if known := list(Deputy.objects.filter(uid__in=uids)):
        return known
    if problems := problems_of(absence, at):
        raise Invalid(_("Some fields need your attention."), problems)
    made = [made_of(absence, one, skill, by=by, at=at) for one, skill in uids.items()]
    Deputy.objects.bulk_create(made)
    tell(made, "named", group=f"deputy:{uid}", by=by, at=at)
    record([fact_of(one, "deputy_named") for one in made], by=by, at=at)
    return made


def hold(absent: User) -> None:
    """Let one after the other say who acts for a person: the same form twice finds the first's rows."""
    User.objects.select_for_update().get(pk=absent.pk)


def made_of(absence: Absence, uid: uuid.UUID, skill: Skill, *, by: User, at: datetime) -> Deputy:
    """Return one row, not saved yet: whole days, where the absent person is."""
    zone = zone_of(absence.absent)
    start = datetime.combine(absence.first, time(), zone)
    end = datetime.combine(absence.last + timedelta(days=1), time(), zone)
    people = {"absent": absence.absent, "person": absence.person, "named_by": by}
    return Deputy(uid=uid, skill=skill, starts_at=start, ends_at=end, named_at=at, **people)


def problems_of(absence: Absence, at: datetime) -> dict[str, str]:
    """Return what is wrong, by the field."""
    problems: dict[str, str] = {}
    today = at.astimezone(zone_of(absence.absent)).date()
    if absence.last < absence.first:
        problems["last"] = _("The last day is before the first.")
    elif absence.last < today:
        problems["last"] = _("These days are over.")
    elif absence.last - absence.first > LONGEST:
        problems["last"] = _("Name a deputy for a year at most.")
    if problem := problem_of_skills(absence):
        problems["skills"] = problem
    if absence.person == absence.absent or not absence.person.has_access:
        problems["person"] = _("Choose another person who can sign in.")
    elif problem := problem_of_person(absence):
        problems["person"] = problem
    return problems


def problem_of_skills(absence: Absence) -> str:
    """Return why the skills cannot be lent, or an empty text: only a right of one's own can."""
    own = set(Membership.objects.filter(user=absence.absent, role=Role.SA).values_list("skill", flat=True))
    if not absence.skills:
        return _("Choose at least one skill.")
    return "" if {skill.pk for skill in absence.skills} <= own else _("Choose skills of which they are Skill Advisor themselves.")


def problem_of_person(absence: Absence) -> str:
    """Return why this person need not or cannot act, or an empty text."""
    skills = [skill.pk for skill in absence.skills]
    already = Membership.objects.filter(user=absence.person, role=Role.SA, skill__in=skills).select_related("skill").first()
    if already:
        return _("%(who)s is a Skill Advisor of %(skill)s already.") % {"who": absence.person, "skill": already.skill}
    zone = zone_of(absence.absent)
    start = datetime.combine(absence.first, time(), zone)
    end = datetime.combine(absence.last + timedelta(days=1), time(), zone)
    same = Deputy.objects.filter(absent=absence.absent, person=absence.person, skill__in=skills, ended_at=None)
    return (
        _("%(who)s acts for them on some of these days already.") % {"who": absence.person}
        if (same.filter(starts_at__lt=end, ends_at__gt=start).exists())
        else ""
    )


@transaction.atomic
def end_deputy(*, deputy: Deputy, by: User, at: datetime) -> Deputy:
    """End the days of a deputy early, or before they begin; what is over stays as it was. Raises NotAllowed."""
    require(by, "standards.name_deputy", deputy.absent, otherwise=_(NOT_YOURS))
    if Deputy.objects.filter(pk=deputy.pk, ended_at=None, ends_at__gt=at).update(ended_at=at):
        deputy.refresh_from_db()
        tell([deputy], "ended", group=f"deputy_ended:{deputy.uid}", by=by, at=at)
        record([fact_of(deputy, "deputy_ended")], by=by, at=at)
    return deputy


def fact_of(deputy: Deputy, verb: str) -> Fact:
    """Return the fact about the skill: ids and days."""
    people = {"deputy": str(deputy.person.uid), "absent": str(deputy.absent.uid)}
    days = {"first": first_day(deputy).isoformat(), "last": last_day(deputy).isoformat()}
    return Fact("skill", deputy.skill.uid, verb, skill=deputy.skill.uid, data=people | days)


def tell(deputies: Sequence[Deputy], what: str, *, group: str, by: User, at: datetime) -> None:
    """Tell the deputy, and the absent person where somebody else did it."""
    for one in deputies:
        users = [person for person in (one.person, one.absent) if person != by]
        notify(users=users, kind="deputy", key=f"deputy:{one.uid}:{what}", data={"deputy": str(one.uid)}, at=at, mail_group=group)

"""Invite somebody to read one batch, give them more or less time, take it back: each is one transaction."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.actions import account_of
from assay.accounts.permissions import require
from assay.accounts.zones import zone_of
from assay.descriptors.models import Batch
from assay.descriptors.posted import free_uid
from assay.errors import DomainError, Invalid, Stale
from assay.history.record import Fact, record
from assay.review.guests.letters import send_invitation
from assay.review.guests.models import Guest

if TYPE_CHECKING:
    from assay.accounts.models import User

USUAL, LONGEST, MOST = timedelta(days=14), timedelta(days=366), 50
NOT_YOURS = gettext_noop("Guests are invited by the Skill Advisors of the skill, the secretariat and administrators.")


@dataclass(frozen=True)
class Invited:
    """Who is invited, until the end of which day, and whether they read what is confidential."""

    email: str
    name: str
    last: date
    sees_confidential: bool = False


@transaction.atomic
def invite(*, uid: uuid.UUID, batch: Batch, invited: Invited, by: "User", at: datetime) -> Guest:
    """Invite somebody by mail; an account is made where there is none. The same form twice is one. Raises NotAllowed, Invalid."""
    require_right(batch, by)
    Batch.objects.select_for_update().get(pk=batch.pk)
    if known := Guest.objects.filter(uid=uid, batch=batch).first():
        return known
    ends_at = end_of(invited.last, by, at)
    person, facts = account_of(invited.email, invited.name)
    check_person(person, batch, at)
    fields = {"invited_by": by, "invited_at": at, "ends_at": ends_at, "sees_confidential": invited.sees_confidential}
    guest = again(batch, person, fields) or Guest.objects.create(uid=free_uid(Guest.objects.all(), uid), batch=batch, user=person, **fields)
    send_invitation(guest, at=at)
    record([*facts, fact_of(guest, "guest_invited", by)], by=by, at=at)
    return guest


def again(batch: Batch, person: "User", fields: dict[str, Any]) -> Guest | None:
    """Return an earlier invitation of the person to the batch, opened anew, or None."""
    earlier = Guest.objects.filter(batch=batch, user=person)
    earlier.update(change=F("change") + 1, ended_at=None, ended_by=None, **fields)
    return earlier.select_related("user", "batch__skill").first()


def check_person(person: "User", batch: Batch, at: datetime) -> None:
    """Raise Invalid unless the person can become a guest of the batch."""
    problem = ""
    guests = Guest.objects.live(at).filter(batch=batch)
    if not person.is_active:
        problem = _("The account of this address is closed. Ask an administrator.")
    elif person.has_perm("review.read_changes", batch.skill):
        problem = _("%(who)s reads this batch already.") % {"who": person}
    elif guests.filter(user=person).exists():
        problem = _("%(who)s is a guest of this batch already: change until when in the list of its guests.") % {"who": person}
    elif guests.count() >= MOST:
        problem = _("This batch has %(n)d guests. Take an invitation back first.") % {"n": MOST}
    if problem:
        raise Invalid(problem, {"email": problem})


def end_of(last: date, by: "User", at: datetime) -> datetime:
    """Return the first moment after a day, where who invites is. Raises Invalid for a day that is over or too far ahead."""
    ends_at = datetime.combine(last + timedelta(days=1), time(), zone_of(by))
    problem = ""
    if ends_at <= at:
        problem = _("This day is over.")
    elif ends_at - at > LONGEST:
        problem = _("Invite for a year at most.")
    if problem:
        raise Invalid(problem, {"last": problem})
    return ends_at


@transaction.atomic
def change(*, guest: Guest, last: date, sees_confidential: bool, seen: int, by: "User", at: datetime) -> Guest:
    """Give a guest another last day, and tell them by mail. Raises NotAllowed, Invalid, Stale."""
    require_right(guest.batch, by)
    ends_at = end_of(last, by, at)
    if (guest.ends_at, guest.sees_confidential, guest.change) == (ends_at, sees_confidential, seen):
        return guest
    rows = Guest.objects.filter(pk=guest.pk, change=seen, ended_at=None)
    if not rows.update(change=F("change") + 1, ends_at=ends_at, sees_confidential=sees_confidential):
        raise Stale(_("This invitation was changed meanwhile. Look at it as it stands now, and try again."), guest)
    guest.refresh_from_db()
    send_invitation(guest, at=at)
    record([fact_of(guest, "guest_changed", by)], by=by, at=at)
    return guest


@transaction.atomic
def take_back(*, guest: Guest, by: "User", at: datetime) -> Guest:
    """End an invitation now: its guest reads nothing from the next request on. A repeat changes nothing. Raises NotAllowed."""
    require_right(guest.batch, by)
    if Guest.objects.filter(pk=guest.pk, ended_at=None).update(change=F("change") + 1, ended_at=at, ended_by=by):
        guest.refresh_from_db()
        record([fact_of(guest, "guest_ended", by)], by=by, at=at)
    return guest


@transaction.atomic
def give_back(*, guest: Guest, by: "User", at: datetime) -> Guest:
    """Let an invitation that was taken back hold again until its day. A repeat changes nothing. Raises NotAllowed, DomainError."""
    require_right(guest.batch, by)
    if guest.ends_at <= at:
        raise DomainError(_("Its last day is over. Invite again, until a later one."))
    if Guest.objects.filter(pk=guest.pk, ended_at__isnull=False).update(change=F("change") + 1, ended_at=None, ended_by=None):
        guest.refresh_from_db()
        record([fact_of(guest, "guest_changed", by)], by=by, at=at)
    return guest


def require_right(batch: Batch, by: "User") -> None:
    """Raise NotAllowed unless the person invites to the batch."""
    require(by, "review.invite_guests", batch, otherwise=_(NOT_YOURS))


def fact_of(guest: Guest, verb: str, by: "User") -> Fact:
    """Return the fact about the batch: whom it is about, and the last day."""
    last = guest.last_moment.astimezone(zone_of(by)).date()
    return Fact("batch", guest.batch.uid, verb, skill=guest.batch.skill.uid, data={"guest": str(guest.user.uid), "until": last.isoformat()})

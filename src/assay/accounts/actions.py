"""What happens to accounts: added, invited, changed, deactivated; own settings; every session ended."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.accounts.details import Details, check
from assay.accounts.mails import letter, post
from assay.accounts.middleware import known_zones
from assay.accounts.models import Access, Invitation, User
from assay.accounts.permissions import require
from assay.errors import DomainError, Invalid, NotAllowed
from assay.history.record import Fact, record

if TYPE_CHECKING:
    from collections.abc import Mapping

INVITATION_LASTS = timedelta(hours=72)


def fact_of(person: User, verb: str, *, skill: UUID | None = None, **data: object) -> Fact:
    """Return the event of one change to an account; no name, no address."""
    return Fact("person", person.uid, verb, skill=skill, state_after=state_of(person), data=data)


def state_of(person: User) -> dict[str, object]:
    """Return what decides what the account may reach."""
    return {"access": person.access, "is_admin": person.is_admin, "is_active": person.is_active}


def may_give(details: Details, by: User | None) -> None:
    """Raise NotAllowed where someone gives more than they may: the secretariat invites members and no more."""
    if by is None:  # the command line, whoever may use it
        return
    require(by, "people.invite")
    if not by.has_perm("people.administer") and (details.is_admin or details.access != Access.MEMBER):
        raise NotAllowed(_("The secretariat invites members. Ask an administrator for any other access."))


@transaction.atomic
def add_person(*, details: Details, by: User | None, at: datetime, password: str | None = None, invited: bool = False) -> User:
    """Make an account and, if `invited`, send the invitation. Raises Invalid, NotAllowed; `by` is None on the command line."""
    details = details.tidied()
    may_give(details, by)
    check(details)
    if password is not None:
        check_password(password, User(email=details.email, name=details.name))
    person = written(User(**details.fields()), password)
    if invited:
        send_invitation(person, by=by, at=at)
    record([fact_of(person, "invited" if invited else "added")], by=by, at=at)
    return person


def account_of(email: str, name: str) -> tuple[User, list[Fact]]:
    """Return the account of an address, made without any access where there is none, and what is to be recorded. Raises Invalid.

    Who calls has made sure that the person may invite.
    """
    details = Details(email, name, access=Access.PENDING).tidied()
    known = User.objects.filter(email_key=details.email_key).first()
    if known is not None:
        return known, []
    check(details)
    made = written(User(**details.fields()), None)
    return made, [fact_of(made, "added")]


def written(person: User, password: str | None) -> User:
    """Save a new account; Invalid where another request took the address a moment before."""
    person.set_password(password)
    save(person)
    return person


def save(person: User, *, update_fields: list[str] | None = None) -> None:
    """Save an account; raises Invalid where its address was taken in the meantime."""
    try:
        with transaction.atomic():
            person.save(update_fields=update_fields)
    except IntegrityError as error:
        message = _("There is already an account with this e-mail address.")
        raise Invalid(message, {"email": message}) from error


def check_password(password: str, user: User) -> None:
    """Raise Invalid where the password is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise Invalid(message, {"password": message}) from error


@transaction.atomic
def invite_again(*, person: User, by: User | None, at: datetime) -> None:
    """Send a new invitation; the earlier links end. Raises DomainError for an account that is in use."""
    may_give(Details.of(person), by)
    if person.last_login is not None or not person.is_active:
        raise DomainError(_("This person has signed in before and needs no invitation."))
    send_invitation(person, by=by, at=at)
    record([fact_of(person, "invited")], by=by, at=at)


def send_invitation(person: User, *, by: User | None, at: datetime) -> None:
    """Make a token of 256 bits, keep its hash, and put the link into the outbox."""
    person.invitations.filter(accepted_at=None).delete()
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=person,
        email_key=person.email_key,
        token_hash=hashed(token),
        sent_by=by,
        sent_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    link = reverse("accept_invitation", kwargs={"token": token})
    post(person.email, letter("accounts/mails/invitation", {"person": person, "path": link}), at=at, key=f"invitation:{hashed(token)[:32]}")


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def open_invitation(token: str, *, at: datetime) -> Invitation | None:
    """Return the invitation of a token that can still be accepted."""
    still_open = Invitation.objects.select_related("user").filter(accepted_at=None, expires_at__gt=at, user__is_active=True)
    return still_open.filter(token_hash=hashed(token), email_key=F("user__email_key")).first()


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, at: datetime) -> User:
    """Open the account once; raises DomainError for a link that is used, expired or replaced, Invalid for a weak password."""
    invitation = open_invitation(token, at=at)
    if invitation is None or not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at):
        raise DomainError(_("This invitation was used before, has expired, or was replaced by a later one."))
    person = invitation.user
    person.name = " ".join(name.split())
    if password:
        check_password(password, person)
        person.set_password(password)
    person.save(update_fields=["name", "password"])
    record([fact_of(person, "accepted_invitation")], by=person, at=at)
    return person


@transaction.atomic
def change_person(*, person: User, to: Details, by: User, at: datetime) -> User:
    """Change an account as an administrator; a change that changes nothing writes nothing. Raises Invalid, NotAllowed, DomainError."""
    require(by, "people.administer")
    to = to.tidied()
    person, admins = locked(person)
    before = Details.of(person)
    check(to, besides=person)
    changed = sorted(name for name, value in to.fields().items() if name != "email_key" and getattr(before, name) != value)
    if not changed:
        return person
    if admins == {person.pk} and not (to.is_admin and to.is_active):
        raise DomainError(_("This is the last administrator. Make somebody else an administrator first."))
    apply(person, to.fields())
    record([fact_of(person, verb_of(before, to), fields=changed)], by=by, at=at)
    return person


def verb_of(before: Details, to: Details) -> str:
    """Return what the change is called in the history."""
    if before.is_active == to.is_active:
        return "changed"
    return "reactivated" if to.is_active else "deactivated"


def apply(person: User, fields: "Mapping[str, object]") -> None:
    """Write the fields; a deactivated account loses its sessions for good."""
    for name, value in fields.items():
        setattr(person, name, value)
    if not person.is_active:
        person.sessions_epoch += 1
    save(person, update_fields=[*fields, "sessions_epoch"])


def locked(person: User) -> tuple[User, set[int]]:
    """Return the account and the keys of the administrators, locked in one order: two who leave at once take turns."""
    those = Q(pk=person.pk) | Q(is_admin=True, is_active=True)
    rows = {row.pk: row for row in User.objects.select_for_update().filter(those).order_by("pk")}
    return rows[person.pk], {pk for pk, row in rows.items() if row.is_admin and row.is_active}


@transaction.atomic
def change_own_settings(*, person: User, name: str, time_zone: str, at: datetime) -> User:
    """Keep one's own name and time zone; a change that changes nothing writes nothing."""
    name = " ".join(name.split())
    if time_zone and time_zone not in known_zones():
        raise Invalid(_("Choose one of the time zones."), {"time_zone": _("Choose one of the time zones.")})
    if (person.name, person.time_zone) == (name, time_zone):
        return person
    person.name, person.time_zone = name, time_zone
    person.save(update_fields=["name", "time_zone"])
    record([fact_of(person, "changed_own_settings")], by=person, at=at)
    return person


@transaction.atomic
def sign_out_everywhere(*, person: User, at: datetime) -> None:
    """End every session of the person at its next request, in every process."""
    User.objects.filter(pk=person.pk).update(sessions_epoch=F("sessions_epoch") + 1)
    record([fact_of(person, "signed_out_everywhere")], by=person, at=at)

"""What a guest reads: the rounds of one batch, and what is said about them; everything else asks roles and finds none."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from assay.descriptors.models import Submission
from assay.descriptors.states import Outcome
from assay.review.batches import oversees
from assay.review.guests.models import Guest, Guests
from assay.standards.roles import roles_of
from assay.web.access import members

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from assay.accounts.models import User


def invitations_of(user: "User | AnonymousUser", now: datetime | None = None) -> Guests:
    """Keep the invitations that hold for a person; who reads the skill's batches anyway is no guest there."""
    if not user.is_authenticated or not user.is_active or oversees(user):
        return Guest.objects.none()
    roles = roles_of(user)
    return Guest.objects.live(now).filter(user=user).exclude(batch__skill__in=roles.scm | roles.sa)


def is_guest(user: "User | AnonymousUser") -> bool:
    """Return whether the person is a guest somewhere now."""
    return invitations_of(user).exists()


def guests_too(user: "User | AnonymousUser") -> bool:
    """Allow accounts with access, and guests."""
    return members(user) or is_guest(user)


def only_guest(user: "User | AnonymousUser") -> bool:
    """Allow guests who are nothing else."""
    return not members(user) and is_guest(user)


def address_for(user: "User") -> str:
    """Return where a guest reads, or nothing for everybody else."""
    return reverse("guest") if is_guest(user) else ""


def rounds_read_by(user: "User | AnonymousUser", now: datetime | None = None) -> QuerySet[Submission]:
    """Keep the rounds that a person reads as a guest: not what was withdrawn or deleted; what is confidential only where it was allowed."""
    mine, at = invitations_of(user, now), now or timezone.now()
    is_open = Q(descriptor__confidential_until=None) | Q(descriptor__confidential_until__lte=at)
    is_allowed = Q(Exists(mine.filter(batch=OuterRef("batch"), sees_confidential=True)))
    stands = Q(descriptor__deleted_at=None, descriptor__merged_into=None) & (Q(outcome=None) | ~Q(outcome=Outcome.WITHDRAWN))
    return Submission.objects.filter(is_open | is_allowed, stands, batch__in=mine.values("batch"))


def said_to_guests(user: "User") -> Q:
    """Return which comments a person reads as a guest; those to reviewers where their thread began after the invitation."""
    began = Coalesce(OuterRef("answers__at"), OuterRef("at"))
    since = invitations_of(user).filter(batch=OuterRef("submission__batch"), invited_at__lte=began)
    return Q(submission__in=rounds_read_by(user)) & (Q(to_reviewers=False) | Q(Exists(since)))

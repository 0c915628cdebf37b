"""The mail that invites a guest: who, what, until when, and how to sign in."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assay.accounts.mails import letter, post
from assay.accounts.zones import zone_of
from assay.review.guests.models import Guest


def send_invitation(guest: Guest, *, at: datetime) -> None:
    """Put the mail into the outbox: names and days, never a descriptor; days as they are where the guest is."""
    with timezone.override(zone_of(guest.user)):
        known = {"guest": guest, "path": reverse("guest"), "again": guest.change > 1}
        post(guest.user.email, letter("review/mails/guest", known), at=at, key=f"guest:{guest.uid}:{guest.change}")

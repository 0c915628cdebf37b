"""Sessions that are over: what somebody typed before signing in may stand in them, so they do not stay."""

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_ended(*, now: datetime) -> int:
    """Delete the sessions that have expired; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]

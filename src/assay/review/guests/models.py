"""Who is a guest of which batch, until when."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assay.descriptors.models import Batch


class Guests(models.QuerySet["Guest"]):
    """Querysets of invitations."""

    def live(self, now: datetime | None = None) -> "Guests":
        """Keep those that hold: not over, not taken back, of somebody who can sign in."""
        return self.filter(ended_at=None, ends_at__gt=now or timezone.now(), user__is_active=True)


class Guest(models.Model):
    """A person invited to read and comment one batch; `change` is its optimistic lock, `review.guests.reading` says what it opens."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invited_to")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first moment after the last day.")
    sees_confidential = models.BooleanField(default=False, help_text="Reads also what is confidential in the batch.")
    change = models.IntegerField(default=1)
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back.")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Guests] = Guests.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("invited_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("batch", "user"), name="guest_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("invited_at")), name="guest_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name="guest_ended_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.batch_id}"

    @property
    def is_live(self) -> bool:
        """Return whether it holds now."""
        return self.ended_at is None and self.ends_at > timezone.now()

    @property
    def last_moment(self) -> datetime:
        """Return the end of the last day."""
        return self.ends_at - timedelta(seconds=1)

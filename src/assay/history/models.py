"""What happened: append-only facts of ids, numbers and hashes, without names or free text."""

import uuid

from django.conf import settings
from django.db import models


class Counter(models.Model):
    """A number taken one after the other, in the order of commits."""

    name = models.CharField(max_length=32, unique=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Event(models.Model):
    """One fact: who did what, when, to which revision of which thing."""

    position = models.BigIntegerField(unique=True)
    transaction = models.UUIDField(default=uuid.uuid4, db_index=True)
    subject_type = models.CharField(max_length=32)
    subject = models.UUIDField()
    change = models.IntegerField()
    verb = models.CharField(max_length=48)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events")
    at = models.DateTimeField(db_index=True)
    skill = models.UUIDField(null=True, db_index=True, help_text="The skill whose people may read it.")
    revision = models.IntegerField(null=True)
    state_after = models.JSONField(default=dict)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("subject", "change"), name="event_one_per_change"),)
        indexes = (models.Index(fields=("subject_type", "position"), name="event_by_type"),)

    def __str__(self) -> str:
        return f"{self.position} {self.subject_type} {self.verb}"

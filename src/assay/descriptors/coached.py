"""What the coach found in a revision, and what an author answered to it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Findings(models.Model):
    """What one edition of the coach found in one revision: derived, and found again where edition or language are others.

    `found` is a list of findings as `coaching.storing` writes them; `open` counts those that were not dismissed.
    """

    revision = models.OneToOneField("descriptors.Revision", models.CASCADE, primary_key=True, related_name="findings")
    edition = models.CharField(max_length=16, db_index=True)
    language = models.TextField()
    found = models.JSONField(default=list)
    open = models.IntegerField(db_index=True)

    class Meta:
        verbose_name_plural = "findings"

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.open}"


class Dismissal(models.Model):
    """An author's reason for leaving words as they are: of one rule, in one field, as long as the words stay the same."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    descriptor = models.ForeignKey("descriptors.Descriptor", models.PROTECT, related_name="dismissals")
    rule = models.CharField(max_length=40)
    field = models.CharField(max_length=8)
    words = models.TextField(blank=True, help_text="What the finding is about, as it stood.")
    words_key = models.CharField(max_length=64, help_text="Hash of the words, whatever their case and white space.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("descriptor", "rule", "field", "words_key"), condition=Q(undone_at=None), name="dismissal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.descriptor_id} {self.rule} {self.field}"

"""A file that was asked for and is made in the background: it belongs to who asked, and is kept for some days."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from assay.accounts.models import User

KEPT = timedelta(days=7)
MOST_KEPT = 20  # of one person


class Exports(models.QuerySet["Export"]):
    """Whose files."""

    def visible_to(self, user: "User | AnonymousUser") -> "Exports":
        """Keep the person's own: nobody else reads them, administrators neither."""
        return self.filter(by=user) if user.is_authenticated and user.has_access else self.none()


class Export(models.Model):
    """What a person asked for, how far it is, and the file."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=16)
    question = models.TextField(help_text="What is wanted, as it stands behind the question mark.")
    title = models.CharField(max_length=300)
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    asked_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.IntegerField(default=0, help_text="In bytes.")
    content = models.BinaryField(null=True, blank=True)
    holds = models.JSONField(default=list, help_text="Uids of the descriptors in the file.")
    examples_of = models.UUIDField(null=True, blank=True, help_text="Of the scheme whose measurement aspects are in the file.")
    rights = models.CharField(max_length=64, blank=True, help_text="What the person's rights were when it was made, as a hash.")

    objects: ClassVar[Exports] = Exports.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, content__isnull=True) | Q(made_at__isnull=False, content__isnull=False),
                name="export_made_with_content",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def forgotten_at(self) -> datetime:
        """Return until when it is kept."""
        return self.asked_at + KEPT

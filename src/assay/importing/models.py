"""An upload between reading and applying: it has an address and waits seven days."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill

WAITS = timedelta(days=7)


class Import(models.Model):
    """One workbook that was read; applied where `scheme` is set."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    document = models.JSONField(help_text="The scheme as it was read (formats.as_json).")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="imports")
    competition = models.ForeignKey(Competition, models.PROTECT, null=True, blank=True, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    uploaded_at = models.DateTimeField(db_index=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="imports")

    class Meta:
        ordering = ("-uploaded_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, scheme__isnull=True) | Q(applied_at__isnull=False, scheme__isnull=False),
                name="import_applied_with_scheme",
            ),
        ]

    def __str__(self) -> str:
        return self.file

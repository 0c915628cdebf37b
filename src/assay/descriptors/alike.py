"""What people said about descriptors that look alike, what was merged, and the map of those that look alike."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a remark says about two descriptors."""

    VARIANT = "VARIANT", _("Deliberate variants")
    DIFFERENT = "DIFFERENT", _("Not the same")
    BESIDE = "BESIDE", _("Needed beside it")
    TAKEN_BACK = "TAKEN_BACK", _("Taken back")


SILENT = (Kind.VARIANT, Kind.DIFFERENT)


class Remark(models.Model):
    """What somebody said about two descriptors that look alike; rows are only added, and the latest of a pair counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey("descriptors.Descriptor", models.CASCADE, related_name="+")
    second = models.ForeignKey("descriptors.Descriptor", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("first", "second"), name="remark_by_pair"),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="remark_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.kind}"


class Merge(models.Model):
    """One descriptor that became another one, and what followed it, so that it can be undone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    merged = models.ForeignKey("descriptors.Descriptor", models.PROTECT, related_name="merges")
    survivor = models.ForeignKey("descriptors.Descriptor", models.PROTECT, related_name="took_in")
    followed = models.JSONField(default=dict, help_text="Primary keys of what the survivor took over: items, skills.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"


class Mapping(models.Model):
    """One look over the whole library for descriptors that are alike; the latest finished one is the map."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    of = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.asked_at} {self.done} of {self.of}"


class NearPair(models.Model):
    """Two library rows that are alike; `cluster` is the smallest primary key among all that hang together."""

    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="pairs")
    first = models.ForeignKey("descriptors.Descriptor", models.CASCADE, related_name="+")
    second = models.ForeignKey("descriptors.Descriptor", models.CASCADE, related_name="+")
    rank = models.FloatField()
    cluster = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("mapping", "cluster"), name="near_pair_by_cluster"),)

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.rank:.2f}"

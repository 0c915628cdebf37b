"""Imported marking schemes: everything that a workbook held, with the descriptors that were made of its judgement aspects."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, CycleChoice
from assay.schemes.querysets import Aspects, Schemes
from assay.standards.models import Competition, Skill, WSOSSection

__all__ = ["Aspect", "Criterion", "Cycle", "CycleChoice", "Scheme", "SchemeSection", "SubCriterion"]


class Scheme(models.Model):
    """One marking scheme of a skill in a competition, as one workbook held it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="schemes")
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="schemes")
    title = models.CharField(max_length=300, blank=True)
    standards_title = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=80, blank=True)
    layout = models.CharField(max_length=8)
    marks = models.DecimalField(max_digits=9, decimal_places=2, help_text="The sum of the aspects, recomputed.")
    document = models.JSONField(help_text="The scheme as it was read, raw values and notes included (formats.as_json).")
    into_drafts = models.BooleanField(
        default=False, db_default=False, help_text="Its descriptors began as an SCM's drafts, not as library rows."
    )
    confidential_until = models.DateTimeField(
        null=True, help_text="Until then its measurement aspects are for those who may open the scheme."
    )
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="schemes_imported")
    imported_at = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Schemes] = Schemes.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-imported_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("skill", "competition", "sha256"), condition=Q(undone_at=None), name="scheme_file_once"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="scheme_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.competition}"


class SchemeSection(models.Model):
    """A section as the scheme declares it, settled to a WSOS section where it could be."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="sections")
    number = models.IntegerField()
    name = models.CharField(max_length=300)
    mark = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    wsos_section = models.ForeignKey(WSOSSection, models.PROTECT, null=True, related_name="scheme_sections")

    class Meta:
        ordering = ("number", "pk")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Criterion(models.Model):
    """A criterion, A to I."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="criteria")
    letter = models.CharField(max_length=8)
    name = models.CharField(max_length=300, blank=True)
    mark = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text="As the workbook lists it.")

    class Meta:
        ordering = ("letter", "pk")
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class SubCriterion(models.Model):
    """A sub-criterion row: one marking form with one day of marking; two rows with one id stay two."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="sub_criteria")
    criterion = models.ForeignKey(Criterion, models.CASCADE, null=True, related_name="sub_criteria")
    code = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=300, blank=True)
    day = models.CharField(max_length=16, blank=True)
    row = models.IntegerField()

    class Meta:
        ordering = ("row",)
        verbose_name_plural = "sub-criteria"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Aspect(models.Model):
    """One line of the scheme; a judgement aspect names the descriptor that was made of it."""

    sub_criterion = models.ForeignKey(SubCriterion, models.CASCADE, related_name="aspects")
    type = models.CharField(max_length=4, blank=True)
    code = models.CharField(max_length=32, blank=True)
    description = models.TextField()
    extra = models.TextField(blank=True)
    requirement = models.TextField(blank=True)
    section_number = models.IntegerField(null=True)
    mark = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    row = models.IntegerField()
    descriptor = models.ForeignKey(Descriptor, models.PROTECT, null=True, related_name="aspects")

    objects: ClassVar[Aspects] = Aspects.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("row",)
        indexes = (models.Index(fields=("type",), name="aspect_type"),)

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

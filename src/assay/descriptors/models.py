"""The library: descriptors, their revisions, where they came from, how they are sorted."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assay.descriptors.alike import Mapping, Merge, NearPair, Remark
from assay.descriptors.batches import Batch, Scratch, Submission
from assay.descriptors.coached import Dismissal, Findings
from assay.descriptors.collected import Collection, CollectionItem
from assay.descriptors.constraints import LIBRARY, ONE_AMENDMENT, WORKFLOW
from assay.descriptors.querysets import Descriptors
from assay.descriptors.saved import SavedSearch
from assay.descriptors.states import BatchStatus, Quality
from assay.descriptors.wording import Level, Wording
from assay.standards.models import Competition, Named, Sector, Skill, WSOSSection

__all__ = [
    "Batch",
    "Category",
    "Collection",
    "CollectionItem",
    "Descriptor",
    "Dismissal",
    "Findings",
    "Mapping",
    "Merge",
    "NearPair",
    "Origin",
    "Quality",
    "Remark",
    "Revision",
    "SavedSearch",
    "Scratch",
    "Submission",
    "Tag",
]


class Terms(models.QuerySet[Any]):
    """What descriptors are sorted by."""

    def offered(self) -> "Terms":
        """Keep those that can be chosen: neither retired nor merged."""
        return self.filter(retired_at=None, merged_into=None)


class Term(Named):
    """A name that descriptors are sorted by; a retired one stays where it is and is offered no more, a merged one forwards."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = Terms.as_manager()

    class Meta:
        abstract = True


class Category(Term):
    """A broad, curated group of descriptors."""

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "categories"


class Tag(Term):
    """A free word."""

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        ordering = ("name",)


class Descriptor(models.Model):
    """A reusable judgement aspect with its four levels."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.BigIntegerField(unique=True, help_text="What people quote: #1042.")
    criterion_name = models.CharField(max_length=300)
    score0 = models.TextField(blank=True, max_length=4000)
    score1 = models.TextField(blank=True, max_length=4000)
    score2 = models.TextField(blank=True, max_length=4000)
    score3 = models.TextField(blank=True, max_length=4000)
    wording_key = models.CharField(max_length=64, db_index=True, editable=False)
    code = models.CharField(max_length=32, blank=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, related_name="descriptors")
    also_useful_for = models.ManyToManyField(Skill, related_name="also_descriptors", blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="descriptors")
    categories = models.ManyToManyField(Category, related_name="descriptors", blank=True)
    tags = models.ManyToManyField(Tag, related_name="descriptors", blank=True)
    source = models.CharField(max_length=40, db_index=True)
    quality_indicator = models.CharField(max_length=12, choices=Quality, default=Quality.NEEDS_REVIEW)
    version = models.IntegerField(default=1, db_index=True)
    change = models.IntegerField(default=1)
    language = models.TextField(default="en")
    confidential_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")

    wsos_section = models.ForeignKey(WSOSSection, models.PROTECT, null=True, blank=True, related_name="descriptors")
    batch_status = models.CharField(max_length=14, choices=BatchStatus, null=True, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="descriptors")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="descriptors_created")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="descriptors_reviewed")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_comment = models.TextField(null=True, blank=True)
    reply = models.TextField(null=True, blank=True, help_text="The SCM's answer to the return, not sent yet.")
    was_modified_during_approval = models.BooleanField(default=False)
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amendments")
    amends_version = models.IntegerField(null=True, blank=True, help_text="The target's revision that the amendment was begun from.")
    amends_because = models.TextField(blank=True, default="", db_default="", help_text="Why, in the SCM's words.")

    objects: ClassVar[Descriptors] = Descriptors.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [*LIBRARY, *WORKFLOW, ONE_AMENDMENT]
        indexes: ClassVar[list[models.Index]] = [
            # Every page counts what waits for a person: the rows of their skills in one status.
            models.Index(fields=["batch_status", "skill"], name="descriptor_status_in_skill"),
            # Nearly no row is merged: an index of all of them would be a way to read the whole library that SQLite takes for a short one.
            models.Index(fields=["merged_into"], name="descriptor_merged", condition=models.Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.criterion_name

    @property
    def levels(self) -> tuple[str, str, str, str]:
        """Return the four level texts, 0 to 3."""
        return (self.score0, self.score1, self.score2, self.score3)

    @property
    def is_confidential(self) -> bool:
        """Return whether it is hidden from all but its own skill at this moment."""
        return self.confidential_until is not None and self.confidential_until > timezone.now()

    @property
    def ladder(self) -> list[Level]:
        """Return the four levels as the ladder shows them."""
        return self.wording.ladder

    @property
    def wording(self) -> Wording:
        """Return what is revised and reviewed."""
        return Wording(self.criterion_name, self.levels, self.wsos_section_id)


class Revision(models.Model):
    """One immutable state of a descriptor's wording."""

    descriptor = models.ForeignKey(Descriptor, models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    criterion_name = models.CharField(max_length=300)
    score0 = models.TextField(blank=True)
    score1 = models.TextField(blank=True)
    score2 = models.TextField(blank=True)
    score3 = models.TextField(blank=True)
    wsos_section = models.ForeignKey(WSOSSection, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="revisions")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("descriptor", "number"), name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.descriptor_id} rev {self.number}"

    @property
    def uid(self) -> uuid.UUID:
        """Return its derived identifier (version 5), the same for ever."""
        return uuid.uuid5(self.descriptor.uid, f"revision/{self.number}")

    @property
    def wording(self) -> Wording:
        """Return what this revision said."""
        return Wording(self.criterion_name, (self.score0, self.score1, self.score2, self.score3), self.wsos_section_id)

    @property
    def ladder(self) -> list[Level]:
        """Return the four levels as the ladder shows them."""
        return self.wording.ladder


class Origin(models.Model):
    """Where a descriptor was adopted or imported from."""

    descriptor = models.ForeignKey(Descriptor, models.PROTECT, related_name="origins")
    system = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    competition = models.ForeignKey(Competition, models.PROTECT, null=True, related_name="origins")
    file = models.CharField(max_length=255, blank=True)
    sheet = models.CharField(max_length=80, blank=True)
    criterion = models.CharField(max_length=300, blank=True)
    sub_criterion = models.CharField(max_length=300, blank=True)
    row = models.IntegerField(null=True)
    raw = models.JSONField(default=dict, help_text="Name and level texts as they were read, before normalising.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("system", "external_id"), name="origin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.external_id}"

"""What was sent together, what became of each, and what is typed but not yet a draft."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assay.descriptors.due import Due, due_of, words
from assay.descriptors.states import BatchStatus, Outcome
from assay.standards.models import Competition, Skill


class Batch(models.Model):
    """What one SCM sent together for review, of one skill."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.IntegerField(help_text="Counts within the skill.")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="batches")
    competition = models.ForeignKey(Competition, models.PROTECT, null=True, related_name="batches")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches_sent")
    sent_at = models.DateTimeField(db_index=True)
    note = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True, db_index=True, help_text="Until when it should be decided.")
    due_name = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="The milestone that the day is of, if any."
    )
    due_amount = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The milestone's offset before C1.")
    due_unit = models.CharField(max_length=6, blank=True, default="", db_default="")

    class Meta:
        ordering = ("sent_at", "pk")
        verbose_name_plural = "batches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("skill", "number"), name="batch_number_once"),
            models.CheckConstraint(
                condition=Q(due_name="", due_amount__isnull=True, due_unit="")
                | (~Q(due_name="") & ~Q(due_unit="") & Q(due_amount__isnull=False, due_on__isnull=False, competition__isnull=False)),
                name="batch_due_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill.code}-{self.number:02d}"

    @property
    def due(self) -> Due | None:
        """Return until when it should be decided, or None."""
        return due_of(self)

    @property
    def due_in_words(self) -> str:
        """Return "due C-9 weeks · 7 March · 12 days", in the reader's zone."""
        return words(self.due, timezone.localdate())

    @property
    def is_late(self) -> bool:
        """Return whether its day is over, in the reader's zone."""
        return self.due_on is not None and self.due_on < timezone.localdate()


class Submission(models.Model):
    """One descriptor in one batch: the batch's memory, which stays when the descriptor moves on."""

    descriptor = models.ForeignKey("descriptors.Descriptor", models.PROTECT, related_name="submissions")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="submissions")
    round = models.IntegerField()
    version_sent = models.IntegerField()
    came_from = models.CharField(max_length=14, choices=[(BatchStatus.DRAFT, "Draft"), (BatchStatus.RETURNED, "Returned")])
    reply = models.TextField(blank=True, help_text="The SCM's answer to the last comment.")
    beside = models.TextField(blank=True, default="", db_default="", help_text="Why it is needed beside similar ones, in the SCM's words.")
    as_it_is = models.TextField(
        blank=True, default="", db_default="", help_text="Why it is sent although a level is missing or repeated, in the SCM's words."
    )
    late_reason = models.TextField(blank=True, default="", db_default="", help_text="Why it was sent after the freeze, in the SCM's words.")
    late_decision_reason = models.TextField(
        blank=True, default="", db_default="", help_text="Why it was decided after the freeze, in the Skill Advisor's words."
    )
    outcome = models.CharField(max_length=10, choices=Outcome, null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions")
    decided_at = models.DateTimeField(null=True)
    version_decided = models.IntegerField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ("round",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("descriptor", "round"), name="submission_round_once"),
            models.UniqueConstraint(fields=("descriptor",), condition=Q(outcome__isnull=True), name="submission_one_open"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="submission_decided_at_with_outcome",
            ),
            models.CheckConstraint(condition=Q(round__gte=1, version_sent__gte=1), name="submission_counts_from_one"),
            models.CheckConstraint(condition=Q(outcome__isnull=True) | Q(outcome__in=Outcome.values), name="submission_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.descriptor_id} round {self.round}"


class Scratch(models.Model):
    """What a person typed and did not save yet; private to them, kept by the uid that the descriptor has or will have."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scratches")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="scratches")
    descriptor_uid = models.UUIDField()
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "scratches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "descriptor_uid"), name="scratch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.descriptor_uid}"

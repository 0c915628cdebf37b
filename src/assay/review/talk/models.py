"""What is said about a descriptor in review: comments, each about a field or about the whole."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Submission

# For how long an author can still change or remove a comment; it is mailed after that.
CHANGEABLE_FOR = timedelta(minutes=15)
LONGEST_COMMENT = 4000


class About(models.TextChoices):
    """What a comment is about."""

    WHOLE = "", _("The whole descriptor")
    NAME = "name", _("Name")
    LEVEL0 = "level0", _("Level 0")
    LEVEL1 = "level1", _("Level 1")
    LEVEL2 = "level2", _("Level 2")
    LEVEL3 = "level3", _("Level 3")


class Comment(models.Model):
    """What somebody said in one round, on one revision; an answer belongs to a comment and has no answers of its own.

    `change` is its optimistic lock. A removed one has no text any more; one that was struck out keeps it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="comments")
    version = models.IntegerField(help_text="The revision that it was made on.")
    about = models.CharField(max_length=6, choices=About, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    to_reviewers = models.BooleanField(default=False, help_text="For the Skill Advisors of the skill alone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    change = models.IntegerField(default=1)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="comment_about_known"),
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(text="")) | (Q(removed_at__isnull=False) & Q(text="")), name="comment_has_a_text"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_someone",
            ),
            models.CheckConstraint(condition=Q(answers=None) | Q(resolved_at=None), name="comment_answers_are_not_resolved"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.submission_id}"

    @property
    def is_gone(self) -> bool:
        """Return whether its author took it back."""
        return self.removed_at is not None or self.struck_at is not None

    def can_be_changed(self, at: datetime) -> bool:
        """Return whether its author can still change it."""
        return not self.is_gone and at < self.at + CHANGEABLE_FOR

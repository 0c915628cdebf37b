"""What a Skill Advisor has decided but not released yet, what was released together, and what a person looked at."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Batch, Descriptor, Submission
from assay.descriptors.states import APPROVED, RETURNED
from assay.descriptors.wording import Wording
from assay.review.guests.models import Guest
from assay.review.replies.models import SavedReply
from assay.review.talk.models import Comment

__all__ = ["Comment", "Guest", "LastLooked", "LeftOut", "PendingDecision", "Release", "SavedReply", "edits_of", "standing"]


class LeftOut(models.TextChoices):
    """Why a decision was never released; its text is kept."""

    UNDONE = "UNDONE", _("taken back")
    REPLACED = "REPLACED", _("decided by another Skill Advisor")
    WITHDRAWN = "WITHDRAWN", _("withdrawn by the Skill Competition Manager")
    CHANGED = "CHANGED", _("changed since it was decided")
    OVERTAKEN = "OVERTAKEN", _("what it amends was changed since it was decided")
    NO_TARGET = "NO_TARGET", _("what it amends is no longer in the skill's library")


class Release(models.Model):
    """Decisions of one Skill Advisor on one batch that became visible together."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="releases")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch} released {self.at:%Y-%m-%d %H:%M}"


class PendingDecisions(models.QuerySet["PendingDecision"]):
    """Querysets of decisions."""

    def waiting(self) -> "PendingDecisions":
        """Keep those that are neither released nor left out."""
        return self.filter(release=None, left_out_at=None)


def standing(decisions: "PendingDecisions") -> "PendingDecisions":
    """Keep released decisions that stand: a recall, and what was decided after it, is another decision."""
    one = "submission__"
    return decisions.filter(**{f"{one}outcome": F("outcome"), f"{one}decided_at": F("release__at"), f"{one}decided_by": F("release__by")})


class PendingDecision(models.Model):
    """What a Skill Advisor decided about one submission; only the skill's Skill Advisors see it until it is released."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="pending_decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pending_decisions")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=[(APPROVED, _("Approve")), (RETURNED, _("Return"))])
    version = models.IntegerField(help_text="The revision that was decided on.")
    over_version = models.IntegerField(null=True, help_text="The revision of what is amended, over which the amendment is approved.")
    comment = models.TextField(blank=True)
    edits = models.JSONField(null=True, help_text="The better wording: name, levels, WSOS section; null where it stays as sent.")
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="decisions")
    left_out_at = models.DateTimeField(null=True)
    left_out_because = models.CharField(max_length=10, choices=LeftOut, blank=True)

    objects: ClassVar[PendingDecisions] = PendingDecisions.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("submission",), condition=Q(release=None, left_out_at=None), name="pending_decision_one_waits"),
            models.CheckConstraint(condition=Q(outcome__in=[APPROVED, RETURNED]), name="pending_decision_outcome_known"),
            models.CheckConstraint(condition=~Q(outcome=RETURNED) | ~Q(comment=""), name="pending_decision_return_says_why"),
            models.CheckConstraint(condition=Q(release=None) | Q(left_out_at=None), name="pending_decision_released_or_left_out"),
            models.CheckConstraint(
                condition=Q(left_out_at=None, left_out_because="") | (Q(left_out_at__isnull=False) & ~Q(left_out_because="")),
                name="pending_decision_left_out_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.submission_id}"

    @property
    def waits(self) -> bool:
        """Return whether it is neither released nor left out."""
        return self.release_id is None and self.left_out_at is None

    @property
    def made(self) -> str:
        """Return when it was made, as forms carry it: deciding again changes it."""
        return self.at.isoformat()

    @property
    def wording(self) -> Wording | None:
        """Return the better wording, or None where it stays as it was sent."""
        return Wording(self.edits["name"], tuple(self.edits["levels"]), self.edits["section"]) if self.edits else None


def edits_of(wording: Wording | None) -> dict[str, Any] | None:
    """Return a wording as a decision keeps it."""
    return {"name": wording.criterion_name, "levels": list(wording.levels), "section": wording.section} if wording else None


class LastLooked(models.Model):
    """When a person last had a descriptor's review open, and what its `change` was."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    descriptor = models.ForeignKey(Descriptor, models.CASCADE, related_name="+")
    change = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "descriptor"), name="last_looked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.descriptor_id}"

"""Texts under a name, of one person or of the Skill Advisors of a skill."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME, LONGEST_REPLY = 80, 4000


class SavedReplies(models.QuerySet["SavedReply"]):
    """Whose replies: one's own, and those of the skills that one advises."""

    def visible_to(self, user: "User | AnonymousUser") -> "SavedReplies":
        """Keep what the person may use and change, deleted ones included."""
        roles = roles_of(user)
        if not user.is_authenticated or not roles.scm | roles.sa:
            return self.none()
        return self.filter(Q(owner=user) | Q(skill__in=roles.sa))

    def listed_for(self, user: "User | AnonymousUser") -> "SavedReplies":
        """Keep those that are not deleted: one's own first, then by skill, each by name."""
        shown = self.visible_to(user).filter(deleted_at=None).select_related("skill")
        return shown.order_by(models.F("skill__code").asc(nulls_first=True), "name", "pk")


class SavedReply(models.Model):
    """A text to write again; it belongs to a person or to a skill. `change` is its optimistic lock."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="saved_replies")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, related_name="saved_replies")
    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField()
    change = models.IntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[SavedReplies] = SavedReplies.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        verbose_name_plural = "saved replies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, skill=None) | Q(owner=None, skill__isnull=False), name="saved_reply_of_one_or_a_skill"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="saved_reply_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.name

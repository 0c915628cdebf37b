"""Saved searches: questions to the library that a person gave a name."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from assay.accounts.models import User


class SavedSearches(models.QuerySet["SavedSearch"]):
    """Whose searches: only one's own."""

    def visible_to(self, user: "User | AnonymousUser") -> "SavedSearches":
        """Keep a person's own, deleted ones included."""
        return self.filter(owner=user) if user.is_authenticated and user.has_access else self.none()

    def listed_for(self, user: "User | AnonymousUser") -> "SavedSearches":
        """Keep a person's own that are not deleted."""
        return self.visible_to(user).filter(deleted_at=None)


class SavedSearch(models.Model):
    """What the library page's address holds, under a name; it is asked anew whenever it is opened."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=320, editable=False)
    question = models.TextField(help_text="The library's address behind the question mark.")
    place = models.IntegerField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SavedSearches] = SavedSearches.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("place", "pk")
        verbose_name_plural = "saved searches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("owner", "name_key"), condition=Q(deleted_at=None), name="saved_search_named_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="saved_search_named"),
        ]

    def __str__(self) -> str:
        return self.name

"""Collections: lists of descriptors with an order and notes, of one person or of a skill's people; favourites are the first of them."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


class Collections(models.QuerySet["Collection"]):
    """Whose collections: one's own, those of one's skills, and by their link those that are shared."""

    def listed_for(self, user: "User | AnonymousUser") -> "Collections":
        """Keep a person's own and those of their skills; administrators see those of every skill."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        of_skills = Q(skill__isnull=False) if user.is_admin else Q(skill__in=roles_of(user).all)
        return self.filter(Q(skill=None, owner=user) | of_skills, deleted_at=None)

    def visible_to(self, user: "User | AnonymousUser") -> "Collections":
        """Keep what the person may open: listed ones, any that is shared, and what they may restore where it is deleted."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        shared = Q(is_shared=True, deleted_at=None)
        known = Q(pk__in=self.listed_for(user).values("pk")) | Q(pk__in=self.editable_by(user).values("pk"))
        return self.filter(known | shared)

    def editable_by(self, user: "User | AnonymousUser") -> "Collections":
        """Keep those that the person may change: their own, and those of skills that they manage or advise."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        roles = roles_of(user)
        of_skills = Q(skill__isnull=False) if user.is_admin else Q(skill__in=roles.scm | roles.sa)
        return self.filter(Q(skill=None, owner=user) | of_skills)

    def favourites_of(self, user: "User | int") -> "Collections":
        """Keep a person's favourites: one collection, or none before the first star."""
        return self.filter(owner=user, is_favourites=True)


class Collection(models.Model):
    """A list of descriptors; without a skill it is its owner's alone, until it is shared by link; favourites always are."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="collections")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="collections")
    is_shared = models.BooleanField(default=False)
    is_favourites = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Collections] = Collections.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-updated_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="collection_named"),
            models.CheckConstraint(
                condition=Q(is_favourites=False) | Q(skill__isnull=True, is_shared=False, deleted_at__isnull=True),
                name="collection_favourites_are_ones_own",
            ),
            models.UniqueConstraint(fields=("owner",), condition=Q(is_favourites=True), name="collection_favourites_once"),
        ]

    def __str__(self) -> str:
        return _("Favourites") if self.is_favourites else self.name

    @property
    def is_read_by_others(self) -> bool:
        """Return whether anybody but its owner may read it."""
        return self.skill_id is not None or self.is_shared


class Items(models.QuerySet["CollectionItem"]):
    """Descriptors in collections."""

    def starred_by(self, user: "User | int") -> "Items":
        """Keep a person's favourites; the database looks for their collection once, whatever it is asked of each row."""
        return self.filter(collection=Subquery(Collection.objects.favourites_of(user).values("pk")))


class CollectionItem(models.Model):
    """A descriptor in a collection, at its place, with a note."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    descriptor = models.ForeignKey("descriptors.Descriptor", models.CASCADE, related_name="in_collections")
    place = models.IntegerField()
    note = models.TextField(blank=True, max_length=1000)
    added_at = models.DateTimeField()

    objects: ClassVar[Items] = Items.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("place", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("collection", "descriptor"), name="collection_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.descriptor_id}"

"""A cycle: what becomes of every judgement aspect of an earlier scheme or edition."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor
from assay.standards.models import Competition, Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


class Decision(models.TextChoices):
    """What becomes of an aspect; undecided has no row."""

    KEEP = "KEEP", _("Keep")
    CHANGE = "CHANGE", _("Change")
    DROP = "DROP", _("Drop")


class Cycles(models.QuerySet["Cycle"]):
    """Whose cycles: those of the skills that one manages or advises; the secretariat and administrators see all."""

    def visible_to(self, user: "User | AnonymousUser") -> "Cycles":
        """Keep what the person may read."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        if user.is_admin or user.access == "SECRETARIAT":
            return self
        roles = roles_of(user)
        return self.filter(skill__in=roles.scm | roles.sa)


class Cycle(models.Model):
    """The renewal of a skill's judgement aspects for a competition, from one earlier scheme or one earlier competition."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="cycles")
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="cycles")
    scheme = models.ForeignKey("schemes.Scheme", models.PROTECT, null=True, blank=True, related_name="cycles")
    edition = models.ForeignKey(Competition, models.PROTECT, null=True, blank=True, related_name="later_cycles")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cycles_started")
    started_at = models.DateTimeField()

    objects: ClassVar[Cycles] = Cycles.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(scheme__isnull=False, edition__isnull=True) | Q(scheme__isnull=True, edition__isnull=False),
                name="cycle_from_one_source",
            ),
            models.UniqueConstraint(fields=("competition", "scheme"), name="cycle_of_scheme_once"),
            models.UniqueConstraint(fields=("skill", "competition", "edition"), name="cycle_of_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.competition}"


class CycleChoice(models.Model):
    """What was decided for one descriptor; the version is the revision that was looked at."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="choices")
    descriptor = models.ForeignKey(Descriptor, models.PROTECT, related_name="carried")
    version = models.IntegerField()
    decision = models.CharField(max_length=6, choices=Decision)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("cycle", "descriptor"), name="cycle_choice_once"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="cycle_decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.descriptor_id} {self.decision}"

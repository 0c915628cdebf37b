"""Competitions, skills, the people of a skill, and the occupational standards (WSOS)."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.names import name_key


class Named(models.Model):
    """A row whose name is unique whatever its case."""

    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key beside the name."""
        self.name = " ".join(self.name.split())
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class Competition(models.Model):
    """One edition, such as WSC2026."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=200)
    first_day = models.DateField(help_text="C1, the first competition day.")
    last_day = models.DateField()
    time_zone = models.CharField(max_length=64, default="UTC")
    confidential_until = models.DateTimeField(null=True, blank=True, help_text="Default for what is imported for it.")
    freeze_on = models.DateField(null=True, blank=True, help_text="From this day on late work needs a reason; or a milestone says it.")

    class Meta:
        ordering = ("-first_day",)
        constraints = (models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="competition_days_in_order"),)

    def __str__(self) -> str:
        return self.code


class Milestone(models.Model):
    """A date of a competition, as an offset before C1."""

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=120)
    amount = models.PositiveSmallIntegerField(help_text="How many units before C1.")
    unit = models.CharField(max_length=6, choices=[("days", _("days")), ("weeks", _("weeks")), ("months", _("months"))])
    freezes = models.BooleanField(default=False, db_default=False, help_text="From its day on late work needs a reason.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("competition", "name"), name="milestone_once"),
            models.UniqueConstraint(fields=("competition",), condition=Q(freezes=True), name="milestone_one_freezes"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.offset})"

    @property
    def offset(self) -> str:
        """Return the offset as people write it: C-8 weeks."""
        return f"C-{self.amount} {self.get_unit_display()}"

    @property
    def on(self) -> date:
        """Return the calendar day."""
        first = self.competition.first_day
        if self.unit == "months":
            return months_before(first, self.amount)
        return first - timedelta(days=self.amount * (7 if self.unit == "weeks" else 1))


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


class Sector(Named):
    """A group of skills."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ("name",)


class TeamSees(models.TextChoices):
    """What a skill's team sees of the descriptors in the workflow."""

    NOTHING = "NOTHING", _("Nothing before approval")
    IN_REVIEW = "IN_REVIEW", _("What is with the Skill Advisor or returned")


class EscalateTo(models.TextChoices):
    """Who is told when a batch is long past its due date."""

    OTHERS = "OTHERS", _("The other Skill Advisors")
    SECRETARIAT = "SECRETARIAT", _("The secretariat")


class Skill(models.Model):
    """One discipline, such as 09 Software Applications Development."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=120)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="skills")
    team_sees = models.CharField(max_length=12, choices=TeamSees, default=TeamSees.NOTHING)
    confidential = models.BooleanField(default=False, help_text="Hides its new descriptors until C1 of their competition.")
    escalate_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Days past due; none: nobody else is told.")
    escalate_to = models.CharField(max_length=12, choices=EscalateTo, default=EscalateTo.OTHERS, db_default=EscalateTo.OTHERS)
    asked_first = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(condition=Q(team_sees__in=TeamSees.values), name="skill_team_sees_known"),
            models.CheckConstraint(condition=Q(escalate_to__in=EscalateTo.values), name="skill_escalate_to_known"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Role(models.TextChoices):
    """What a person is in a skill."""

    SCM = "SCM", _("Skill Competition Manager")
    SA = "SA", _("Skill Advisor")
    SKILL_TEAM = "SKILL_TEAM", _("Skill team")


class Membership(models.Model):
    """One person's role in one skill: the only source of rights in it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    title = models.CharField(max_length=80, blank=True, help_text="Such as Chief Expert.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("skill", "user", "role"), name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.skill.code}"


class Deputy(models.Model):
    """Somebody who acts as SA of a skill for another one, for some days; `standards.deputies.acting` says whose right holds."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="deputies")
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputising")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first moment after the last day.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended early.")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deputies"
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="deputy_days_in_order"),
            models.CheckConstraint(condition=~Q(person=models.F("absent")), name="deputy_is_somebody_else"),
        )

    def __str__(self) -> str:
        return f"{self.person} for {self.absent} in {self.skill.code}"


class WSOSSection(Named):
    """A named part of the standards; standards give it number and weight."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        ordering = ("name",)


class Standard(models.Model):
    """The occupational standards of one skill in one competition."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="standards")
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="standards")
    is_complete = models.BooleanField(default=False, help_text="Its weights add to 100 and someone said that it is done.")
    change = models.IntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("skill", "competition"), name="standard_once"),)

    def __str__(self) -> str:
        return f"{self.skill} {self.competition}"


class StandardSection(models.Model):
    """A WSOS section as a standard uses it: number, weight in per cent, and the two lists."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="sections")
    section = models.ForeignKey(WSOSSection, models.PROTECT, related_name="uses")
    number = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    know = models.TextField(blank=True, help_text="Needs to know and understand, a line each.")
    able = models.TextField(blank=True, help_text="Shall be able to, a line each.")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("standard", "number"), name="standard_number_once"),
            models.UniqueConstraint(fields=("standard", "section"), name="standard_section_once"),
            models.CheckConstraint(condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100), name="standard_weight_in_range"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.section}"

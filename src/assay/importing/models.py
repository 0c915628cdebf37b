"""An upload between reading and applying: it has an address and waits seven days; and what applying it did."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor, Quality
from assay.importing.adopting.models import Adopted
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Competition, Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

__all__ = ["WAITS", "Adopted", "Import"]
WAITS = timedelta(days=7)


class Confidentiality(models.TextChoices):
    """Until when what a run imports stays confidential."""

    AS_SAID = "AS_SAID", _("As each competition says")
    UNTIL = "UNTIL", _("Until a day")
    OPEN = "OPEN", _("Not confidential")


class Runs(models.QuerySet["Run"]):
    """Querysets that speak the domain."""

    def visible_to(self, user: "User | AnonymousUser") -> "Runs":
        """Keep the person's own; all for administrators."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        return self if user.is_admin else self.filter(uploaded_by=user)

    def waiting(self) -> "Runs":
        """Keep those with files that are not imported, each with how many there are (`of`) and how many wait (`waits`)."""
        waits = Count("files", filter=Q(files__scheme=None))
        return self.annotate(waits=waits, of=Count("files")).filter(waits__gt=0)


class Run(models.Model):
    """Many workbooks that were brought together: each is an import of its own, with its own transaction and its own undo."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="runs")
    uploaded_at = models.DateTimeField(db_index=True)
    quality = models.CharField(
        max_length=12, choices=Quality, blank=True, help_text="What the descriptors start with; empty: as they are complete."
    )
    confidentiality = models.CharField(max_length=8, choices=Confidentiality, default=Confidentiality.AS_SAID)
    confidential_until = models.DateTimeField(null=True, blank=True)
    sections = models.JSONField(default=dict, help_text="What the names of sections that are none here become: name key → new or none.")

    objects: ClassVar[Runs] = Runs.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quality__in=["", *Quality.values]), name="run_quality_known"),
            models.CheckConstraint(
                condition=Q(confidentiality=Confidentiality.UNTIL, confidential_until__isnull=False)
                | (Q(confidentiality__in=[Confidentiality.AS_SAID, Confidentiality.OPEN]) & Q(confidential_until__isnull=True)),
                name="run_confidential_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid}"

    @property
    def forgotten_at(self) -> datetime:
        """Return until when its files wait to be imported."""
        return self.uploaded_at + WAITS


class Imports(models.QuerySet["Import"]):
    """Querysets that speak the domain."""

    def visible_to(self, user: "User | AnonymousUser") -> "Imports":
        """Keep the person's own uploads; all for administrators. `rules.py` says the same for one."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        return self if user.is_admin else self.filter(uploaded_by=user)

    def waiting(self) -> "Imports":
        """Keep what was read and not imported."""
        return self.filter(scheme=None)


class Import(models.Model):
    """One workbook that was read; applied where `scheme` is set."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    document = models.JSONField(help_text="The scheme as it was read (formats.as_json).")
    choices = models.JSONField(null=True, blank=True, help_text="What was chosen so far, as the form carries it (importing.chosen).")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="imports")
    competition = models.ForeignKey(Competition, models.PROTECT, null=True, blank=True, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    uploaded_at = models.DateTimeField(db_index=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="imports")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="files")
    why = models.TextField(blank=True, db_default="", help_text="Why a file of a run could not be read, or not be imported.")
    told = models.JSONField(null=True, blank=True, help_text="What the table of its run says of it (importing.runs.telling).")
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who asked to import it, until that is done.",
    )

    objects: ClassVar[Imports] = Imports.as_manager()  # type: ignore[assignment]  # a manager made from the queryset

    class Meta:
        ordering = ("-uploaded_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, scheme__isnull=True) | Q(applied_at__isnull=False, scheme__isnull=False),
                name="import_applied_with_scheme",
            ),
        ]

    def __str__(self) -> str:
        return self.file

    @property
    def forgotten_at(self) -> datetime:
        """Return until when it waits to be imported."""
        return self.uploaded_at + WAITS


class Unread(models.Model):
    """A file of a run as it came, until it is read; never kept under its own name."""

    found = models.OneToOneField(Import, models.CASCADE, related_name="unread")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.found_id}"


class SectionName(models.Model):
    """Which WSOS section the workbooks of a skill mean by a name that is none: settled once, remembered for later imports."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="section_names")
    name = models.CharField(max_length=300, help_text="As the workbook had it.")
    name_key = models.CharField(max_length=300)
    section = models.ForeignKey(WSOSSection, models.CASCADE, related_name="known_as")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="section_names")
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ("name_key", "pk")
        constraints = (models.UniqueConstraint(fields=("skill", "name_key"), name="section_name_once"),)

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """Which column holds what below one row of headers: remembered for every later workbook with these headers, of any skill."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, help_text="Of the headers and their columns (formats.by_hand).")
    headers = models.JSONField(help_text="The header of each assigned column as the workbook had it, by field.")
    columns = models.JSONField(help_text="Field → column, from 0.")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="column_mappings")
    assigned_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-assigned_at", "pk")

    def __str__(self) -> str:
        return " · ".join(header for _, header in self.in_order)

    @property
    def in_order(self) -> list[tuple[str, str]]:
        """Return field and header, in the order of the columns."""
        return [(field, self.headers.get(field, "")) for field in sorted(self.columns, key=self.columns.__getitem__)]


class RawRows(models.Model):
    """The rows of an upload whose layout is not known, for whoever assigns its columns; forgotten after seven days."""

    found = models.OneToOneField(Import, models.CASCADE, related_name="raw")
    sheets = models.JSONField(help_text="The filled rows of each sheet (formats.raw).")
    rule = models.CharField(max_length=40, help_text="Why no layout was recognised (formats.sentences).")
    params = models.JSONField(default=dict)
    sheet = models.PositiveIntegerField(default=0)
    header = models.PositiveIntegerField(default=0, help_text="The row of the headers; 0 while nobody said which.")
    columns = models.JSONField(default=dict, help_text="Field → column, from 0; empty while nobody assigned them.")
    mapping = models.ForeignKey(ColumnMapping, models.SET_NULL, null=True, related_name="uploads")

    def __str__(self) -> str:
        return f"{self.found_id}"


class Became(models.TextChoices):
    """What an import made of an aspect of judgement."""

    MADE = "MADE", _("made")
    REWORDED = "REWORDED", _("updated")
    PROPOSED = "PROPOSED", _("proposed as an amendment")
    LINKED = "LINKED", _("was there already")
    SKIPPED = "SKIPPED", _("left out")


class Effect(models.Model):
    """What an import did for one aspect of its scheme, so that it can be told and taken back.

    `descriptor` is the row that was made, reworded or used, for a proposal the amendment; `change` is its change right after, `before`
    the revision that was reworded, `said` the key of the wording in the workbook. After an undo, `kept_for` names why a row was kept.
    """

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="effects")
    aspect = models.OneToOneField(Aspect, models.CASCADE, related_name="effect")
    became = models.CharField(max_length=8, choices=Became)
    descriptor = models.ForeignKey(Descriptor, models.PROTECT, null=True, related_name="+")
    change = models.IntegerField(null=True)
    before = models.IntegerField(null=True)
    said = models.CharField(max_length=64)
    kept_for = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(became__in=Became.values), name="effect_known"),
            models.CheckConstraint(
                condition=Q(became=Became.SKIPPED, descriptor__isnull=True)
                | (~Q(became=Became.SKIPPED) & Q(descriptor__isnull=False, change__isnull=False)),
                name="effect_on_a_descriptor",
            ),
            models.CheckConstraint(
                condition=(Q(became=Became.REWORDED) & Q(before__isnull=False)) | (~Q(became=Became.REWORDED) & Q(before__isnull=True)),
                name="effect_knows_what_it_reworded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id} {self.became}"

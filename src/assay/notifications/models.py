"""Notices to people, and the one table of work that a loop does later."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Something a person should know, in the app and, grouped, by mail."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=48)
    key = models.CharField(max_length=160, help_text="Makes the notice exist once: kind, subject, change.")
    mail_group = models.CharField(max_length=160, blank=True, help_text="Notices of one group travel as one mail.")
    data = models.JSONField(default=dict, help_text="Uids and numbers; texts are read when shown.")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_job = models.UUIDField(null=True, blank=True, help_text="The job that has taken it into its mail, for good.")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notice_once"),)
        indexes = (
            models.Index(fields=("user", "read_at"), name="notice_unread"),
            models.Index(fields=("mail_group",), name="notice_by_group", condition=Q(mailed_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Reach(models.TextChoices):
    """How a person hears of a topic."""

    AT_ONCE = "AT_ONCE", _("At once")
    DAILY = "DAILY", _("Once a day")
    APP = "APP", _("In the app only")
    OFF = "OFF", _("Not at all")


class MailChoice(models.Model):
    """How one person wants to hear of one topic; where there is none, it is as usual."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=32)
    reach = models.CharField(max_length=8, choices=Reach)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "topic"), name="mail_choice_once"),
            models.CheckConstraint(condition=Q(reach__in=Reach.values), name="mail_choice_known"),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.reach} for {self.user_id}"


class JobState(models.TextChoices):
    """Where a piece of work stands."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"


class Job(models.Model):
    """A piece of work for the loop: claimed by compare-and-set with a lease, retried, or a visible dead letter."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    run_after = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    touched = models.IntegerField(default=0, help_text="+1 by everyone who relies on the job being untried.")
    claim = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), condition=Q(state="WAITING", attempts=0), name="job_waits_once"),)
        indexes = (models.Index(fields=("state", "run_after"), name="job_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"

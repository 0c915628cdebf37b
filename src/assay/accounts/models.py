"""People who sign in."""

import uuid
from typing import Any, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from assay.names import name_key


class Access(models.TextChoices):
    """What an account may reach at all; rights in a skill come from memberships."""

    PENDING = "PENDING", _("Waiting for a role")
    MEMBER = "MEMBER", _("Member")
    SECRETARIAT = "SECRETARIAT", _("Secretariat")


class People(BaseUserManager["User"]):
    """Make accounts and find them by e-mail, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account; without a password it signs in by a code in a mail."""
        user = self.model(email=email.strip(), email_key=name_key(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an e-mail address."""
        return self.get(email_key=name_key(username or ""))


class User(AbstractBaseUser):
    """One person's account; never deleted, since history refers to it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    email_key = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    access = models.CharField(max_length=12, choices=Access, default=Access.PENDING)
    is_admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When the home page was last left behind.")
    looking_since = models.DateTimeField(null=True, blank=True, help_text="When the visit that goes on now began.")
    sessions_epoch = models.PositiveIntegerField(default=0, db_default=0, help_text="+1 ends every session at its next request.")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(access__in=Access.values), name="user_access_known"),
            models.CheckConstraint(condition=~Q(email_key=""), name="user_email_not_blank"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Tie sessions to the epoch as well as to the password."""
        salt = "assay.accounts.session"
        return salted_hmac(salt, f"{self.password}:{self.sessions_epoch}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def has_access(self) -> bool:
        """Return whether the account may reach anything beyond its own settings."""
        return self.is_active and (self.access != Access.PENDING or self.is_admin)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Return whether the named rule holds for this person and `obj`."""
        return bool(self.has_access and rules.has_perm(perm, self, obj))


class Invitation(models.Model):
    """A link by mail that opens an account once: only the hash of its token is kept, and it is bound to the address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    email_key = models.CharField(max_length=254, help_text="The address it was sent to; another address ends it.")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="invitations_sent")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("user", "accepted_at"), name="invitation_open"),)

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"

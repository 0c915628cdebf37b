"""Which descriptors there are, for whom, and how a row moves."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assay.descriptors.states import APPROVED, DRAFT, MAY_BECOME, PENDING_REVIEW, RETURNED, BatchStatus, Quality
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.descriptors.models import Descriptor  # noqa: F401  used in a quoted type

IN_LIBRARY = (Q(batch_status__isnull=True) | Q(batch_status=APPROVED)) & Q(amends=None)
IN_REVIEW = Q(batch_status__in=[PENDING_REVIEW, RETURNED])
OUTSIDE_UNREVIEWED = Q(batch_status__isnull=True, quality_indicator=Quality.NEEDS_REVIEW)


class Descriptors(models.QuerySet["Descriptor"]):
    """Querysets that speak the domain; the table of rights is in docs/workflow.md."""

    def live(self) -> "Descriptors":
        """Leave out deleted and merged ones."""
        return self.filter(deleted_at=None, merged_into=None)

    def in_library(self) -> "Descriptors":
        """Keep what the library lists: imported, admin-made and approved ones."""
        return self.filter(IN_LIBRARY).live()

    def open_amendments(self) -> "Descriptors":
        """Keep amendments that are written or reviewed."""
        return self.live().filter(amends__isnull=False, batch_status__in=[DRAFT, PENDING_REVIEW, RETURNED])

    def visible_to(self, user: "User | AnonymousUser", *, now: datetime | None = None) -> "Descriptors":
        """Keep the rows that the person may open, deleted ones included for those who may restore them."""
        if not user.is_authenticated or not user.has_access:
            return self.none()
        if user.is_admin:
            return self
        return self.filter(seen_by(user, now or timezone.now()), merged_into=None)

    def once_open_to(self, user: "User") -> "Descriptors":
        """Keep what the person may open, or might before it was deleted, merged or taken back from them."""
        if not user.has_access:
            return self.none()
        roles = roles_of(user)
        return self if user.is_admin else self.filter(open_while_live(user, timezone.now()) | Q(skill__in=roles.scm | roles.sa))

    def editable_by(self, user: "User | AnonymousUser") -> "Descriptors":
        """Keep what people wrote in the skills that this person manages, in any state."""
        return self.filter(batch_status__isnull=False, skill__in=roles_of(user).scm)

    def curated_by(self, user: "User | AnonymousUser") -> "Descriptors":
        """Keep the library rows, deleted ones included, that this person curates."""
        rows = self.filter(IN_LIBRARY, merged_into=None).visible_to(user)
        if not user.is_authenticated or user.is_admin:
            return rows
        return rows.filter(batch_status=None, created_by=None, skill__in=roles_of(user).sa)

    def move_to(self, state: BatchStatus, *, seen: int, **changes: Any) -> int:
        """Move the live rows that may become `state` and are still as they were seen; return how many moved."""
        may = self.filter(batch_status__in=MAY_BECOME[state], change=seen, deleted_at=None, merged_into=None)
        return may.update(batch_status=state, change=F("change") + 1, **changes)

    def alter(self, *, seen: int, **changes: Any) -> int:
        """Change the rows that are still as they were seen, without moving them; return how many changed."""
        return self.filter(change=seen, merged_into=None).update(change=F("change") + 1, **changes)


def seen_by(user: "User", now: datetime) -> Q:
    """Return the rights table as one condition, for everyone but administrators."""
    deleted = Q(deleted_at__isnull=False, batch_status__in=[DRAFT, RETURNED], skill__in=roles_of(user).scm)
    return (Q(deleted_at=None) & open_while_live(user, now)) | deleted


def open_while_live(user: "User", now: datetime) -> Q:
    """Return what the rights table says of rows that are not deleted."""
    roles = roles_of(user)
    overseer = user.access == "SECRETARIAT"
    managed, advised = Q(skill__in=roles.scm), Q(skill__in=roles.sa)
    everything = Q()
    unreviewed = everything if overseer or roles.sa else managed
    review = everything if overseer else managed | advised | Q(skill__in=roles.watching)
    open_now = Q(confidential_until=None) | Q(confidential_until__lte=now)
    live = (IN_LIBRARY & ~Q(quality_indicator=Quality.NEEDS_REVIEW)) | (OUTSIDE_UNREVIEWED & unreviewed) | (IN_REVIEW & review)
    mine = Q(batch_status=DRAFT) & managed
    amended = Q(batch_status=APPROVED, amends__isnull=False) & (everything if overseer else managed | advised)
    trusted = everything if overseer else open_now | managed | advised
    return (live | mine | amended) & trusted

"""The bell: what a person has been told, unread first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from assay.notifications.kinds import kinds, permitted
from assay.notifications.models import Notice

if TYPE_CHECKING:
    from assay.accounts.models import User

PAGE = 50


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it; without a link where they may no longer open what it is about."""

    notice: Notice
    sentence: str
    link: str


def unread(user: "User") -> QuerySet[Notice]:
    """Return the notices that a person has not read."""
    return Notice.objects.filter(user=user, read_at=None)


def page_after(user: "User", last: Notice | None) -> tuple[list[Notice], Notice | None]:
    """Return a page of notices, unread first, then newest first, and the last of it where more follow."""
    unread_first = Case(When(read_at=None, then=0), default=1)
    rows = Notice.objects.filter(user=user).order_by(unread_first, "-created_at", "-pk")
    page = list(rows.filter(following(last))[: PAGE + 1] if last else rows[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1] if len(page) > PAGE else None


def following(last: Notice) -> Q:
    """Return what comes after a notice in the order of the page."""
    older = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)
    return Q(read_at__isnull=False) & older if last.read_at else Q(read_at__isnull=False) | older


def say(notice: Notice) -> Told:
    """Say a notice in the words of its kind."""
    kind = kinds[notice.kind]
    return Told(notice, kind.sentence(notice), kind.link(notice))


def open_notice(notice: Notice, *, at: datetime) -> str:
    """Mark a notice as read and return where it leads, or nothing where its reader may no longer go there."""
    mark_read(notice.user, at=at, only=notice)
    return told(notice.user, [notice])[0].link


def mark_read(user: "User", *, at: datetime, only: Notice | None = None) -> int:
    """Mark one or all notices of a person as read; return how many were not."""
    rows = unread(user)
    return (rows.filter(pk=only.pk) if only else rows).update(read_at=at)


def told(user: "User", notices: Sequence[Notice]) -> list[Told]:
    """Say the notices; what their reader may no longer see is said without naming it."""
    rightful = {notice.pk for notice in permitted(user, notices)}
    return [say(notice) if notice.pk in rightful else Told(notice, _("Something that you can no longer open."), "") for notice in notices]

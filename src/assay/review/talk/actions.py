"""Say something about a descriptor in review, change it, take it back, settle it: each is one transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor, Submission
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.record import Fact, record
from assay.review.guests.reading import rounds_read_by
from assay.review.talk import notices
from assay.review.talk.models import LONGEST_COMMENT, About, Comment
from assay.review.talk.reading import TALKED_ABOUT, comments_visible_to, reviewers_in
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Words:
    """What somebody says: about which field, in answer to what, to whom."""

    text: str
    about: str = ""
    answers: Comment | None = None
    to_reviewers: bool = False


@transaction.atomic
def comment(*, uid: uuid.UUID, descriptor: Descriptor, words: Words, by: "User", at: datetime) -> Comment:
    """Say something about a descriptor in review; `uid` is made by the form, and a repeat finds what the first did.

    An answer goes to those who read what it answers. Raises NotAllowed, Invalid, DomainError where the review has ended.
    """
    row = talked_about(descriptor, by)
    before = Comment.objects.filter(uid=uid).first()
    if before is not None:
        return the_same(before, row, by)
    first = checked_first(words.answers, row)
    among = first.to_reviewers if first else words.to_reviewers
    if among and not may_write_among(first, row, by):
        raise NotAllowed(_("Only Skill Advisors of this skill and guests of the batch write to reviewers only."))
    made = Comment.objects.create(
        uid=uid,
        submission=Submission.objects.filter(descriptor=row).latest("round"),
        version=row.version,
        about=first.about if first else checked_about(words.about),
        answers=first,
        to_reviewers=among,
        by=by,
        at=at,
        text=checked_text(words.text),
    )
    notices.commented(made, at=at)
    tell(made, "commented", by=by, at=at)
    return made


def the_same(before: Comment, row: Descriptor, by: "User") -> Comment:
    """Return what the first sending of a form made. Raises DomainError where it is somebody else's, or about something else."""
    if (before.by_id, before.submission.descriptor_id) != (by.pk, row.pk):
        raise DomainError(_("Open the page again and try once more."))
    return before


def may_write_among(first: Comment | None, row: Descriptor, by: "User") -> bool:
    """Return whether the person writes to reviewers only, in answer to `first`: a guest answers what they may read."""
    if row.skill_id in reviewers_in(by):
        return True
    as_guest = rounds_read_by(by).filter(descriptor=row).exists()
    return as_guest and (first is None or comments_visible_to(by).filter(pk=first.pk).exists())


def talked_about(descriptor: Descriptor, by: "User") -> Descriptor:
    """Return the row, locked, of which the person may speak now: a guest of what waits. Raises NotAllowed, DomainError."""
    rows = Descriptor.objects.select_for_update(of=("self",)).select_related("skill").live()
    read = rounds_read_by(by).filter(descriptor=descriptor)
    if by.has_perm("review.comment", descriptor) or not read.exists():
        require(by, "review.comment", descriptor, otherwise=_("Only the people of this skill comment on what is in review."))
        rows = rows.visible_to(by).filter(batch_status__in=TALKED_ABOUT)
    else:
        rows = rows.filter(pk__in=read.filter(outcome=None).values("descriptor"))
    row = rows.filter(pk=descriptor.pk).first()
    if row is None:
        raise DomainError(_("The review of this descriptor has ended, or it was withdrawn. Nothing was changed."))
    return row


def checked_first(answers: Comment | None, row: Descriptor) -> Comment | None:
    """Return the comment that is answered: the first of its thread. Raises DomainError."""
    if answers is None:
        return None
    first = answers.answers or answers
    if first.submission.descriptor_id != row.pk:
        raise DomainError(_("This comment is about another descriptor."))
    return first


def checked_about(about: str) -> str:
    """Return a field that can be commented on. Raises Invalid."""
    if about not in About.values:
        raise Invalid(_("Choose what the comment is about."))
    return about


def checked_text(text: str) -> str:
    """Return it without white space around it. Raises Invalid."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Write what you want to say."))
    if len(text) > LONGEST_COMMENT:
        raise Invalid(_("Use at most 4,000 characters."))
    return text


@transaction.atomic
def reword(*, comment: Comment, text: str, seen: int, by: "User", at: datetime) -> Comment:
    """Change one's own comment while it can be changed. Raises NotAllowed, Invalid, Stale, DomainError."""
    row = own(comment, by)
    text = checked_text(text)
    if not row.can_be_changed(at):
        raise DomainError(_("A comment can be changed for 15 minutes. You can strike it out and write another one."))
    return altered(row, "edited", seen=seen, by=by, at=at, text=text, edited_at=at)


@transaction.atomic
def take_back(*, comment: Comment, seen: int, by: "User", at: datetime) -> Comment:
    """Remove one's own comment with its text while it can be changed, later strike it out: it stays readable. A repeat changes nothing."""
    row = own(comment, by)
    if row.is_gone:
        return row
    if row.can_be_changed(at):
        return altered(row, "deleted", seen=seen, by=by, at=at, text="", removed_at=at, resolved_at=None, resolved_by=None)
    return altered(row, "struck_out", seen=seen, by=by, at=at, struck_at=at, resolved_at=None, resolved_by=None)


def own(comment: Comment, by: "User") -> Comment:
    """Return the comment as it stands, of a descriptor that is in review. Raises NotAllowed, DomainError."""
    talked_about(comment.submission.descriptor, by)
    if comment.by_id != by.pk:
        raise NotAllowed(_("Only its author changes a comment."))
    return Comment.objects.get(pk=comment.pk)


@transaction.atomic
def settle(*, comment: Comment, resolved: bool, seen: int, by: "User", at: datetime) -> Comment:
    """Settle a comment, or open it again; either side does. A repeat changes nothing. Raises NotAllowed, Stale, DomainError."""
    descriptor = talked_about(comment.submission.descriptor, by)
    if descriptor.skill_id not in roles_of(by).scm | roles_of(by).sa:
        raise NotAllowed(_("Only the Skill Competition Managers and Skill Advisors of this skill settle comments."))
    row = Comment.objects.get(pk=comment.pk)
    if row.answers_id is not None or row.is_gone:
        raise DomainError(_("Only a comment that stands can be settled, not an answer."))
    if (row.resolved_at is not None) == resolved:
        return row
    changed = {"resolved_at": at, "resolved_by": by} if resolved else {"resolved_at": None, "resolved_by": None}
    return altered(row, "resolved" if resolved else "reopened", seen=seen, by=by, at=at, **changed)


def altered(row: Comment, verb: str, *, seen: int, by: "User", at: datetime, **changed: Any) -> Comment:
    """Change a comment that is still as it was seen, and record it. Raises Stale."""
    if not Comment.objects.filter(pk=row.pk, change=seen).update(change=F("change") + 1, **changed):
        raise Stale(_("This comment was changed meanwhile. Look at it as it stands now, and try again."), row)
    row.refresh_from_db()
    tell(row, verb, by=by, at=at)
    return row


def tell(row: Comment, verb: str, *, by: "User", at: datetime) -> None:
    """Record a fact about a comment: never its text, and nothing at all about one to reviewers."""
    if row.to_reviewers:
        return
    skill = row.submission.batch.skill.uid
    record([Fact("comment", row.uid, verb, skill=skill, revision=row.version, data={"round": row.submission.round})], by=by, at=at)

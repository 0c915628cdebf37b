"""Who is told of a comment, and how the notice reads; what one may read is asked again each time."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, notify, register_kind
from assay.review.guests.reading import rounds_read_by
from assay.review.notice_kinds import MAILS, Notices, link_to
from assay.review.notices import people, told_of
from assay.review.talk.models import CHANGEABLE_FOR, Comment
from assay.review.talk.reading import comments_visible_to, may_read
from assay.standards.models import Role
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def commented(comment: Comment, *, at: datetime) -> None:
    """Tell the other side and who is in the thread; one mail for a batch, when comments cannot be changed any more."""
    batch = comment.submission.batch
    notify(
        users=[one for one in told_of_comment(comment) if one.pk != comment.by_id],
        kind="commented",
        key=f"commented:{comment.uid}",
        data={"comment": str(comment.uid)},
        at=at,
        mail_group=f"comments:{batch.uid}",
        mail_after=CHANGEABLE_FOR,
    )


def told_of_comment(comment: Comment) -> "Iterable[User]":
    """Return the other side: for the skill's team both; of a comment to reviewers the Skill Advisors who do not manage the skill.

    Guests are told of answers to what they said.
    """
    batch, skill = comment.submission.batch, comment.submission.batch.skill
    advisors, roles = list(people(skill, Role.SA)), roles_of(comment.by)
    thread = [comment.answers.by, *(one.by for one in comment.answers.answered_by.select_related("by"))] if comment.answers else []
    guests = [one for one in thread if rounds_read_by(one).filter(pk=comment.submission_id).exists()]
    if comment.to_reviewers:
        managers = set(people(skill, Role.SCM).values_list("pk", flat=True))
        return [*(one for one in advisors if one.pk not in managers), *guests]
    return [
        *([] if skill.pk in roles.sa else advisors),
        *([] if skill.pk in roles.scm else told_of(batch)),
        *(one for one in thread if may_read(one, comment.submission.descriptor)),
        *guests,
    ]


def read_comments(notices: Notices) -> None:
    """Put its comment beside each notice."""
    found = Comment.objects.filter(uid__in=[notice.data["comment"] for notice in notices])
    comments = {str(one.uid): one for one in found.select_related("by", "submission__descriptor", "submission__batch__skill")}
    for notice in notices:
        notice.known = comments.get(notice.data["comment"])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def comment_of(notice: Notice) -> Comment:
    """Return the comment that read_comments put beside a notice."""
    found: Comment = notice.known  # type: ignore[attr-defined]  # set by read_comments
    return found


def still_said(user: "User", notices: Notices) -> list[Notice]:
    """Return the notices of comments that stand and that the person may read."""
    known = [notice for notice in notices if notice.known and not comment_of(notice).is_gone]  # type: ignore[attr-defined]
    may = set(comments_visible_to(user).filter(pk__in=[comment_of(one).pk for one in known]).values_list("pk", flat=True))
    return [notice for notice in known if comment_of(notice).pk in may]


def sentence(notice: Notice) -> str:
    """Say who said what about which descriptor."""
    one = comment_of(notice)
    words = {"who": one.by, "name": one.submission.descriptor.criterion_name, "text": one.text}
    if one.answers_id is not None:
        return _("%(who)s answered about “%(name)s”: “%(text)s”") % words
    return _("%(who)s commented on “%(name)s”: “%(text)s”") % words


def link(notice: Notice) -> str:
    """Return the comment, on a page that everybody who reads it may open."""
    one = comment_of(notice)
    return reverse("review_talk", args=[one.submission.descriptor.uid]) + f"#comment-{one.uid}"


def mail(_user: "User", notices: Notices) -> dict[str, Any]:
    """Return the words of the mail: every comment in full, by descriptor; never a level."""
    comments = [comment_of(notice) for notice in notices]
    rows: dict[int, list[Comment]] = {}
    for one in comments:
        rows.setdefault(one.submission.descriptor_id, []).append(one)
    return {"batch": comments[0].submission.batch, "count": len(comments), "rows": [row_of(said) for said in rows.values()]}


def row_of(said: Sequence[Comment]) -> dict[str, Any]:
    """Return what the mail says about one descriptor."""
    descriptor = said[0].submission.descriptor
    return {"name": descriptor.criterion_name, "comments": said, "url": link_to("review_talk", descriptor.uid)}


def register() -> None:
    """Make the kind known; called in `ready()`."""
    kind = Kind("commented", f"{MAILS}/commented", sentence, link, still_said, mail, read_comments, topic="comments", for_guests=True)
    register_kind(kind)

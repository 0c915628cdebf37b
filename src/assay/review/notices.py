"""Who is told what when a batch is sent and when descriptors are decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Descriptor, Submission
from assay.descriptors.states import RETURNED, Outcome
from assay.notifications.models import Notice
from assay.notifications.notify import notify
from assay.standards.models import Role, Skill

if TYPE_CHECKING:
    from django.db.models import QuerySet

GATHERED_FOR = timedelta(minutes=15)


def people(skill: Skill, role: Role) -> "QuerySet[User]":
    """Return the active people of a skill in one role."""
    return User.objects.filter(memberships__skill=skill, memberships__role=role, is_active=True).exclude(access=Access.PENDING)


def batch_sent(batch: Batch, submissions: Sequence[Submission], *, by: User, at: datetime) -> None:
    """Tell the Skill Advisors; where there is none who may decide, the secretariat and the administrators."""
    again = any(submission.came_from == RETURNED for submission in submissions)
    kind = "batch_resubmitted" if again else "batch_submitted"
    advisors = list(people(batch.skill, Role.SA).exclude(pk=by.pk))
    if not advisors:
        kind, advisors = "batch_without_sa", list(User.objects.filter(Q(access=Access.SECRETARIAT) | Q(is_admin=True), is_active=True))
    key = f"{kind}:{batch.uid}"
    notify(users=advisors, kind=kind, key=key, data={"batch": str(batch.uid)}, at=at, mail_group=key)


def decided(descriptor: Descriptor, submission: Submission, *, by: User, at: datetime) -> None:
    """Tell the SCM who sent it, or all of the skill where they left; one SA's decisions on a batch travel as one mail."""
    batch = submission.batch
    managers = people(batch.skill, Role.SCM)
    notify(
        users=list(managers.filter(pk=batch.sent_by_id) or managers),
        kind="decided",
        key=f"decided:{descriptor.uid}:{descriptor.change}",
        data={
            "descriptor": str(descriptor.uid),
            "batch": str(batch.uid),
            "round": submission.round,
            "outcome": submission.outcome,
            "reworded": descriptor.was_modified_during_approval,
            "by": str(by.uid),
        },
        at=at,
        mail_group=f"decisions:{batch.uid}:{by.uid}",
        mail_after=GATHERED_FOR,
    )


def withdrawn(batch: Batch) -> None:
    """Take back the unread notices of a batch of which nothing is left, so that no mail speaks of it."""
    if batch.submissions.exclude(outcome=Outcome.WITHDRAWN).exists():
        return
    Notice.objects.filter(kind__startswith="batch_", data__batch=str(batch.uid), mailed_at=None, read_at=None).delete()


def recalled(submission: Submission) -> None:
    """Take back the unread notice of a return that was recalled, so that no mail speaks of it."""
    Notice.objects.filter(
        kind="decided",
        data__descriptor=str(submission.descriptor.uid),
        data__round=submission.round,
        mailed_at=None,
        read_at=None,
    ).delete()

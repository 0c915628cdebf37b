"""Who is told what when a batch is sent and when descriptors are decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Submission
from assay.descriptors.states import RETURNED, Outcome
from assay.notifications.models import Notice
from assay.notifications.notify import AT_ONCE, notify
from assay.review.ahead.escalation import asked_of
from assay.review.models import PendingDecision, Release, standing
from assay.standards.deputies.acting import acting
from assay.standards.models import Membership, Role, Skill

if TYPE_CHECKING:
    from django.db.models import QuerySet

GATHERED_FOR = timedelta(minutes=15)


def people(skill: Skill, role: Role) -> "QuerySet[User]":
    """Return the active people of a skill in one role; with the Skill Advisors those who act for one."""
    active = User.objects.filter(is_active=True).exclude(access=Access.PENDING)
    members = Q(pk__in=Membership.objects.filter(skill=skill, role=role).values("user"))
    return active.filter(members | Q(pk__in=acting().filter(skill=skill).values("person")) if role == Role.SA else members)


def batch_sent(batch: Batch, submissions: Sequence[Submission], *, by: User, at: datetime) -> None:
    """Tell the Skill Advisors; where there is none who may decide, the secretariat and the administrators."""
    again = any(submission.came_from == RETURNED for submission in submissions)
    kind = "batch_resubmitted" if again else "batch_submitted"
    advisors = asked_of(batch.skill, but=by)
    if not advisors:
        kind, advisors = "batch_without_sa", list(User.objects.filter(Q(access=Access.SECRETARIAT) | Q(is_admin=True), is_active=True))
    key = f"{kind}:{batch.uid}"
    notify(users=advisors, kind=kind, key=key, data={"batch": str(batch.uid)}, at=at, mail_group=key)


def told_of(batch: Batch) -> list[User]:
    """Return who is told what became of a batch: the SCM who sent it, or all of the skill where they left."""
    managers = people(batch.skill, Role.SCM)
    return list(managers.filter(pk=batch.sent_by_id) or managers)


def released(release: "Release", *, at: datetime, gathered: bool) -> None:
    """Tell those who wait for the batch, with one mail; `gathered`: it waits a while for more decisions on the batch."""
    batch = release.batch
    notify(
        users=told_of(batch),
        kind="released",
        key=f"released:{release.uid}",
        data={"release": str(release.uid)},
        at=at,
        mail_group=f"decisions:{batch.uid}:{release.by.uid}",
        mail_after=GATHERED_FOR if gathered else AT_ONCE,
    )


def left_out(decision: "PendingDecision", *, at: datetime) -> None:
    """Tell a Skill Advisor that their decision will not be released, and that their text is kept."""
    notify(users=[decision.by], kind="decision_left_out", key=f"left_out:{decision.uid}", data={"decision": str(decision.uid)}, at=at)


def withdrawn(batch: Batch) -> None:
    """Take back the unread notices of a batch of which nothing is left, so that no mail speaks of it."""
    if batch.submissions.exclude(outcome=Outcome.WITHDRAWN).exists():
        return
    Notice.objects.filter(kind__startswith="batch_", data__batch=str(batch.uid), mailed_at=None, read_at=None).delete()


def recalled(submission: Submission) -> None:
    """Take back the unread notice of a release of which nothing stands after a recall, so that no mail speaks of it."""
    decided = PendingDecision.objects.filter(submission=submission).exclude(release=None)
    for release in Release.objects.filter(decisions__in=decided):
        if not standing(release.decisions.all()).exists():
            Notice.objects.filter(kind="released", data__release=str(release.uid), mailed_at=None, read_at=None).delete()

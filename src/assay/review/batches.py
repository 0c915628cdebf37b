"""Which batches there are, for whom, and what became of their descriptors."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet

from assay.accounts.models import Access, User
from assay.descriptors.due import by_due_date
from assay.descriptors.models import Batch, Descriptor, Revision, Submission
from assay.descriptors.states import RETURNED, Outcome
from assay.review.models import PendingDecision
from assay.standards.models import Competition, Milestone, Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import WithAnnotations

    class OwnWork(TypedDict):
        """What submissions_visible_to adds."""

        is_own: bool

    Round: TypeAlias = WithAnnotations[Submission, OwnWork]


def oversees(user: User) -> bool:
    """Return whether the person reads every skill's batches."""
    return user.is_admin or user.access == Access.SECRETARIAT


def batches_visible_to(user: "User | AnonymousUser") -> "QuerySet[Batch]":
    """Keep the batches of the skills that the person manages or advises; all for those who oversee."""
    if not user.is_authenticated or not user.has_access:
        return Batch.objects.none()
    if oversees(user):
        return Batch.objects.all()
    roles = roles_of(user)
    return Batch.objects.filter(skill__in=roles.scm | roles.sa)


def own_work_of(user: User) -> Q:
    """Return the condition that the person wrote what was sent in a round, or an earlier version of it."""
    wrote = Revision.objects.filter(descriptor=OuterRef("descriptor"), author=user, number__lte=OuterRef("version_sent"))
    return Q(descriptor__created_by=user) | Q(Exists(wrote))


def submissions_visible_to(user: User) -> "QuerySet[Round]":
    """Keep the rounds of descriptors that the person may open now, with what a page shows of them; own work is marked `is_own`."""
    return (
        Submission.objects.filter(batch__in=batches_visible_to(user), descriptor__in=Descriptor.objects.visible_to(user))
        .select_related(
            "descriptor__wsos_section", "descriptor__amends", "decided_by", "batch__skill", "batch__sent_by", "batch__competition"
        )
        .annotate(is_own=own_work_of(user))
        .order_by("pk")
    )


def waiting_for(user: User) -> "QuerySet[Round]":
    """Keep the rounds without a decision, what is due first on top."""
    return submissions_visible_to(user).filter(outcome=None).order_by(*by_due_date("batch__"), "pk")


def waiting_to_decide(user: User) -> QuerySet[Submission]:
    """Return what this Skill Advisor can decide now and nobody has decided; every open round of their skills is theirs to see."""
    waiting = Submission.objects.filter(outcome=None, batch__skill__in=roles_of(user).sa)
    decided = PendingDecision.objects.waiting().filter(submission=OuterRef("pk"))
    return waiting.exclude(Exists(decided)).annotate(is_own=own_work_of(user)).filter(is_own=False)


def decided_by(user: User) -> "QuerySet[Round]":
    """Keep the rounds that the person decided, last decision first."""
    found = submissions_visible_to(user).filter(decided_by=user, outcome__in=[Outcome.APPROVED, Outcome.RETURNED])
    return found.order_by("-decided_at", "-pk")


def can_be_recalled(submission: Submission, by: User) -> bool:
    """Return whether the person may still take this return back: nobody edited or answered since."""
    descriptor = submission.descriptor
    return (
        submission.outcome == Outcome.RETURNED
        and submission.decided_by_id == by.pk
        and submission.batch.skill_id in roles_of(by).sa
        and (descriptor.batch_status, descriptor.batch_id, descriptor.version)
        == (RETURNED, submission.batch_id, submission.version_decided)
        and not descriptor.reply
        and descriptor.deleted_at is None
    )


def next_milestone(competition: Competition | None, today: date) -> Milestone | None:
    """Return what comes next before C1, or None."""
    ahead = [milestone for milestone in competition.milestones.all() if milestone.on >= today] if competition else []
    return min(ahead, key=lambda milestone: milestone.on, default=None)


def skills_read_by(user: User) -> dict[uuid.UUID, str]:
    """Return the skills whose facts the person may read in the event log."""
    roles = roles_of(user)
    skills = Skill.objects.all() if oversees(user) else Skill.objects.filter(pk__in=roles.scm | roles.sa)
    return {skill.uid: str(skill) for skill in skills}

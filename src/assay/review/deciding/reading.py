"""What is read of decisions that wait for release: only by the Skill Advisors of the skill."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assay.descriptors.models import Batch, Descriptor, Submission
from assay.review.batches import own_work_of
from assay.review.models import LeftOut, PendingDecision
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

A_MOMENT = timedelta(minutes=10)


def decisions_visible_to(user: "User") -> "QuerySet[PendingDecision]":
    """Keep the decisions on batches of the skills that the person advises, released or not.

    What another Skill Advisor decided about the person's own wording is theirs to read when it is released, as for every author.
    """
    own = Submission.objects.annotate(is_own=own_work_of(user)).filter(is_own=True, batch__skill__in=roles_of(user).sa)
    theirs = Q(by=user) | ~Q(release=None) | ~Q(submission__in=own)
    found = PendingDecision.objects.filter(theirs, submission__batch__skill__in=roles_of(user).sa)
    return found.select_related("by", "submission__descriptor__amends", "submission__batch__skill")


def waiting_in(batch: Batch, reader: "User") -> list[PendingDecision]:
    """Return the decisions on a batch that wait for release, of every Skill Advisor, in the order in which they were made."""
    return list(decisions_visible_to(reader).filter(submission__batch=batch, release=None, left_out_at=None))


def latest_of(descriptor: Descriptor, reader: "User") -> PendingDecision | None:
    """Return the decision on a descriptor that waits, or else the reader's own last one of it, for the text that it keeps."""
    found = decisions_visible_to(reader).filter(submission__descriptor=descriptor)
    waiting = found.filter(release=None, left_out_at=None, submission__outcome=None).first()
    return waiting or found.filter(by=reader).order_by("-at", "-pk").first()


def just_decided(batch: Batch, reader: "User", *, at: datetime) -> list[PendingDecision]:
    """Return what the reader decided on this batch a moment ago, in one step or released in one, last first: the page offers to undo it."""
    mine = decisions_visible_to(reader).filter(submission__batch=batch, by=reader, left_out_at=None, at__gte=at - A_MOMENT)
    found = list(mine.order_by("-at", "-pk"))
    last = found[0] if found else None
    return [one for one in found if last and (one.release_id == last.release_id if last.release_id else one.at == last.at and one.waits)]


def kept_in(batch: Batch, reader: "User") -> Sequence[PendingDecision]:
    """Return the reader's decisions on a batch that will not be released through no doing of theirs: their texts are kept."""
    mine = decisions_visible_to(reader).filter(submission__batch=batch, by=reader, left_out_at__isnull=False)
    return list(mine.exclude(left_out_because=LeftOut.UNDONE).order_by("-left_out_at"))

"""What happens to the due date of a batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.permissions import require
from assay.descriptors.due import Due, columns_of, words
from assay.descriptors.models import Batch
from assay.errors import Invalid, Stale
from assay.history.record import Fact, record
from assay.review.ahead.choosing import Choice, ahead_of, due_of_choice, hold, problem_of
from assay.standards.competitions.actions import Before
from assay.standards.models import Competition, Milestone

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_YOURS = gettext_noop("Only a Skill Advisor of this skill or an administrator changes a due date.")


@transaction.atomic
def set_due(*, batch: Batch, seen: str, choice: Choice, by: "User", at: datetime) -> Batch:
    """Give a batch another due date; `seen` is the day that was shown. Raises Invalid, Stale, NotAllowed."""
    require(by, "review.set_due", batch, otherwise=_(NOT_YOURS))
    today = timezone.localdate(at)
    milestones = ahead_of(hold(batch.competition), today)
    if problem := problem_of(choice, milestones, today):
        raise Invalid(problem, {"due": problem})
    to = due_of_choice(choice, milestones)
    locked = Batch.objects.select_for_update().select_related("skill").get(pk=batch.pk)
    if locked.due == to:
        return locked
    if day_of(locked.due) != seen:
        now = words(locked.due, today) or _("no due date")
        raise Stale(_("Somebody gave this batch another due date meanwhile: %(due)s. Save again to replace it.") % {"due": now}, locked)
    fact = moved(locked, to, "due_changed")
    Batch.objects.filter(pk=batch.pk).update(**columns_of(to))
    record([fact], by=by, at=at)
    return Batch.objects.select_related("skill", "competition").get(pk=batch.pk)


def day_of(due: Due | None) -> str:
    """Return a day as forms and events carry it; nothing where there is none."""
    return due.on.isoformat() if due else ""


def moved(batch: Batch, to: Due | None, verb: str) -> Fact:
    """Return the fact that a batch is due on another day."""
    return Fact("batch", batch.uid, verb, skill=batch.skill.uid, data={"from": day_of(batch.due), "to": day_of(to)})


def follow(competition: Competition, earlier: Sequence[Before]) -> list[Fact]:
    """Let due dates move along with C1 and the milestones; return the facts of those that moved."""
    batches = Batch.objects.select_for_update(of=("self",)).filter(competition=competition).exclude(due_name="").order_by("pk")
    facts: list[Fact] = []
    now, known = list(competition.milestones.select_related("competition")), {one.name for one in earlier}
    for batch in batches.select_related("skill"):
        to = successor(batch.due, competition, now, known)
        if to is not None and to != batch.due:
            facts.append(moved(batch, to, "due_moved"))
            Batch.objects.filter(pk=batch.pk).update(**columns_of(to))
    return facts


def successor(due: Due | None, competition: Competition, milestones: Sequence[Milestone], known: set[str]) -> Due | None:
    """Return the milestone of the same name, else a new name for the same offset, else the offset that it had, before C1 as it is now."""
    if due is None:
        return None
    named = [one for one in milestones if one.name == due.name]
    renamed = [one for one in milestones if one.name not in known and (one.amount, one.unit) == (due.amount, due.unit)]
    return Due.of((named or renamed)[0]) if named or renamed else due.from_c1(competition)

"""The rows of a decision: descriptors, their open rounds, what was decided about them before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.models import Descriptor, Submission
from assay.errors import NotAllowed
from assay.review.batches import own_work_of
from assay.review.deciding.verdicts import NOT_AN_SA
from assay.review.models import PendingDecision
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.review.batches import Round


@dataclass(frozen=True)
class Held:
    """Descriptors as they stand now, by key; the round that waits and the decision that waits for release, by the descriptor's key."""

    rows: dict[int, Descriptor]
    rounds: "dict[int, Round]"
    decisions: dict[int, PendingDecision]

    def carries(self, decision: PendingDecision) -> bool:
        """Return whether a decision can be applied: its round waits, its wording is what was decided on, and it is not own work."""
        pk = decision.submission.descriptor_id
        one = self.rounds.get(pk)
        return one is not None and one.pk == decision.submission_id and self.rows[pk].version == decision.version and not one.is_own


def hold(descriptors: Iterable[int], by: "User") -> Held:
    """Lock descriptors until the transaction ends, in one order for everybody, and read what is decided about them."""
    found = Descriptor.objects.select_for_update(of=("self",)).select_related("skill").filter(pk__in=list(descriptors)).order_by("pk")
    return around({row.pk: row for row in found}, by)


def look(descriptors: Iterable[int], by: "User") -> Held:
    """Read the same without holding anything, for a page."""
    found = Descriptor.objects.select_related("skill").filter(pk__in=list(descriptors)).order_by("pk")
    return around({row.pk: row for row in found}, by)


def around(rows: dict[int, Descriptor], by: "User") -> Held:
    """Return rows with their rounds and decisions: two questions for any number."""
    waiting = Submission.objects.filter(descriptor__in=rows, outcome=None).select_related("batch__skill", "batch__sent_by")
    rounds = {one.descriptor_id: one for one in waiting.annotate(is_own=own_work_of(by))}
    decisions = PendingDecision.objects.waiting().filter(submission__in=[one.pk for one in rounds.values()])
    return Held(rows, rounds, {one.submission.descriptor_id: one for one in decisions.select_related("by", "submission__descriptor")})


def require_advisor(by: "User", skills: Iterable[int]) -> None:
    """Raise NotAllowed (403) unless the person advises every one of the skills."""
    if not set(skills) <= roles_of(by).sa:
        raise NotAllowed(_(NOT_AN_SA))


def require_others_work(rounds: "Sequence[Round]") -> None:
    """Raise NotAllowed (403) where one is the person's own wording."""
    if any(one.is_own for one in rounds):
        raise NotAllowed(_(NOT_AN_SA))

"""The rows of a decision: descriptors, their open rounds, what was decided about them before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.states import Outcome
from assay.errors import NotAllowed
from assay.review.batches import own_work_of
from assay.review.deciding.amended import why_left
from assay.review.deciding.verdicts import NOT_AN_SA
from assay.review.models import LeftOut, PendingDecision
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.review.batches import Round


@dataclass(frozen=True)
class Held:
    """Descriptors as they stand now, by key; the round and the decision that wait, by the descriptor's key; what amendments amend."""

    rows: dict[int, Descriptor]
    rounds: "dict[int, Round]"
    decisions: dict[int, PendingDecision]
    targets: dict[int, Descriptor] = field(default_factory=dict)

    def carries(self, decision: PendingDecision) -> bool:
        """Return whether a decision can be applied: its round waits, its wording is what was decided on, and it is not own work."""
        pk = decision.submission.descriptor_id
        one = self.rounds.get(pk)
        as_decided = one is not None and one.pk == decision.submission_id and self.rows[pk].version == decision.version and not one.is_own
        return as_decided and self.why_overtaken(decision) is None

    def why_left(self, decision: PendingDecision) -> LeftOut:
        """Return why a decision that it does not carry is left out."""
        return self.why_overtaken(decision) or LeftOut.CHANGED

    def target(self, pk: int) -> Descriptor | None:
        """Return what a row amends, or None."""
        return self.targets.get(self.rows[pk].amends_id or 0)

    def why_overtaken(self, decision: PendingDecision) -> LeftOut | None:
        """Return why the approval of an amendment does not fit what it amends any more; None for everything else."""
        pk = decision.submission.descriptor_id
        target = self.target(pk) if pk in self.rows and decision.outcome == Outcome.APPROVED else None
        return why_left(self.rows[pk], target, decision.over_version) if target else None


def hold(descriptors: Iterable[int], by: "User") -> Held:
    """Lock descriptors until the transaction ends, in one order for everybody, and read what is decided about them."""
    wanted = set(descriptors)
    found = Descriptor.objects.select_for_update(of=("self",)).select_related("skill").filter(with_targets(wanted)).order_by("pk")
    return around({row.pk: row for row in found}, wanted, by)


def look(descriptors: Iterable[int], by: "User") -> Held:
    """Read the same without holding anything, for a page."""
    wanted = set(descriptors)
    found = Descriptor.objects.select_related("skill").filter(with_targets(wanted)).order_by("pk")
    return around({row.pk: row for row in found}, wanted, by)


def with_targets(wanted: set[int]) -> Q:
    """Return the condition for rows and what they amend."""
    amending = Descriptor.objects.filter(pk__in=wanted, amends__isnull=False)
    return Q(pk__in=wanted) | Q(pk__in=amending.values("amends"))


def around(found: dict[int, Descriptor], wanted: set[int], by: "User") -> Held:
    """Return rows with their rounds and decisions: two questions for any number."""
    rows = {pk: row for pk, row in found.items() if pk in wanted}
    targets = {pk: row for pk, row in found.items() if pk in {one.amends_id for one in rows.values()}}
    waiting = Submission.objects.filter(descriptor__in=rows, outcome=None).select_related("batch__skill", "batch__sent_by")
    rounds = {one.descriptor_id: one for one in waiting.annotate(is_own=own_work_of(by))}
    decisions = PendingDecision.objects.waiting().filter(submission__in=[one.pk for one in rounds.values()])
    return Held(
        rows, rounds, {one.submission.descriptor_id: one for one in decisions.select_related("by", "submission__descriptor")}, targets
    )


def require_advisor(by: "User", skills: Iterable[int]) -> None:
    """Raise NotAllowed (403) unless the person advises every one of the skills."""
    if not set(skills) <= roles_of(by).sa:
        raise NotAllowed(_(NOT_AN_SA))


def require_others_work(rounds: "Sequence[Round]") -> None:
    """Raise NotAllowed (403) where one is the person's own wording."""
    if any(one.is_own for one in rounds):
        raise NotAllowed(_(NOT_AN_SA))

"""Who can decide what waits, and what is left to each of them: the people whom a batch's reminders are for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from assay.accounts.models import User
from assay.descriptors.models import Batch, Submission
from assay.review.models import PendingDecision
from assay.review.waiting import able_to_decide


@dataclass
class Share:
    """How many rounds of a batch one person can decide: undecided ones, and decided by them, or by others, and not released."""

    undecided: int = 0
    unreleased: int = 0
    of_others: int = 0

    @property
    def is_left(self) -> bool:
        """Return whether the person has something to do: what others decided is theirs to release."""
        return bool(self.undecided or self.unreleased)

    def __str__(self) -> str:
        parts = (
            (self.undecided, ngettext("%(n)d undecided", "%(n)d undecided", self.undecided)),
            (self.unreleased, ngettext("%(n)d for you to release", "%(n)d for you to release", self.unreleased)),
            (self.of_others, ngettext("%(n)d decided and not released", "%(n)d decided and not released", self.of_others)),
        )
        return ", ".join(words % {"n": count} for count, words in parts if count)


def waiting_of(batches: Sequence[int]) -> list[Submission]:
    """Return the rounds without a decision in batches (primary keys)."""
    found = Submission.objects.filter(outcome=None, batch__in=batches)
    return list(found.select_related("descriptor", "batch__skill", "batch__competition").order_by("pk"))


def to_decide(rounds: Sequence[Submission]) -> dict[tuple[User, Batch], Share]:
    """Return what each person can decide of each batch; four eyes are asked of every row.

    A decision of somebody who can release it no more, a deputy whose days are over say, is none: the others have to decide instead.
    """
    shares: dict[tuple[User, Batch], Share] = defaultdict(Share)
    able = able_to_decide(rounds)
    kept = dict(PendingDecision.objects.waiting().filter(submission__in=[one.pk for one in rounds]).values_list("submission", "by"))
    for one in rounds:
        by = kept.get(one.pk) if kept.get(one.pk) in {person.pk for person in able[one.pk]} else None
        for person in able[one.pk]:
            count(shares[person, one.batch], by=by, person=person.pk)
    return dict(shares)


def count(share: Share, *, by: int | None, person: int) -> None:
    """Count one round that `by` has decided, or nobody (primary keys)."""
    share.undecided += by is None
    share.unreleased += by == person
    share.of_others += by not in (None, person)

"""Who can decide what waits: the people whom a batch's reminders are for."""

from collections import defaultdict
from collections.abc import Sequence

from assay.accounts.models import User
from assay.descriptors.models import Batch, Submission
from assay.review.waiting import able_to_decide


def waiting_of(batches: Sequence[int]) -> list[Submission]:
    """Return the rounds without a decision in batches (primary keys)."""
    found = Submission.objects.filter(outcome=None, batch__in=batches)
    return list(found.select_related("descriptor", "batch__skill", "batch__competition").order_by("pk"))


def to_decide(rounds: Sequence[Submission]) -> dict[tuple[User, Batch], int]:
    """Return how many rounds of each batch a person can decide; four eyes are asked of every row."""
    counts: dict[tuple[User, Batch], int] = defaultdict(int)
    able = able_to_decide(rounds)
    for one in rounds:
        for person in able[one.pk]:
            counts[person, one.batch] += 1
    return dict(counts)

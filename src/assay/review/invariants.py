"""The invariants of docs/workflow.md as questions to any database; each yields the rows that break it."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, Subquery, Value, When

from assay.descriptors.constraints import LIBRARY, WORKFLOW
from assay.descriptors.models import Batch, Descriptor, Revision, Submission
from assay.descriptors.recording import state_of
from assay.descriptors.states import APPROVED, PENDING_REVIEW
from assay.history.append_only import missing
from assay.history.models import Counter, Event
from assay.review.models import PendingDecision


@dataclass(frozen=True)
class Broken:
    """A row that breaks an invariant; `row` is what people call it."""

    invariant: str
    row: str


def constraints() -> Iterator[str]:
    """Yield descriptors that break a constraint of the model (invariants 1 to 6), whatever the database let through."""
    for constraint in [*LIBRARY, *WORKFLOW]:
        holds = Case(When(constraint.condition, then=Value(True)), default=Value(False))  # type: ignore[attr-defined]  # all are checks
        for number in Descriptor.objects.annotate(holds=holds).filter(holds=False).values_list("number", flat=True):
            yield f"#{number} ({constraint.name})"


def submissions_are_sound() -> Iterator[str]:
    """Yield descriptors with two open submissions, and submissions with half a decision (invariant 7)."""
    twice = Submission.objects.filter(outcome=None).values("descriptor__number").annotate(n=Count("pk")).filter(n__gt=1)
    yield from (f"#{row['descriptor__number']}" for row in twice)
    half = Submission.objects.exclude(Q(outcome=None, decided_at=None) | Q(outcome__isnull=False, decided_at__isnull=False))
    yield from (f"#{number} round {round_}" for number, round_ in half.values_list("descriptor__number", "round"))


def history_is_append_only() -> Iterator[str]:
    """Yield triggers that are missing (invariant 8)."""
    yield from missing(connection)


def positions_have_no_gap() -> Iterator[str]:
    """Yield a word where the positions of events are not 1 to the head's number (invariants 7 and 8)."""
    head = Counter.objects.filter(name="events").values_list("value", flat=True).first() or 0
    found = Event.objects.aggregate(n=Count("pk"), first=Min("position"), last=Max("position"))
    if (found["n"], found["last"] or 0) != (head, head) or (found["first"] or 1) != 1:
        yield f"events: head {head}, found {found['n']} up to {found['last']}"


def pending_ones_wait_in_their_batch() -> Iterator[str]:
    """Yield pending descriptors without exactly one open submission of their batch, and others with one (invariant 9)."""
    open_batch = Submission.objects.filter(descriptor=OuterRef("pk"), outcome=None).values("batch")[:1]
    rows = Descriptor.objects.annotate(waits_in=Subquery(open_batch))
    pending = Q(batch_status=PENDING_REVIEW)
    wrong = rows.filter(
        (pending & (Q(waits_in=None) | ~Q(waits_in=F("batch")))) | ((~pending | Q(batch_status=None)) & Q(waits_in__isnull=False))
    )
    yield from (f"#{number}" for number in wrong.values_list("number", flat=True))


def decisions_wait_with_their_round() -> Iterator[str]:
    """Yield decisions that wait although their round has ended."""
    late = PendingDecision.objects.waiting().exclude(submission__outcome=None)
    yield from (f"#{number} round {round_}" for number, round_ in late.values_list("submission__descriptor__number", "submission__round"))


def batches_are_of_one_skill() -> Iterator[str]:
    """Yield batches with a descriptor that was of another skill (invariant 9)."""
    foreign = Batch.objects.filter(submissions__isnull=False).exclude(submissions__descriptor__skill=F("skill")).distinct()
    yield from (str(batch) for batch in foreign.select_related("skill"))


def due_dates_are_their_milestones() -> Iterator[str]:
    """Yield batches whose day is not their offset before C1."""
    for batch in Batch.objects.exclude(due_name="").select_related("competition", "skill").iterator(chunk_size=500):
        if batch.due is None or batch.competition is None or batch.due.from_c1(batch.competition) != batch.due:
            yield str(batch)


def last_events_equal_rows() -> Iterator[str]:
    """Yield descriptors whose last event says another state (invariant 10)."""
    last = Event.objects.filter(subject=OuterRef("uid")).order_by("-change").values("state_after")[:1]
    for row in Descriptor.objects.annotate(told=Subquery(last)).iterator(chunk_size=500):
        if row.told != state_of(row):  # type: ignore[attr-defined]  # annotated above
            yield f"#{row.number}"


def changes_have_no_gap() -> Iterator[str]:
    """Yield descriptors whose events do not count from 1 to `change` (invariant 10)."""
    counted = {
        row["subject"]: (row["n"], row["first"], row["last"])
        for row in Event.objects.filter(subject_type="descriptor")
        .values("subject")
        .annotate(n=Count("pk"), first=Min("change"), last=Max("change"))
        .order_by()
    }
    for uid, number, change in Descriptor.objects.values_list("uid", "number", "change").iterator(chunk_size=2000):
        if counted.get(uid) != (change, 1, change):
            yield f"#{number}"


def rows_equal_their_last_revision() -> Iterator[str]:
    """Yield descriptors whose wording is not that of the revision `version`, or whose revisions have a gap."""
    latest = Revision.objects.filter(number=F("descriptor__version")).select_related("descriptor")
    same = {row.descriptor_id for row in latest.iterator(chunk_size=500) if row.wording == row.descriptor.wording}
    counted = dict(Revision.objects.values_list("descriptor").annotate(n=Count("pk")).order_by())
    for pk, number, version in Descriptor.objects.values_list("pk", "number", "version").iterator(chunk_size=2000):
        if pk not in same or counted.get(pk) != version:
            yield f"#{number}"


def amendments_name_library_rows() -> Iterator[str]:
    """Yield amendments of what never was in the library, or that begin after its last revision."""
    rows = Descriptor.objects.filter(amends__isnull=False)
    in_library = Q(amends__amends=None) & (Q(amends__batch_status=None) | Q(amends__batch_status=APPROVED))
    wrong = rows.filter(~in_library | Q(amends_version__gt=F("amends__version")))
    yield from (f"#{number}" for number in wrong.values_list("number", flat=True))


def one_amendment_is_open() -> Iterator[str]:
    """Yield descriptors with two amendments that are written or reviewed."""
    counted = Descriptor.objects.open_amendments().values("amends__number").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    yield from (f"#{row['amends__number']}" for row in counted)


def approved_amendments_were_applied() -> Iterator[str]:
    """Yield approved amendments that are not in their target's history exactly once, and targets amended by what was not approved."""
    told: dict[str, list[uuid.UUID]] = defaultdict(list)
    for subject, data in Event.objects.filter(subject_type="descriptor", verb="amended").values_list("subject", "data"):
        told[data.get("amendment", "")].append(subject)
    rows = Descriptor.objects.filter(amends__isnull=False, batch_status=APPROVED).values_list("uid", "number", "amends__uid")
    for uid, number, target in rows:
        if told.pop(str(uid), []) != [target]:
            yield f"#{number}"
    yield from told


INVARIANTS: dict[str, Callable[[], Iterator[str]]] = {
    "1-6 the constraints of a descriptor": constraints,
    "7 submissions": submissions_are_sound,
    "7 positions of events": positions_have_no_gap,
    "8 append-only": history_is_append_only,
    "9 a pending descriptor waits in its batch": pending_ones_wait_in_their_batch,
    "9 a decision waits with its round": decisions_wait_with_their_round,
    "9 a batch is of one skill": batches_are_of_one_skill,
    "a due date is its milestone's day": due_dates_are_their_milestones,
    "10 the last event equals the row": last_events_equal_rows,
    "10 changes have no gap": changes_have_no_gap,
    "the row equals its last revision": rows_equal_their_last_revision,
    "12 an amendment names a library row": amendments_name_library_rows,
    "12 one amendment of a descriptor is open": one_amendment_is_open,
    "12 an approved amendment is its target's revision": approved_amendments_were_applied,
}


def broken() -> list[Broken]:
    """Return every row that breaks an invariant."""
    return [Broken(name, row) for name, ask in INVARIANTS.items() for row in ask()]

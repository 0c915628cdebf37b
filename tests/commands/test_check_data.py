"""`assay check-data` finds a planted break of each invariant, and names the row."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assay.descriptors.constraints import LIBRARY, WORKFLOW
from assay.descriptors.models import Batch, Descriptor, Submission
from assay.history.append_only import lifted
from assay.review.actions import return_for_changes
from assay.review.invariants import INVARIANTS
from assay.review.models import PendingDecision
from tests import factories as make

pytestmark = pytest.mark.django_db


class World:
    """One descriptor in each state, made by the product's own actions."""

    def __init__(self) -> None:
        self.skill = make.SkillFactory.create()
        self.scm, self.sa = make.scm(self.skill), make.sa(self.skill)
        self.imported = make.imported(self.skill)
        self.draft, self.pending, self.returned, written = (make.draft(self.skill, self.scm, name=f"Aspect {n}") for n in range(4))
        make.sent(self.pending, by=self.scm)
        make.sent(self.returned, by=self.scm)
        return_for_changes(descriptor=self.returned, seen=self.returned.change, comment="Say what can be seen.", by=self.sa, at=make.NOW)
        self.approved = make.approved(written, by=self.sa)


@pytest.fixture
def world() -> World:
    return World()


def run(sql: str, *values: object) -> None:
    """Write behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def unchecked(table: str, *names: str) -> Iterator[None]:
    """Let the database take what its checks refuse; PostgreSQL gets them back with the end of the test's transaction."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield
        return
    run("PRAGMA ignore_check_constraints = ON")
    yield
    run("PRAGMA ignore_check_constraints = OFF")


def check_data() -> tuple[str, int]:
    """Run the command; return what it says, and how it ends."""
    said = io.StringIO()
    try:
        call_command("check_data", stdout=said)
    except CommandError as refusal:
        return said.getvalue(), refusal.returncode
    return said.getvalue(), 0


def found(said: str) -> dict[str, list[str]]:
    """Return the broken invariants with the rows that are named."""
    rows: dict[str, list[str]] = {}
    name = ""
    for line in said.splitlines():
        if not line.startswith(" "):
            state, _, name = line.partition(" ")
            name = name.strip()
            rows |= {name: []} if state == "BROKEN" else {}
        elif name in rows:
            rows[name].append(line.strip())
    return rows


def test_a_sound_database_is_said_to_be_sound(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        said, code = check_data()
    assert code == 0
    assert [line.split(maxsplit=1) for line in said.splitlines()] == [["ok", name] for name in INVARIANTS]
    assert {query["sql"].split()[0] for query in queries.captured_queries} <= {"SELECT", "DECLARE"}


CONSTRAINTS: dict[str, tuple[str, str]] = {
    # constraint: (the state of the row, what is written into it)
    "descriptor_quality_known": ("imported", "quality_indicator = 'SUPERB'"),
    "descriptor_deleted_by_someone": ("imported", "deleted_at = updated_at"),
    "descriptor_name_length": ("imported", "criterion_name = ''"),
    "descriptor_counts_from_one": ("imported", "version = 0"),
    "descriptor_status_known": ("draft", "batch_status = 'LOST'"),
    "descriptor_outside_workflow": ("imported", "submitted_at = updated_at"),
    "descriptor_in_workflow": ("draft", "wsos_section_id = NULL"),
    "descriptor_draft": ("draft", "submitted_at = updated_at"),
    "descriptor_pending": ("pending", "submitted_at = NULL"),
    "descriptor_decided": ("approved", "reviewer_id = created_by_id"),
    "descriptor_returned_with_comment": ("returned", "review_comment = NULL"),
    "descriptor_reply_to_a_return": ("draft", "reply = 'Done.'"),
    "descriptor_open_needs_review": ("draft", "quality_indicator = 'GOOD'"),
    "descriptor_amendment": ("draft", "amends_version = 1"),
    "descriptor_approved_is_good": ("approved", "quality_indicator = 'NEEDS_REVIEW'"),
}


def test_every_constraint_is_broken_once_below() -> None:
    assert sorted(CONSTRAINTS) == sorted(constraint.name for constraint in (*LIBRARY, *WORKFLOW))


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_row_that_breaks_a_constraint_is_named_with_it(constraint: str, world: World) -> None:
    state, assignment = CONSTRAINTS[constraint]
    row: Descriptor = getattr(world, state)
    with unchecked("descriptors_descriptor", constraint):
        run(f"UPDATE descriptors_descriptor SET {assignment} WHERE id = %s", row.pk)  # noqa: S608  the table above

    said, code = check_data()

    assert code == 1
    assert f"#{row.number} ({constraint})" in found(said)["1-6 the constraints of a descriptor"]


def second_open_submission(world: World) -> str:
    run("DROP INDEX submission_one_open")
    Submission.objects.create(descriptor=world.pending, batch=world.pending.batch, round=2, version_sent=1, came_from="DRAFT")
    return f"#{world.pending.number}"


def decision_that_outlived_its_round(world: World) -> str:
    one = Submission.objects.get(descriptor=world.approved)
    PendingDecision.objects.create(submission=one, by=world.sa, at=make.NOW, outcome="APPROVED", version=1)
    return f"#{world.approved.number} round 1"


def amendment_of_a_draft(world: World) -> str:
    run("UPDATE descriptors_descriptor SET amends_id = %s, amends_version = 1 WHERE id = %s", world.pending.pk, world.draft.pk)
    return f"#{world.draft.number}"


def two_open_amendments(world: World) -> str:
    run("DROP INDEX descriptor_one_open_amendment")
    for row in (world.draft, world.returned):
        run("UPDATE descriptors_descriptor SET amends_id = %s, amends_version = 1 WHERE id = %s", world.imported.pk, row.pk)
    return f"#{world.imported.number}"


def amendment_that_was_not_applied(world: World) -> str:
    run("UPDATE descriptors_descriptor SET amends_id = %s, amends_version = 1 WHERE id = %s", world.imported.pk, world.approved.pk)
    return f"#{world.approved.number}"


def due_on_another_day(world: World) -> str:
    batch = world.pending.batch
    assert batch is not None
    due = {"due_name": "Package complete", "due_amount": 4, "due_unit": "months", "due_on": make.NOW.date()}
    Batch.objects.filter(pk=batch.pk).update(
        competition=make.CompetitionFactory.create(first_day="2099-09-22", last_day="2099-09-27"), **due
    )
    return str(batch)


def half_a_decision(world: World) -> str:
    with unchecked("descriptors_submission", "submission_decided_at_with_outcome"):
        run("UPDATE descriptors_submission SET decided_at = NULL WHERE descriptor_id = %s", world.approved.pk)
    return f"#{world.approved.number} round 1"


def lost_event(_: World) -> str:
    with lifted(connection):
        run("DELETE FROM history_event WHERE position = 2")
    return "events: head"


def trigger_gone(_: World) -> str:
    with connection.cursor() as cursor:
        on = " ON history_event" if connection.vendor == "postgresql" else ""
        name = "history_event_no_change" if connection.vendor == "postgresql" else "history_event_no_update"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    return name


def decided_behind_its_back(world: World) -> str:
    run(
        "UPDATE descriptors_submission SET outcome = 'WITHDRAWN', decided_at = %s, decided_by_id = %s WHERE descriptor_id = %s",
        make.NOW,
        world.scm.pk,
        world.pending.pk,
    )
    return f"#{world.pending.number}"


def waits_in_another_batch(world: World) -> str:
    run("UPDATE descriptors_descriptor SET batch_id = %s WHERE id = %s", world.returned.batch_id, world.pending.pk)
    return f"#{world.pending.number}"


def open_though_returned(world: World) -> str:
    run(
        "UPDATE descriptors_submission SET outcome = NULL, decided_at = NULL, decided_by_id = NULL WHERE descriptor_id = %s",
        world.returned.pk,
    )
    return f"#{world.returned.number}"


def batch_of_another_skill(world: World) -> str:
    other = make.SkillFactory.create()
    run("UPDATE descriptors_batch SET skill_id = %s WHERE id = %s", other.pk, world.pending.batch_id)
    return f"{other.code}-"


def better_than_it_was_told(world: World) -> str:
    run("UPDATE descriptors_descriptor SET quality_indicator = 'EXCELLENT' WHERE id = %s", world.approved.pk)
    return f"#{world.approved.number}"


def counted_twice(world: World) -> str:
    run("UPDATE descriptors_descriptor SET change = change + 1 WHERE id = %s", world.draft.pk)
    return f"#{world.draft.number}"


def first_event_gone(world: World) -> str:
    with lifted(connection):
        run("DELETE FROM history_event WHERE subject = %s AND change = 1", as_stored(world.draft))
    return f"#{world.draft.number}"


def as_stored(row: Descriptor) -> str:
    """Return a row's uid as the database holds it."""
    return row.uid.hex if connection.vendor == "sqlite" else str(row.uid)


def rewritten_in_place(world: World) -> str:
    run("UPDATE descriptors_descriptor SET score1 = 'Something else' WHERE id = %s", world.imported.pk)
    return f"#{world.imported.number}"


def revision_gone(world: World) -> str:
    run(
        "DELETE FROM descriptors_findings WHERE revision_id IN (SELECT id FROM descriptors_revision WHERE descriptor_id = %s)",
        world.imported.pk,
    )
    with lifted(connection):
        run("DELETE FROM descriptors_revision WHERE descriptor_id = %s", world.imported.pk)
    return f"#{world.imported.number}"


BREAKS: list[tuple[str, Callable[[World], str]]] = [
    ("7 submissions", second_open_submission),
    ("7 submissions", half_a_decision),
    ("9 a decision waits with its round", decision_that_outlived_its_round),
    ("7 positions of events", lost_event),
    ("8 append-only", trigger_gone),
    ("9 a pending descriptor waits in its batch", decided_behind_its_back),
    ("9 a pending descriptor waits in its batch", waits_in_another_batch),
    ("9 a pending descriptor waits in its batch", open_though_returned),
    ("9 a batch is of one skill", batch_of_another_skill),
    ("10 the last event equals the row", better_than_it_was_told),
    ("10 changes have no gap", counted_twice),
    ("10 changes have no gap", first_event_gone),
    ("12 an amendment names a library row", amendment_of_a_draft),
    ("12 one amendment of a descriptor is open", two_open_amendments),
    ("12 an approved amendment is its target's revision", amendment_that_was_not_applied),
    ("a due date is its milestone's day", due_on_another_day),
    ("the row equals its last revision", rewritten_in_place),
    ("the row equals its last revision", revision_gone),
]


def test_every_other_invariant_is_broken_below() -> None:
    assert {name for name, _plant in BREAKS} | {"1-6 the constraints of a descriptor"} == set(INVARIANTS)


@pytest.mark.parametrize(("invariant", "plant"), BREAKS, ids=[plant.__name__ for _, plant in BREAKS])
def test_a_planted_break_is_found_and_its_row_named(invariant: str, plant: Callable[[World], str], world: World) -> None:
    row = plant(world)
    said, code = check_data()
    assert code == 1
    assert any(line.startswith(row) for line in found(said)[invariant]), said


def test_many_rows_are_named_up_to_twenty(world: World) -> None:
    for number in range(21):
        make.imported(world.skill, name=f"Row {number}")
    run("UPDATE descriptors_descriptor SET score1 = 'Something else' WHERE batch_status IS NULL")

    rows = found(check_data()[0])["the row equals its last revision"]

    assert (len(rows), rows[-1]) == (21, "and 2 more")

"""The workflow against a plain model of it, by random walks; and the proof that the walks find planted mistakes.

Small by default; `--hypothesis-profile=full` walks further.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import F
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from assay.descriptors.querysets import Descriptors
from assay.descriptors.states import MAY_BECOME
from assay.review import actions
from assay.review.deciding import actions as deciding
from assay.review.deciding import applying, verdicts
from assay.review.deciding.applying import Ended
from assay.review.sending import actions as sending
from tests.factories import SkillFactory, WSOSSectionFactory
from tests.review.machine import Workflow, people_of

pytestmark = pytest.mark.django_db
settings.register_profile("full", max_examples=3000, stateful_step_count=60)
USUAL = 100  # Hypothesis's own number of examples: no profile was chosen
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


def walk(*, start: int | None = None, **more: Any) -> None:
    """Walk; `start` chooses the walks that Hypothesis takes, which are others each time without it."""
    chosen = settings()
    size = {"max_examples": 12, "stateful_step_count": 30} if chosen.max_examples <= USUAL else {}
    skill = SkillFactory.create()
    given = {"skill": skill, "section": WSOSSectionFactory.create(), "who": people_of(skill)}
    machine = type("Walk", (Workflow,), given)
    run_state_machine_as_test(machine if start is None else seed(start)(machine), settings=settings(chosen, **(QUIET | size | more)))


def test_the_workflow_does_what_the_model_says() -> None:
    walk()


def move_without_version(self: Descriptors, state: Any, *, seen: int, **changes: Any) -> int:
    del seen
    rows = self.filter(batch_status__in=MAY_BECOME[state], deleted_at=None, merged_into=None)
    return rows.update(batch_status=state, change=F("change") + 1, **changes)


def move_from_anywhere(self: Descriptors, state: Any, *, seen: int, **changes: Any) -> int:
    return self.filter(change=seen).update(batch_status=state, change=F("change") + 1, **changes)


def own_work_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    for module in (actions, deciding):
        patch.setattr(module, "require_others_work", lambda _rounds: None)


def without_event(facts: Any, **given: Any) -> None:
    del facts, given


def apply_without_comment(decision: Any, row: Any, one: Any, into: Any, **given: Any) -> None:
    APPLY(decision, row, one, into, **given)
    one.comment = ""


def write_without_revisions(self: Ended) -> None:
    self.revisions.clear()
    WRITE(self)


APPLY, WRITE = applying.apply, Ended.write
MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the version is not compared": lambda patch: patch.setattr(Descriptors, "move_to", move_without_version),
    "the state is not compared": lambda patch: patch.setattr(Descriptors, "move_to", move_from_anywhere),
    "no event is written": lambda patch: patch.setattr(actions, "record", without_event),
    "own work is decided": own_work_is_not_asked,
    "submissions stay open": lambda patch: patch.setattr(actions, "close", lambda *_args, **_given: None),
    "the comment is lost": lambda patch: patch.setattr(deciding, "apply", apply_without_comment),
    "no revision is written": lambda patch: patch.setattr(Ended, "write", write_without_revisions),
    "a withdrawal forgets the earlier round": lambda patch: patch.setattr(
        actions, "former_round", lambda _row, _state: {"batch": None, "submitted_at": None}
    ),
    "a return needs no answer": lambda patch: patch.setattr(sending, "is_answered", lambda _row: True),
    "a short comment is enough": lambda patch: patch.setattr(verdicts, "SHORTEST_COMMENT", 1),
    "a decision outlives a withdrawal": lambda patch: patch.setattr(actions, "set_aside", lambda *_args, **_given: None),
    "another's decision is overwritten": lambda patch: patch.setattr(deciding, "is_taken", lambda *_args: False),
    "a release applies nothing": lambda patch: patch.setattr(deciding, "apply", lambda *_args, **_given: None),
}

# Where the walks meet the mistake early: from any other start they meet it too, later.
STARTS = {
    "the version is not compared": 4,
    "the state is not compared": 6,
    "no event is written": 4,
    "submissions stay open": 4,
    "own work is decided": 4,
    "no revision is written": 7,
    "a withdrawal forgets the earlier round": 4,
    "a return needs no answer": 2,
    "a decision outlives a withdrawal": 4,
    "another's decision is overwritten": 6,
}


@pytest.mark.either_engine
@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_walks_find_a_planted_mistake(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTANTS[mutant](monkeypatch)

    with pytest.raises((AssertionError, DatabaseError)):
        walk(start=STARTS.get(mutant, 0), max_examples=150, stateful_step_count=20, phases=[Phase.generate], report_multiple_bugs=False)

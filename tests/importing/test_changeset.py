"""An import as a changeset: what becomes of each aspect for everybody, label, choice and state; one group of events; all or nothing."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.actions import edit
from assay.descriptors.amending.actions import propose
from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.errors import DomainError, Stale
from assay.history.models import Event
from assay.importing.choice import Decided, Do, decided
from assay.importing.labels import Label
from assay.importing.models import Became, Effect
from assay.importing.undoing import undo
from assay.review.actions import return_for_changes
from assay.review.invariants import broken
from assay.schemes.models import Scheme
from assay.standards.models import StandardSection
from tests import factories as make
from tests.importing.books import JOINTS, LOG, PALETTE, THREE, Words, book, bring_in, looked_at, named, row_of

pytestmark = pytest.mark.django_db
LATER = JOINTS.but(level1="Closed, with gaps under a millimetre")
NO_STATE = "nothing"
STATES = (NO_STATE, "library", DRAFT, PENDING_REVIEW, RETURNED, APPROVED)

# (role, state of the row, label) → what may be chosen; None: no such label for it.
UPDATES: dict[tuple[str, str], str] = {
    ("admin", "library"): Became.REWORDED,
    ("admin", APPROVED): Became.REWORDED,
    ("scm", "library"): Became.PROPOSED,
    ("scm", APPROVED): Became.PROPOSED,
    ("scm", DRAFT): Became.REWORDED,
    ("scm", RETURNED): Became.REWORDED,
}
UNSEEN = {("admin", state) for state in (DRAFT, PENDING_REVIEW, RETURNED)}
"""An administrator imports into the library, which is compared with the library alone."""


@contextmanager
def rehearsed() -> Iterator[None]:
    """Let nothing of it stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def there(use: StandardSection, state: str, writer: User, advisor: User) -> Descriptor | None:
    """Return a row of the skill in a state, that an earlier import brought where it is of the library, and an SCM wrote else."""
    if state == NO_STATE:
        return None
    if state == "library":
        bring_in(use, book(JOINTS, name="earlier.xlsx"), None)
        return named(JOINTS.name)
    bring_in(use, book(JOINTS, name="earlier.xlsx"), writer, as_drafts=True)
    row = named(JOINTS.name)
    if state == APPROVED:
        return make.approved(row, by=advisor)
    if state in {PENDING_REVIEW, RETURNED}:
        make.sent(row, by=writer)
    if state == RETURNED:
        return return_for_changes(descriptor=row, seen=row.change, by=advisor, at=make.NOW, comment="Tell 2 and 3 apart.")
    return row


def expected(role: str, state: str, words: Words) -> tuple[Label, dict[Do, str]]:
    """Return the label of an aspect, and what each choice makes of it: the table by hand."""
    if state == NO_STATE or (role, state) in UNSEEN:
        return Label.NEW, {Do.CREATE: Became.MADE, Do.SKIP: Became.SKIPPED}
    found = {Do.LINK: Became.LINKED, Do.CREATE: Became.MADE, Do.SKIP: Became.SKIPPED}
    if words is JOINTS:
        return Label.IDENTICAL, found
    update = {Do.UPDATE: UPDATES[role, state]} if (role, state) in UPDATES else {}
    return Label.CHANGED, update | found


@pytest.mark.parametrize(("role", "state"), list(itertools.product(("admin", "scm"), STATES)))
def test_every_choice_does_what_the_table_says_and_is_taken_back(use: StandardSection, role: str, state: str) -> None:
    skill = use.standard.skill
    writer, advisor = make.scm(skill), make.sa(skill)
    by, as_drafts = (make.admin(), False) if role == "admin" else (writer, True)
    row = there(use, state, writer, advisor)
    before = snapshot()
    for words in (JOINTS, LATER):
        read = book(words)
        label, choices = expected(role, state, words)
        looked = looked_at(use, read, by, as_drafts=as_drafts).rows[0]
        assert looked.label is label, (role, state, words)
        assert {option.do for option in looked.options} == set(choices)
        for option in looked.options:
            with rehearsed():
                scheme = bring_in(use, read, by, as_drafts=as_drafts, **{f"row{row_of(0)}": option.decided})
                check(scheme, row, choices[option.do], role=role)
                assert broken() == []
                undo(scheme=scheme, by=by, at=make.NOW)
                assert broken() == []
                assert snapshot() == before


def check(scheme: Scheme, row: Descriptor | None, became: str, *, role: str) -> None:
    """Hold one effect against the row as it was."""
    effect = Effect.objects.select_related("descriptor", "aspect__descriptor").get(scheme=scheme)
    made = effect.descriptor
    assert effect.became == became
    now = row and Descriptor.objects.get(pk=row.pk)
    if became == Became.REWORDED:
        assert now is not None
        assert row is not None
        assert (made, effect.aspect.descriptor, now.version, effect.before) == (row, row, row.version + 1, row.version)
        assert (now.score1, now.batch_status) == (LATER.levels[1], row.batch_status)
        assert row.batch_status != APPROVED or role == "admin"
        return
    assert now is None or row is None or (now.change, now.wording, now.version) == (row.change, row.wording, row.version)
    if became == Became.PROPOSED:
        assert made is not None
        assert (made.amends, made.batch_status, made.score1, effect.aspect.descriptor) == (row, DRAFT, LATER.levels[1], row)
        assert "row" in made.amends_because
    if became == Became.MADE:
        assert made is not None
        assert made == effect.aspect.descriptor != row
        assert made.batch_status == (DRAFT if scheme.into_drafts else None)
    if became == Became.LINKED:
        assert made == effect.aspect.descriptor == row
    if became == Became.SKIPPED:
        assert (made, effect.aspect.descriptor) == (None, None)


def snapshot() -> list[tuple[Any, ...]]:
    """Return what people see of the rows that are there."""
    rows = Descriptor.objects.live().order_by("pk")
    return [(row.pk, row.wording, row.batch_status, row.quality_indicator, row.origins.count()) for row in rows]


def test_an_import_is_one_group_of_events(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    bring_in(use, book(*THREE), by, as_drafts=True)
    make.approved(named(LOG.name), by=make.sa(use.standard.skill))
    start = Event.objects.count()

    changed = (JOINTS.but(level0="Gaps"), PALETTE, LOG.but(level0="No log"), Words("Another", ("None", "Some", "Most", "Every")))
    scheme = bring_in(use, book(*changed), by, as_drafts=True)

    facts = list(Event.objects.order_by("position")[start:])
    assert sorted((fact.subject_type, fact.verb) for fact in facts) == [
        ("descriptor", "created"),
        ("descriptor", "edited"),
        ("descriptor", "imported"),
        ("import", "imported"),
    ]
    assert len({fact.transaction for fact in facts}) == 1
    assert (facts[-1].subject, {name: facts[-1].data[name] for name in ("rows", "updated", "proposed", "linked")}) == (
        scheme.uid,
        {"rows": 1, "updated": 1, "proposed": 1, "linked": 1},
    )
    assert broken() == []


def test_where_a_new_wording_came_from_stands_on_the_descriptor(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(JOINTS, name="earlier.xlsx"), by)

    scheme = bring_in(use, book(LATER, name="final.xlsx"), by)

    told = named(JOINTS.name).origins.order_by("pk").values_list("file", "sheet", "row", "external_id")
    assert list(told)[1] == ("final.xlsx", "CIS Marking Scheme Import", row_of(0), f"{scheme.uid}/{row_of(0)}")
    assert [one[0] for one in told] == ["earlier.xlsx", "final.xlsx"]


def test_what_was_changed_since_it_was_looked_at_stops_the_whole_import(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    bring_in(use, book(*THREE), by, as_drafts=True)
    row = named(JOINTS.name)
    seen = Decided(Do.UPDATE, row.uid, row.change)
    edit(descriptor=row, seen=row.change, wording=replace(row.wording, levels=PALETTE.levels), by=by, at=make.NOW)

    with pytest.raises(Stale, match="Mitre joints"):
        bring_in(use, book(LATER, PALETTE, LOG), by, as_drafts=True, **{f"row{row_of(0)}": seen})

    assert Scheme.objects.count() == 1
    assert broken() == []


def test_an_amendment_that_somebody_else_writes_is_in_the_way_of_another_one(use: StandardSection) -> None:
    by, other = make.scm(use.standard.skill), make.scm(use.standard.skill)
    bring_in(use, book(JOINTS), None)
    row = named(JOINTS.name)
    propose(uid=uuid.uuid4(), target=row, by=other, at=make.NOW)

    options = [option.do for option in looked_at(use, book(LATER), by, as_drafts=True).rows[0].options]

    assert options == [Do.LINK, Do.CREATE, Do.SKIP]
    with pytest.raises(DomainError, match="begun an amendment"):
        bring_in(use, book(LATER), by, as_drafts=True, **{f"row{row_of(0)}": Decided(Do.UPDATE, row.uid, row.change)})
    assert broken() == []


def test_two_aspects_never_update_one_descriptor(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(JOINTS), by)
    row = named(JOINTS.name)
    said = {f"row{row_of(n)}": Decided(Do.UPDATE, row.uid, row.change) for n in (0, 1)}

    with pytest.raises(DomainError, match="Two aspects would update"):
        bring_in(use, book(LATER, PALETTE), by, **said)

    assert named(JOINTS.name).version == 1


def test_a_row_of_another_skill_is_never_updated(use: StandardSection) -> None:
    other = make.imported(make.SkillFactory.create(), name="Elsewhere")

    with pytest.raises(DomainError, match="cannot be updated now"):
        bring_in(use, book(JOINTS), make.admin(), **{f"row{row_of(0)}": Decided(Do.UPDATE, other.uid, other.change)})

    assert Descriptor.objects.get(pk=other.pk).version == 1


@pytest.mark.parametrize("state", [DRAFT, PENDING_REVIEW])
def test_a_scheme_of_the_library_names_no_draft(use: StandardSection, state: str) -> None:
    writer = make.scm(use.standard.skill)
    row = there(use, state, writer, make.sa(use.standard.skill))
    assert row is not None

    with pytest.raises(Stale, match="not to be had any more"):
        bring_in(use, book(PALETTE), make.admin(), **{f"row{row_of(0)}": Decided(Do.LINK, row.uid)})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("create", Decided()),
        ("skip", Decided(Do.SKIP)),
        ("link:16", Decided(Do.LINK, same_as=16)),
        ("link:7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5", Decided(Do.LINK, uuid.UUID("7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5"))),
        ("update:7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5:3", Decided(Do.UPDATE, uuid.UUID("7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5"), 3)),
        *((value, None) for value in ("", "x", "create:1", "link", "link:x", "update:x:1", "update:7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5")),
    ],
)
def test_a_choice_is_what_its_form_carries(value: str, said: Decided | None) -> None:
    assert decided(value) == said
    assert said is None or said.value == value


def test_applying_and_undoing_ask_a_bounded_number_of_questions(
    use: StandardSection, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    by, counts = make.admin(), []
    for count in (1, 3):
        words = [one.but(name=f"{one.name} {count}") for one in THREE[:count]]
        changed = [one.but(level0=f"{one.levels[0]} at once") for one in words]
        added = [Words(f"New {n} of {count}", (f"No {n}", f"Some {n}", f"Most {n}", f"Every {n} of {count}")) for n in range(count)]
        first = bring_in(use, book(*words), by)
        with queries_of() as applied:
            scheme = bring_in(use, book(*changed, *added), by)
        with queries_of() as undone:
            undo(scheme=scheme, by=by, at=make.NOW)
        undo(scheme=first, by=by, at=make.NOW)
        counts.append((len(applied), len(undone)))

    updates = 2  # the second has two more, and each is one guarded UPDATE
    assert counts[1] == (counts[0][0] + updates, counts[0][1] + updates)

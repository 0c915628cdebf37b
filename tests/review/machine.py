"""Random walks over the real actions, held against the model after every step."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.states import Outcome
from assay.descriptors.wording import Wording
from assay.errors import DomainError
from assay.review import actions
from assay.review.deciding import actions as deciding
from assay.review.invariants import broken
from assay.review.models import PendingDecision
from assay.standards.models import Membership, Role, Skill, WSOSSection
from tests.factories import NOW, UserFactory, admin, sa, scm
from tests.review import model
from tests.review.model import Modelled, Verdict

people = st.sampled_from(model.EVERYONE)
managers = st.sampled_from(["scm1", "scm2", "scm1", "scm2", "sa1", "admin", "stranger"])
advisors = st.sampled_from(["sa1", "sa2", "sa1", "sa2", "scm2", "scm1", "admin", "stranger"])
texts = st.sampled_from(["plain", "clear", "polished"])
betters = st.sampled_from(["brilliant", None, "excellent", "plain"])
answers = st.sampled_from(["", "", "Said what is seen."])
comments = st.sampled_from(["2 and 3 are alike.", "Say what is visible.", "Say what is visible.", "no"])
picks = st.integers(0, 20)
ages = st.sampled_from([0, 0, 0, 0, 1, 2])


def people_of(skill: Skill) -> dict[str, User]:
    """Everybody of the model; scm2 is an advisor, too."""
    who = {"scm1": scm(skill), "scm2": scm(skill), "sa1": sa(skill), "sa2": sa(skill), "admin": admin(), "stranger": UserFactory.create()}
    Membership.objects.create(skill=skill, user=who["scm2"], role=Role.SA)
    return who


class Workflow(RuleBasedStateMachine):
    """Two managers (one of them an advisor, too), two advisors, an administrator and a stranger act on the descriptors of a skill."""

    skill: Skill
    section: WSOSSection
    who: dict[str, User]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.rows: list[Modelled] = []
        self.uids: list[uuid.UUID] = []
        self.batches = 0
        self.clock = NOW

    def teardown(self) -> None:
        try:
            assert broken() == []
        finally:
            self.leave()

    def leave(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def wording(self, text: str) -> Wording:
        return Wording("Home page design", ("", text, "", ""), self.section.pk)

    def real(self, number: int) -> Descriptor:
        return Descriptor.objects.select_related("skill").get(uid=self.uids[number])

    def expect(self, verdict: Verdict, act: Callable[[], object]) -> bool:
        """Do it for real; it must go through or be refused exactly as the model says."""
        try:
            with transaction.atomic():
                act()
        except DomainError as refusal:
            if refusal.status not in verdict.status:
                raise AssertionError(f"refused with {refusal.status}: {refusal}") from refusal
            return False
        assert not verdict.status, f"should have been refused with {verdict.status}"
        return True

    def target(self, pick: int, prefer: str) -> int:
        """Return the number of a row, mostly of one in the states that the act is for; -1 is the last."""
        if pick < 0:
            return len(self.rows) + pick
        fitting = [number for number, row in enumerate(self.rows) if row.state in prefer and pick % 4]
        pool = fitting or list(range(len(self.rows)))
        return pool[pick % len(pool)]

    def step(
        self, pick: int, age: int, prefer: str, judge: Callable[[Modelled, int], Verdict], act: Callable[[Descriptor, int], object]
    ) -> None:
        """One act on one row, by somebody who saw it `age` changes ago."""
        number = self.target(pick, prefer)
        row, found = self.rows[number], self.real(number)
        seen = max(1, row.change - age)
        verdict = judge(row, seen)
        if self.expect(verdict, lambda: act(found, seen)):
            self.rows[number] = verdict.row

    some = precondition(lambda self: bool(self.rows))

    @precondition(lambda self: len(self.rows) < 4)
    @rule(by=st.sampled_from(["scm1", "scm2"]), text=texts)
    def create(self, by: str, text: str) -> None:
        uid = uuid.uuid4()
        for _twice in range(2):
            writing.create(uid=uid, skill=self.skill, wording=self.wording(text), by=self.who[by], at=self.now())
        self.rows.append(model.create(by, text))
        self.uids.append(uid)

    @precondition(lambda self: len(self.rows) < 4)
    @rule(depth=st.integers(1, 5), by=st.sampled_from(["scm1", "scm2"]))
    def begin_later(self, depth: int, by: str) -> None:
        """Start a row further on, so that walks reach what happens in later rounds: sent, returned, answered, sent again, returned."""
        self.create(by=by, text="plain")
        last = len(self.rows) - 1
        steps: list[Callable[[], None]] = [
            lambda: self.submit(chosen={last}, by=by, answer="", age=0),
            lambda: self.give_back(pick=-1, by="sa1", comment="2 and 3 are alike.", age=0),
            lambda: self.reply(pick=-1, by="scm1", text="Said what is seen.", age=0),
            lambda: self.submit(chosen={last}, by=by, answer="", age=0),
            lambda: self.give_back(pick=-1, by="sa2", comment="Say what is visible.", age=0),
        ]
        for act in steps[:depth]:
            act()

    @some
    @rule(pick=picks, by=managers, text=texts, age=ages)
    def edit(self, pick: int, by: str, text: str, age: int) -> None:
        self.step(
            pick,
            age,
            model.DRAFT + model.RETURNED,
            lambda row, seen: model.edit(row, by, seen, text),
            lambda one, seen: writing.edit(descriptor=one, seen=seen, wording=self.wording(text), by=self.who[by], at=self.now()),
        )

    @some
    @rule(pick=picks, by=managers, text=answers, age=ages)
    def reply(self, pick: int, by: str, text: str, age: int) -> None:
        self.step(
            pick,
            age,
            model.RETURNED,
            lambda row, seen: model.reply(row, by, seen, text),
            lambda one, seen: writing.reply_to_return(descriptor=one, seen=seen, reply=text, by=self.who[by], at=self.now()),
        )

    @some
    @rule(pick=picks, by=managers, deleted=st.booleans(), age=ages)
    def put_aside(self, pick: int, by: str, deleted: bool, age: int) -> None:
        act = writing.delete if deleted else writing.restore
        self.step(
            pick,
            age,
            model.DRAFT + model.RETURNED,
            lambda row, seen: model.put_aside(row, by, seen, deleted=deleted),
            lambda one, seen: act(descriptor=one, seen=seen, by=self.who[by], at=self.now()),
        )

    @some
    @rule(chosen=st.sets(picks, min_size=1, max_size=3), by=managers, answer=answers, age=ages)
    def submit(self, chosen: set[int], by: str, answer: str, age: int) -> None:
        """A batch of several, sent twice under the same uid: all or none, and only once."""
        numbers = sorted({pick % len(self.rows) for pick in chosen})
        seen = {number: max(1, self.rows[number].change - age) for number in numbers}
        verdicts = {n: model.submit(self.rows[n], by, seen[n], answer, self.batches + 1) for n in numbers}
        status = {code for verdict in verdicts.values() for code in verdict.status}
        rows = [actions.Row(self.real(n), seen[n], answer, as_it_is="It is a draft for comment.") for n in numbers]
        uid, given = uuid.uuid4(), {"skill": self.skill, "note": "", "by": self.who[by]}

        def send() -> None:
            for _twice in range(2):
                actions.submit_batch(uid=uid, rows=rows, at=self.now(), **given)  # type: ignore[arg-type]

        if self.expect(Verdict(self.rows[numbers[0]], status), send):
            self.batches += 1
            for number, verdict in verdicts.items():
                self.rows[number] = verdict.row

    @some
    @rule(pick=picks, by=managers, age=ages)
    def withdraw(self, pick: int, by: str, age: int) -> None:
        self.step(
            pick,
            age,
            model.PENDING,
            lambda row, seen: model.withdraw(row, by, seen),
            lambda one, seen: actions.withdraw(descriptor=one, seen=seen, by=self.who[by], at=self.now()),
        )

    @some
    @rule(pick=picks, by=advisors, text=betters, age=ages)
    def approve(self, pick: int, by: str, text: str | None, age: int) -> None:
        edits = None if text is None else self.wording(text)
        self.step(
            pick,
            age,
            model.PENDING,
            lambda row, seen: model.approve(row, by, seen, text),
            lambda one, seen: actions.approve(descriptor=one, seen=seen, by=self.who[by], at=self.now(), edits=edits),
        )

    @some
    @rule(pick=picks, by=advisors, comment=comments, age=ages)
    def give_back(self, pick: int, by: str, comment: str, age: int) -> None:
        self.step(
            pick,
            age,
            model.PENDING,
            lambda row, seen: model.give_back(row, by, seen, comment),
            lambda one, seen: actions.return_for_changes(descriptor=one, seen=seen, comment=comment, by=self.who[by], at=self.now()),
        )

    @some
    @rule(pick=picks, by=advisors, age=ages)
    def recall(self, pick: int, by: str, age: int) -> None:
        self.step(
            pick,
            age,
            model.RETURNED,
            lambda row, seen: model.recall(row, by, seen),
            lambda one, seen: actions.recall(descriptor=one, seen=seen, by=self.who[by], at=self.now()),
        )

    @some
    @rule(
        pick=picks,
        by=advisors,
        text=betters,
        said=st.tuples(st.sampled_from(["", "", "Say what is visible.", "no"]), st.booleans()),
        age=ages,
    )
    def decide(self, pick: int, by: str, text: str | None, said: tuple[str, bool], age: int) -> None:
        """Decide without releasing; mostly what waits, sometimes instead of somebody else."""
        comment, instead = said

        def act(one: Descriptor, seen: int) -> None:
            outcome = Outcome.RETURNED if comment else Outcome.APPROVED
            found = waiting_of(one) if instead else None
            edits = None if text is None else self.wording(text)
            verdict = deciding.Verdict(one, seen, outcome, comment, edits, found.uid if found else None)
            deciding.decide(verdicts=[verdict], by=self.who[by], at=self.now())

        self.step(pick, age, model.PENDING, lambda row, seen: model.decide(row, by, seen, text, comment, instead=instead), act)

    @precondition(lambda self: any(row.waits for row in self.rows))
    @rule(pick=picks, by=advisors)
    def undo(self, pick: int, by: str) -> None:
        waiting = [number for number, row in enumerate(self.rows) if row.waits]
        number = waiting[pick % len(waiting)]
        verdict, found = model.undo(self.rows[number], by), waiting_of(self.real(number))
        assert found is not None
        if self.expect(verdict, lambda: deciding.undo(decision=found, by=self.who[by], at=self.now())):
            self.rows[number] = verdict.row

    @precondition(lambda self: any(row.waits for row in self.rows))
    @rule(pick=picks, by=advisors)
    def release(self, pick: int, by: str) -> None:
        """Release, twice under the same uid, everything that this person has decided in one batch."""
        waiting = [number for number, row in enumerate(self.rows) if row.waits]
        batch = self.rows[waiting[pick % len(waiting)]].batch
        mine = [n for n in waiting if self.rows[n].batch == batch and not self.rows[n].is_taken(by)]
        verdicts = {n: model.release(self.rows[n], by) for n in mine}
        status = {403} if by not in model.ADVISORS else set() if mine else {422}
        found = Batch.objects.get(skill=self.skill, number=batch)
        uid, uids = uuid.uuid4(), [one.uid for n in waiting if (one := waiting_of(self.real(n)))]

        def act() -> None:
            for _twice in range(2):
                deciding.release(uid=uid, batch=found, decisions=uids, by=self.who[by], at=self.now())

        if self.expect(Verdict(self.rows[waiting[0]], status), act):
            for number, verdict in verdicts.items():
                self.rows[number] = verdict.row

    @invariant()
    def database_equals_model(self) -> None:
        names = {user.pk: name for name, user in self.who.items()}
        found = Descriptor.objects.filter(skill=self.skill).order_by("pk").prefetch_related("revisions", "submissions")
        batches = dict(Batch.objects.filter(skill=self.skill).values_list("pk", "number"))
        assert [as_modelled(row, names, batches) for row in found] == [plain(row) for row in self.rows]

    @invariant()
    def invariants_hold(self) -> None:
        """Ask after every fifth change, and at the end: the questions are about the whole database."""
        if sum(row.change for row in self.rows) % 5 == 0:
            assert broken() == []


def waiting_of(row: Descriptor) -> PendingDecision | None:
    """The decision about a row that waits for release."""
    return PendingDecision.objects.waiting().select_related("submission__batch").filter(submission__descriptor=row).first()


def decision_of(row: Descriptor, names: dict[int, str]) -> tuple[str, str, str | None, str] | None:
    """The same in the model's words."""
    one = waiting_of(row)
    return (names[one.by_id], one.outcome, one.wording.levels[1] if one.wording else None, one.comment) if one else None


def plain(row: Modelled) -> dict[str, object]:
    """A modelled row as it is compared."""
    quality = "GOOD" if row.state == model.APPROVED else "NEEDS_REVIEW"
    return vars(row) | {"log": row.change, "quality": quality}


def as_modelled(row: Descriptor, names: dict[int, str], batches: dict[int, int]) -> dict[str, object]:
    """A real row in the model's words."""
    revisions = row.revisions.all()
    return {
        "texts": tuple(revision.score1 for revision in revisions),
        "authors": tuple(names[revision.author_id or 0] for revision in revisions),
        "log": row.change,
        "state": row.batch_status,
        "rounds": tuple(
            model.Round(
                batches[one.batch_id],
                one.version_sent,
                one.came_from,
                one.reply,
                one.outcome,
                names.get(one.decided_by_id or 0),
                one.version_decided,
                one.comment,
            )
            for one in row.submissions.all()
        ),
        "batch": batches.get(row.batch_id or 0),
        "reviewer": names.get(row.reviewer_id or 0),
        "comment": row.review_comment,
        "reply": row.reply,
        "modified": row.was_modified_during_approval,
        "deleted": row.deleted_at is not None,
        "quality": row.quality_indicator,
        "waits": decision_of(row, names),
    }

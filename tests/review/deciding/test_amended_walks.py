"""Random walks around one library row: amendments are begun, sent, decided and released while it is curated, deleted and restored."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assay.descriptors.actions import delete, edit, restore
from assay.descriptors.amending.actions import propose
from assay.descriptors.curating.actions import curate, put_away
from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Outcome
from assay.descriptors.wording import Wording
from assay.errors import DomainError
from assay.review import actions
from assay.review.deciding import actions as deciding
from assay.review.deciding.verdicts import Verdict
from assay.review.invariants import broken
from assay.review.models import PendingDecision
from tests.factories import NOW, WSOSSectionFactory, approved, draft, imported, sent
from tests.review.cast import Cast

texts = st.sampled_from(["clear", "polished", "brilliant"])


class Amending(RuleBasedStateMachine):
    """What the target says is known at every step: by curation and by approved amendments, and by nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = Cast()
        self.target = self.begin_with()
        self.kept = (self.target.batch_status, self.target.quality_indicator)
        self.says, self.version, self.deleted = self.target.score1, 1, False

    def begin_with(self) -> Descriptor:
        return imported(self.cast.skill, wsos_section=WSOSSectionFactory.create())

    def teardown(self) -> None:
        try:
            assert broken() == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def one(self) -> Descriptor | None:
        """The amendment of which something can still become."""
        return Descriptor.objects.filter(amends=self.target).exclude(batch_status=APPROVED).order_by("-pk").first()

    def reworded(self, text: str) -> Wording:
        levels = self.target.levels
        return replace(self.target.wording, levels=(levels[0], text, levels[2], levels[3]))

    def expect(self, possible: bool, act: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                act()
        except DomainError:
            assert not possible
            return False
        assert possible
        return True

    def fits(self, version: int | None) -> bool:
        return not self.deleted and version == self.version

    def applied(self, text: str) -> None:
        self.version += text != self.says
        self.says = text

    @rule(text=texts)
    def begin(self, text: str) -> None:
        is_open = Descriptor.objects.open_amendments().exists()
        known = {"uid": uuid.uuid4(), "target": self.target, "by": self.cast.scm, "at": NOW}
        self.expect(not (is_open or self.deleted), lambda: propose(wording=self.reworded(text), **known))

    @rule(text=texts)
    def write(self, text: str) -> None:
        one = self.one()
        if one and one.batch_status in (DRAFT, RETURNED) and one.deleted_at is None:
            edit(descriptor=one, seen=one.change, wording=self.reworded(text), by=self.cast.scm, at=NOW)

    @rule()
    def send(self) -> None:
        if (one := self.one()) and one.batch_status in (DRAFT, RETURNED) and one.deleted_at is None:
            self.expect(one.score1 != self.says, lambda: sent(one, by=self.cast.scm, reply="Said what is seen."))

    @rule(away=st.booleans())
    def put_aside(self, away: bool) -> None:
        with suppress(DomainError), transaction.atomic():
            if one := self.one():
                (delete if away else restore)(descriptor=one, seen=one.change, by=self.cast.scm, at=NOW)

    @rule()
    def withdraw(self) -> None:
        if (one := self.one()) and one.batch_status == PENDING_REVIEW:
            actions.withdraw(descriptor=one, seen=one.change, by=self.cast.scm, at=NOW)

    @rule()
    def give_back(self) -> None:
        if (one := self.one()) and one.batch_status == PENDING_REVIEW:
            actions.return_for_changes(descriptor=one, seen=one.change, comment="Say what is seen.", by=self.cast.sa, at=NOW)

    @rule(over=st.booleans(), at_once=st.booleans())
    def approve(self, over: bool, at_once: bool) -> None:
        one = self.one()
        if one is None or one.batch_status != PENDING_REVIEW:
            return
        seen = self.version if over else None
        verdict = Verdict(one, one.change, Outcome.APPROVED, over=seen)
        act = actions.at_once if at_once else lambda given, **who: deciding.decide(verdicts=[given], **who)
        possible = self.fits(one.amends_version) or self.fits(seen)
        if self.expect(possible, lambda: act(verdict, by=self.cast.sa, at=NOW)) and at_once:
            self.applied(one.score1)

    @rule()
    def release(self) -> None:
        waiting = PendingDecision.objects.waiting().select_related("submission__batch", "submission__descriptor").first()
        if waiting is None:
            return
        batch, text = waiting.submission.batch, waiting.submission.descriptor.score1
        done = deciding.release(uid=uuid.uuid4(), batch=batch, decisions=[waiting.uid], by=self.cast.sa, at=NOW)
        assert (done.release is not None) == self.fits(waiting.over_version)
        if done.release:
            self.applied(text)

    @rule(text=texts)
    def curate(self, text: str) -> None:
        self.target.refresh_from_db()
        wording = self.reworded(text)
        if not self.deleted:
            curate(descriptor=self.target, seen=self.target.change, wording=wording, by=self.cast.admin, at=NOW)
            self.applied(text)

    @rule(away=st.booleans())
    def put_away_target(self, away: bool) -> None:
        self.target.refresh_from_db()
        if away != self.deleted:
            put_away(rows=[(self.target, self.target.change)], by=self.cast.admin, at=NOW, deleted=away)
            self.deleted = away

    @invariant()
    def the_target_says_what_was_decided(self) -> None:
        row = Descriptor.objects.get(pk=self.target.pk)
        assert (row.score1, row.version, row.deleted_at is not None) == (self.says, self.version, self.deleted)
        assert (row.batch_status, row.quality_indicator) == self.kept
        assert Descriptor.objects.open_amendments().count() <= 1


class AmendingApproved(Amending):
    """The same around a row that was reviewed itself."""

    def begin_with(self) -> Descriptor:
        return approved(draft(self.cast.skill, self.cast.scm), by=self.cast.sa)


@pytest.mark.parametrize("machine", [Amending, AmendingApproved])
@pytest.mark.django_db
def test_walks(machine: type[Amending]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        ),
    )

"""Two people act on the same change at the same moment: exactly one wins, the other is refused and nothing is half done."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.actions import AlreadyOpen
from assay.descriptors.amending.actions import propose
from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, PENDING_REVIEW, RETURNED
from assay.descriptors.wording import Wording
from assay.errors import DomainError
from assay.history.models import Event
from assay.review import actions
from assay.review.invariants import broken
from assay.standards.models import Skill
from tests.factories import SkillFactory, WSOSSectionFactory, draft, imported, sa, scm, sent

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6
Act = Callable[[], object]


@dataclass
class Scene:
    """A skill with two managers and two advisors."""

    skill: Skill
    scms: tuple[User, User]
    sas: tuple[User, User]

    def pending(self) -> Descriptor:
        one = draft(self.skill, self.scms[0])
        sent(one, by=self.scms[0])
        return one

    def returned(self) -> Descriptor:
        one = self.pending()
        return actions.return_for_changes(descriptor=one, seen=one.change, comment="2 and 3 are alike.", by=self.sas[0], at=timezone.now())


@pytest.fixture
def scene() -> Scene:
    skill = SkillFactory.create()
    return Scene(skill, (scm(skill), scm(skill)), (sa(skill), sa(skill)))


def at_once(*acts: Act) -> list[Exception | None]:
    """Run all acts in threads of their own that start together; return what each raised."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)  # type: list[Exception | None]

    def run(number: int, act: Act) -> None:
        try:
            start.wait(timeout=10)
            act()
        except Exception as failure:  # noqa: BLE001  judged below
            ends[number] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ends


def fresh(one: Descriptor) -> Descriptor:
    """Return the row as another process would have read it."""
    return Descriptor.objects.select_related("skill").get(pk=one.pk)


def approve(one: Descriptor, by: User) -> Act:
    seen = fresh(one)
    return lambda: actions.approve(descriptor=seen, seen=seen.change, by=by, at=timezone.now())


def give_back(one: Descriptor, by: User) -> Act:
    seen = fresh(one)
    return lambda: actions.return_for_changes(descriptor=seen, seen=seen.change, comment="Say what is visible.", by=by, at=timezone.now())


def withdraw(one: Descriptor, by: User) -> Act:
    seen = fresh(one)
    return lambda: actions.withdraw(descriptor=seen, seen=seen.change, by=by, at=timezone.now())


def recall(one: Descriptor, by: User) -> Act:
    seen = fresh(one)
    return lambda: actions.recall(descriptor=seen, seen=seen.change, by=by, at=timezone.now())


def edit(one: Descriptor, by: User, text: str = "Basic styling on all pages") -> Act:
    seen = fresh(one)
    wording = Wording(seen.criterion_name, (seen.score0, text, seen.score2, seen.score3), seen.wsos_section_id)
    return lambda: writing.edit(descriptor=seen, seen=seen.change, wording=wording, by=by, at=timezone.now())


def submit(one: Descriptor, by: User) -> Act:
    seen = fresh(one)
    return lambda: sent(seen, by=by, at=timezone.now())


def assert_one_won(one: Descriptor, ends: list[Exception | None]) -> Descriptor:
    """Exactly one act went through, the others were refused as a conflict, and every invariant holds."""
    refused = [end for end in ends if end is not None]
    found = Descriptor.objects.get(pk=one.pk)
    assert len(refused) == len(ends) - 1, ends
    assert all(isinstance(end, DomainError) and end.status == 409 for end in refused), refused
    assert found.change == one.change + 1
    assert Event.objects.filter(subject=one.uid).count() == found.change
    assert broken() == []
    return found


def test_two_advisors_approve(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = scene.pending()
        found = assert_one_won(one, at_once(approve(one, scene.sas[0]), approve(one, scene.sas[1])))
        assert found.batch_status == APPROVED


def test_one_advisor_approves_the_other_returns(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = scene.pending()
        found = assert_one_won(one, at_once(approve(one, scene.sas[0]), give_back(one, scene.sas[1])))
        assert (found.review_comment is None) == (found.batch_status == APPROVED)


def test_the_advisor_returns_while_the_manager_withdraws(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = scene.pending()
        assert_one_won(one, at_once(give_back(one, scene.sas[0]), withdraw(one, scene.scms[0])))


def test_the_advisor_recalls_while_the_manager_edits(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = scene.returned()
        found = assert_one_won(one, at_once(recall(one, scene.sas[0]), edit(one, scene.scms[0])))
        assert found.batch_status == (PENDING_REVIEW if found.version == 1 else RETURNED)


def test_one_manager_sends_while_the_other_edits(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = draft(scene.skill, scene.scms[0])
        found = assert_one_won(one, at_once(submit(one, scene.scms[0]), edit(one, scene.scms[1])))
        assert found.submissions.count() == (found.batch_status == PENDING_REVIEW)


def test_two_managers_edit(scene: Scene) -> None:
    for _round in range(ROUNDS):
        one = draft(scene.skill, scene.scms[0])
        assert_one_won(one, at_once(edit(one, scene.scms[0], "Mine"), edit(one, scene.scms[1], "Yours")))


def test_eight_advisors_decide(scene: Scene) -> None:
    one = scene.pending()
    crowd = [sa(scene.skill) for _n in range(8)]

    assert_one_won(one, at_once(*(approve(one, by) if n % 2 else give_back(one, by) for n, by in enumerate(crowd))))


def test_two_managers_amend_the_same(scene: Scene) -> None:
    for _round in range(ROUNDS):
        target = imported(scene.skill, wsos_section=WSOSSectionFactory.create())
        ends = at_once(*(amend(target, by) for by in scene.scms))

        [lost] = [end for end in ends if end is not None]
        [one] = Descriptor.objects.filter(amends=target)
        assert isinstance(lost, AlreadyOpen)
        assert lost.found == one
        assert Event.objects.filter(subject=one.uid).count() == one.change == 1
        assert broken() == []


def amend(target: Descriptor, by: User) -> Act:
    seen = fresh(target)
    return lambda: propose(uid=uuid.uuid4(), target=seen, by=by, at=timezone.now())

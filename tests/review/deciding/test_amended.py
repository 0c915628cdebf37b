"""An approved amendment becomes its target's next revision; one whose target changed meanwhile is looked at first."""

import uuid
from dataclasses import replace

import pytest
from django.core import mail
from django.utils import timezone

from assay.descriptors.actions import AlreadyOpen, delete, edit, restore
from assay.descriptors.amending.actions import propose
from assay.descriptors.curating.actions import Sorting, curate, put_away
from assay.descriptors.models import Descriptor, Quality
from assay.descriptors.states import APPROVED, DRAFT, Outcome
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid, NotAllowed
from assay.history.models import Event
from assay.notifications.jobs import run_due
from assay.review import actions
from assay.review.deciding import actions as deciding
from assay.review.deciding.amended import Overtaken
from assay.review.deciding.verdicts import Verdict
from assay.review.invariants import broken
from assay.review.models import LeftOut, PendingDecision
from assay.standards.sections import merge_sections
from tests.factories import NOW, WSOSSectionFactory, admin, approved, draft, favourite, imported, sent, starred
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db


def in_library(cast: Cast) -> Descriptor:
    return approved(draft(cast.skill, cast.scm), by=cast.sa)


def reworded(row: Descriptor, text: str = "Works on a phone, too") -> Wording:
    return replace(row.wording, levels=(*row.levels[:3], text))


def amendment(cast: Cast, target: Descriptor, text: str = "Works on a phone, too") -> Descriptor:
    return propose(uid=uuid.uuid4(), target=target, wording=reworded(target, text), because="3 said too little.", by=cast.scm, at=NOW)


def of_batch(one: Descriptor) -> PendingDecision:
    return PendingDecision.objects.get(submission__descriptor=one)


def curated(cast: Cast, row: Descriptor, text: str) -> Descriptor:
    row.refresh_from_db()
    return curate(descriptor=row, seen=row.change, wording=replace(row.wording, levels=(text, *row.levels[1:])), by=cast.admin, at=NOW)


def test_it_is_a_draft_that_stands_beside_the_library(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)

    assert (one.batch_status, one.amends, one.amends_version, one.copied_from) == (DRAFT, target, 1, None)
    assert (one.skill, one.wsos_section) == (target.skill, target.wsos_section)
    assert list(Descriptor.objects.in_library()) == [target]
    assert broken() == []


def test_the_same_form_twice_is_one_amendment(cast: Cast) -> None:
    target, uid = in_library(cast), uuid.uuid4()
    first, second = (propose(uid=uid, target=target, by=cast.scm, at=NOW) for _ in range(2))

    assert first == second
    assert target.amendments.count() == 1


def test_only_the_scms_of_its_home_skill_propose(cast: Cast) -> None:
    target = in_library(cast)
    for person in (cast.sa, cast.admin, cast.secretariat, cast.other_scm, cast.team):
        with pytest.raises(NotAllowed):
            propose(uid=uuid.uuid4(), target=target, by=person, at=NOW)


def test_a_draft_is_not_amended(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        propose(uid=uuid.uuid4(), target=draft(cast.skill, cast.scm), by=cast.scm, at=NOW)


def test_one_is_open_at_a_time(cast: Cast) -> None:
    target = in_library(cast)
    first = amendment(cast, target)
    with pytest.raises(AlreadyOpen) as refusal:
        amendment(cast, target)
    assert refusal.value.found == first

    delete(descriptor=first, seen=first.change, by=cast.scm, at=NOW)
    amendment(cast, target)
    with pytest.raises(AlreadyOpen):
        restore(descriptor=first, seen=first.change, by=cast.scm, at=NOW)
    assert broken() == []


@pytest.mark.parametrize("make", [in_library, lambda cast: imported(cast.skill, wsos_section=WSOSSectionFactory.create())])
def test_its_approval_is_the_next_revision(cast: Cast, make: object) -> None:
    target = make(cast)  # type: ignore[operator]
    before = (target.batch_status, target.quality_indicator, target.change)
    favourite(target, cast.team)
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    target.refresh_from_db()
    assert target.score3 == "Polished throughout"

    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)

    target.refresh_from_db()
    assert target.score3 == "Works on a phone, too"
    assert (target.batch_status, target.quality_indicator, target.change - 1) == before
    latest = target.revisions.get(number=2)
    assert (target.version, latest.score3, latest.author) == (2, target.score3, cast.scm)
    told = Event.objects.get(subject=target.uid, verb="amended")
    assert (told.data["amendment"], told.change, told.actor) == (str(one.uid), target.change, cast.sa)
    assert starred(cast.team) == [target]
    assert list(Descriptor.objects.in_library()) == [target]
    assert broken() == []


def test_better_wording_of_the_skill_advisor_is_what_is_applied(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    better = reworded(target, "Works on a phone of 320 pixels")

    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW, edits=better)

    target.refresh_from_db()
    assert target.score3 == "Works on a phone of 320 pixels"
    assert broken() == []


def test_an_amendment_that_says_the_same_makes_no_revision(cast: Cast) -> None:
    target = in_library(cast)
    one = propose(uid=uuid.uuid4(), target=target, by=cast.scm, at=NOW)
    with pytest.raises(Invalid):
        sent(one, by=cast.scm)

    one = edit(descriptor=one, seen=one.change, wording=reworded(target), by=cast.scm, at=NOW)
    sent(one, by=cast.scm)
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW, edits=target.wording)

    target.refresh_from_db()
    assert target.version == 1
    assert broken() == []


def test_a_target_that_changed_is_looked_at_first(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    curated(cast, target, "Nothing to see")
    with pytest.raises(Overtaken) as refusal:
        actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)
    assert refusal.value.status == 409
    target.refresh_from_db()
    assert target.score3 == "Polished throughout"

    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW, over=target.version)

    target.refresh_from_db()
    assert (target.version, target.score0, target.score3) == (3, "Not styled", "Works on a phone, too")
    assert broken() == []


def test_sorting_alone_is_no_conflict(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    curate(descriptor=target, seen=target.change, sorting=Sorting(quality=Quality.EXCELLENT), by=cast.admin, at=NOW)

    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)

    target.refresh_from_db()
    assert (target.quality_indicator, target.version, target.batch_status) == (Quality.EXCELLENT, 2, APPROVED)


def test_in_a_release_of_many_it_is_left_out_with_the_reason(cast: Cast) -> None:
    target = in_library(cast)
    one, other = amendment(cast, target), draft(cast.skill, cast.scm)
    batch = sent(one, other, by=cast.scm)
    deciding.decide(verdicts=[Verdict(row, row.change, Outcome.APPROVED) for row in (one, other)], by=cast.sa, at=NOW)
    curated(cast, target, "Nothing to see")

    done = deciding.release(uid=uuid.uuid4(), batch=batch, decisions=[of_batch(row).uid for row in (one, other)], by=cast.sa, at=NOW)

    assert done.left_out == [of_batch(one)]
    assert of_batch(one).left_out_because == LeftOut.OVERTAKEN
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.batch_status, other.batch_status) == ("PENDING_REVIEW", APPROVED)
    assert broken() == []


def test_one_that_was_overtaken_is_set_aside_by_a_release_of_nothing_else(cast: Cast, as_user: SignIn) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    batch = sent(one, by=cast.scm)
    deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED)], by=cast.sa, at=NOW)
    curated(cast, target, "Nothing to see")
    client = as_user(cast.sa)

    shown = client.get(page("release", batch.uid)).content.decode()
    assert "what it amends was changed since it was decided" in shown
    assert "Set 1 aside, keep my words" in shown
    decision = of_batch(one).uid
    assert f'name="decision" value="{decision}"' in shown

    client.post(page("release", batch.uid), {"release": uuid.uuid4(), "decision": decision})
    assert of_batch(one).left_out_because == LeftOut.OVERTAKEN
    assert "Nothing of yours waits for release" in client.get(page("release", batch.uid)).content.decode()


def test_the_page_and_the_mail_of_a_release_say_what_amends_what(cast: Cast, as_user: SignIn) -> None:
    target = in_library(cast)
    one, other = amendment(cast, target), draft(cast.skill, cast.scm, name="Not an amendment")
    batch = sent(one, other, by=cast.scm)
    deciding.decide(verdicts=[Verdict(row, row.change, Outcome.APPROVED) for row in (one, other)], by=cast.sa, at=NOW)
    said = f"amends #{target.number}"

    assert said in as_user(cast.sa).get(page("release", batch.uid)).content.decode()
    deciding.release(uid=uuid.uuid4(), batch=batch, decisions=[of_batch(row).uid for row in (one, other)], by=cast.sa, at=NOW)
    run_due(now=timezone.now())

    message = next(sent for sent in mail.outbox if "Not an amendment" in sent.body and "APPROVED" in sent.body)
    assert isinstance(message, mail.EmailMultiAlternatives)
    for text in (message.body, str(message.alternatives[0][0])):
        assert text.count(said) == 1


def test_a_selection_with_a_changed_target_is_refused_whole(cast: Cast) -> None:
    target = in_library(cast)
    one, other = amendment(cast, target), draft(cast.skill, cast.scm)
    sent(one, other, by=cast.scm)
    curated(cast, target, "Nothing to see")

    with pytest.raises(DomainError, match="amends was changed since"):
        deciding.decide(verdicts=[Verdict(row, row.change, Outcome.APPROVED) for row in (one, other)], by=cast.sa, at=NOW)
    assert not PendingDecision.objects.waiting().exists()


def test_of_a_deleted_target_it_can_only_be_returned(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    batch = sent(one, by=cast.scm)
    deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED)], by=cast.sa, at=NOW)
    put_away(rows=[(target, target.change)], by=cast.admin, at=NOW, deleted=True)

    done = deciding.release(uid=uuid.uuid4(), batch=batch, decisions=[of_batch(one).uid], by=cast.sa, at=NOW)
    assert (done.release, [left.left_out_because for left in done.left_out]) == (None, [LeftOut.NO_TARGET])
    with pytest.raises(DomainError, match=r"was deleted\. It can only be returned"):
        actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)
    actions.return_for_changes(descriptor=one, seen=one.change, comment="It was deleted.", by=cast.sa, at=NOW)
    assert broken() == []


def test_a_merge_of_sections_is_no_change_of_the_target(cast: Cast) -> None:
    target, into = in_library(cast), WSOSSectionFactory.create()
    one = amendment(cast, target)
    batch = sent(one, by=cast.scm)
    deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED)], by=cast.sa, at=NOW)
    assert target.wsos_section is not None
    merge_sections(section=target.wsos_section, into=into, by=admin(), at=NOW)

    deciding.release(uid=uuid.uuid4(), batch=batch, decisions=[of_batch(one).uid], by=cast.sa, at=NOW)

    target.refresh_from_db()
    assert (target.score3, target.wsos_section) == ("Works on a phone, too", into)
    assert broken() == []


def test_it_goes_back_and_forth_like_everything_else(cast: Cast) -> None:
    target = in_library(cast)
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    one = actions.return_for_changes(descriptor=one, seen=one.change, comment="Say on which phone.", by=cast.sa, at=NOW)
    one = edit(descriptor=one, seen=one.change, wording=reworded(target, "Works on every phone"), by=cast.scm, at=NOW)
    sent(one, by=cast.scm)
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)

    target.refresh_from_db()
    assert target.score3 == "Works on every phone"
    assert broken() == []

"""The pages of review: who sees them, who acts on them, what they say."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, PENDING_REVIEW, RETURNED
from assay.descriptors.wording import Wording
from assay.review import actions
from assay.review.batches import count_waiting
from assay.standards.models import Membership, Role, Skill
from tests.factories import (
    NOW,
    CompetitionFactory,
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    UserFactory,
    admin,
    draft,
    member,
    sa,
    scm,
    secretariat,
    sent,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class Cast:
    """One skill with its people, and a stranger's skill."""

    def __init__(self) -> None:
        self.skill: Skill = SkillFactory.create(code="17", name="Web Technologies")
        self.scm, self.sa = scm(self.skill, name="SCM of 17"), sa(self.skill, name="SA of 17")
        other = SkillFactory.create()
        self.other_scm, self.other_sa = scm(other), sa(other)
        self.team, self.secretariat, self.admin, self.stranger = (
            member("SKILL_TEAM", self.skill),
            secretariat(),
            admin(),
            UserFactory.create(),
        )

    def pending(self, name: str = "Home page design") -> Descriptor:
        one = draft(self.skill, self.scm, name=name)
        sent(one, by=self.scm)
        return one

    def returned(self, name: str = "Home page design", *, at: datetime | None = None) -> Descriptor:
        one = self.pending(name)
        comment = "Levels 2 and 3 are alike."
        return actions.return_for_changes(descriptor=one, seen=one.change, comment=comment, by=self.sa, at=at or timezone.now())


@pytest.fixture
def cast() -> Cast:
    return Cast()


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def decision(one: Descriptor, do: str, **fields: Any) -> dict[str, Any]:
    return {"seen": one.change, "do": do, **fields}


def wording_of(one: Descriptor, **changed: str) -> dict[str, str]:
    levels = {f"score{n}": text for n, text in enumerate(one.levels)}
    return {"criterion_name": one.criterion_name, "wsos_section": str(one.wsos_section_id), **levels, **changed}


# --- who sees what


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("scm", 200),
        ("sa", 200),
        ("secretariat", 200),
        ("admin", 200),
        ("team", 404),
        ("stranger", 404),
        ("other_scm", 404),
        ("other_sa", 404),
    ],
)
@pytest.mark.parametrize("name", ["review", "batch"])
def test_a_review_is_seen_by_the_skill_and_those_who_oversee(cast: Cast, as_user: SignIn, who: str, status: int, name: str) -> None:
    one = cast.pending()
    uid = one.uid if name == "review" else one.batch.uid

    assert as_user(getattr(cast, who)).get(page(name, uid)).status_code == status


@pytest.mark.parametrize("who", ["scm", "sa", "secretariat", "admin", "team", "stranger"])
def test_everyone_with_access_may_open_the_queue(cast: Cast, as_user: SignIn, who: str) -> None:
    assert as_user(getattr(cast, who)).get(page("review_queue")).status_code == 200


def test_a_draft_never_sent_has_no_review(cast: Cast, as_user: SignIn) -> None:
    one = draft(cast.skill, cast.scm)

    assert as_user(cast.scm).get(page("review", one.uid)).status_code == 409
    assert as_user(cast.sa).get(page("review", one.uid)).status_code == 404


def test_who_signs_out_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(page("review_queue")).status_code == 302


# --- deciding


def test_approving_what_was_sent_goes_on_with_the_next_undecided(cast: Cast, as_user: SignIn) -> None:
    first, second = draft(cast.skill, cast.scm, name="First one"), draft(cast.skill, cast.scm, name="Second one")
    sent(first, second, by=cast.scm)

    answer = as_user(cast.sa).post(page("review", first.uid), decision(first, "approve", **wording_of(first)), follow=True)

    first.refresh_from_db()
    assert (first.batch_status, first.was_modified_during_approval, first.version) == (APPROVED, False, 1)
    assert answer.redirect_chain == [(page("review", second.uid), 302)]
    assert "Approved: “First one”." in answer.content.decode()


def test_approving_with_better_wording_shows_the_difference(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    answer = as_user(cast.sa).post(
        page("review", one.uid), decision(one, "approve", **wording_of(one, score1="Basic styling on all pages"))
    )

    one.refresh_from_db()
    assert answer.status_code == 302
    assert (one.batch_status, one.score1, one.was_modified_during_approval) == (APPROVED, "Basic styling on all pages", True)
    shown = as_user(cast.scm).get(page("changes", one.uid, 1)).content.decode()
    assert re.search(r"<ins>.*on all pages", shown)


def test_line_ends_of_a_browser_are_no_change(cast: Cast, as_user: SignIn) -> None:
    one = draft(cast.skill, cast.scm, levels=("a\nb", "", "", ""))
    sent(one, by=cast.scm)

    as_user(cast.sa).post(page("review", one.uid), decision(one, "approve", **wording_of(one, score0="a\r\nb")))

    one.refresh_from_db()
    assert (one.batch_status, one.was_modified_during_approval) == (APPROVED, False)


def test_fields_that_were_not_sent_stay_as_they_are(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    as_user(cast.sa).post(page("review", one.uid), decision(one, "approve"))

    one.refresh_from_db()
    assert (one.batch_status, one.was_modified_during_approval) == (APPROVED, False)


def test_returning_needs_a_comment_and_keeps_what_was_typed(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    answer = as_user(cast.sa).post(
        page("review", one.uid), decision(one, "return", comment="no", **wording_of(one, score2="Typed by the SA"))
    )

    shown = answer.content.decode()
    one.refresh_from_db()
    assert (answer.status_code, one.batch_status) == (422, PENDING_REVIEW)
    assert "Write a comment of at least 5 characters" in shown
    assert "Typed by the SA" in shown


def test_returning_and_undoing_it(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    client = as_user(cast.sa)

    answer = client.post(page("review", one.uid), decision(one, "return", comment="Levels 2 and 3 are alike."), follow=True)
    one.refresh_from_db()
    assert (one.batch_status, one.review_comment) == (RETURNED, "Levels 2 and 3 are alike.")
    assert "Returned: “Home page design”." in answer.content.decode()
    assert page("recall", one.uid) in answer.content.decode()

    again = client.post(page("recall", one.uid), {"seen": one.change}, follow=True)
    one.refresh_from_db()
    assert (one.batch_status, one.review_comment) == (PENDING_REVIEW, None)
    assert "Levels 2 and 3 are alike." in again.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("scm", 403), ("secretariat", 403), ("admin", 403), ("team", 404), ("other_sa", 404), ("stranger", 404)]
)
@pytest.mark.parametrize("do", ["approve", "return", "recall"])
def test_only_an_sa_of_the_skill_decides(cast: Cast, as_user: SignIn, who: str, status: int, do: str) -> None:
    one = cast.returned() if do == "recall" else cast.pending()
    name = "recall" if do == "recall" else "review"

    answer = as_user(getattr(cast, who)).post(page(name, one.uid), decision(one, do, comment="Levels are alike."))

    found = Descriptor.objects.get(pk=one.pk)
    assert (answer.status_code, found.change) == (status, one.change)


@pytest.mark.parametrize("do", ["approve", "return"])
def test_what_was_decided_cannot_be_decided_again(cast: Cast, as_user: SignIn, do: str) -> None:
    one = cast.returned()
    late = decision(one, do, comment="My own comment", **wording_of(one, score0="Mine")) | {"seen": one.change - 1}

    answer = as_user(sa(cast.skill)).post(page("review", one.uid), late)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "SA of 17 returned" in shown
    assert "My own comment" in shown or "Mine" in shown


def test_a_repeated_decision_of_ones_own_is_no_conflict(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    sent_twice = decision(one, "return", comment="Levels 2 and 3 are alike.")

    answers = [as_user(cast.sa).post(page("review", one.uid), sent_twice).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert one.submissions.count() == 1


def test_own_work_names_who_decides_instead(cast: Cast, as_user: SignIn) -> None:
    second = sa(cast.skill, name="Second SA of 17")
    Membership.objects.create(skill=cast.skill, user=cast.scm, role=Role.SA)
    one = cast.pending()
    client = as_user(cast.scm)

    for address in (page("review", one.uid), page("review_queue"), page("batch", one.batch.uid)):
        shown = client.get(address).content.decode()
        assert "Written by you" in shown, address
        assert str(second) in shown, address
    assert client.post(page("review", one.uid), decision(one, "approve")).status_code == 403


def test_a_section_outside_the_standard_is_refused_beside_its_field(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    answer = as_user(cast.sa).post(page("review", one.uid), decision(one, "approve", **wording_of(one, wsos_section="999999")))

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()


def test_an_incomplete_form_is_refused(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    for seen in ("", "x", "0", str(2**63)):
        assert as_user(cast.sa).post(page("review", one.uid), {"do": "approve", "seen": seen}).status_code == 422
        assert as_user(cast.sa).post(page("recall", one.uid), {"seen": seen}).status_code in (409, 422)


def test_a_recall_after_the_scm_began_is_refused(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    writing.reply_to_return(descriptor=one, seen=one.change, reply="What do you mean?", by=cast.scm, at=NOW)

    answer = as_user(cast.sa).post(page("recall", one.uid), {"seen": one.change})

    assert answer.status_code == 409
    assert "has started to work on it" in answer.content.decode()
    assert page("recall", one.uid) not in as_user(cast.sa).get(page("review", one.uid)).content.decode()


# --- what the pages say


def test_the_rail_counts_what_can_be_decided(cast: Cast) -> None:
    Membership.objects.create(skill=cast.skill, user=cast.scm, role=Role.SA)
    cast.pending()
    cast.pending()

    assert [count_waiting(person) for person in (cast.sa, cast.scm, cast.other_sa, cast.admin)] == [2, 0, 0, 0]


def test_a_reader_who_does_not_decide_leafs_through_the_batch(cast: Cast, as_user: SignIn) -> None:
    three = [draft(cast.skill, cast.scm, name=name) for name in ("First one", "Second one", "Third one")]
    sent(*three, by=cast.scm)

    for reader in (cast.scm, cast.sa):
        shown = as_user(reader).get(page("review", three[1].uid)).content.decode()
        assert page("review", three[0].uid) in shown
        assert page("review", three[2].uid) in shown


def test_a_resubmitted_one_shows_what_changed_beside_comment_and_reply(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    better = Wording(
        one.criterion_name, ("Not styled", "Basic styling", "Attractive on most pages", "Polished throughout"), one.wsos_section_id
    )
    writing.edit(descriptor=one, seen=one.change, wording=better, by=cast.scm, at=NOW)
    sent(one, by=cast.scm, reply="Said what is visible.")

    shown = as_user(cast.sa).get(page("review", one.uid)).content.decode()

    assert "1 change since it was returned" in shown
    assert "Levels 2 and 3 are alike." in shown
    assert "Said what is visible." in shown
    assert re.search(r"<ins>.*on most pages", shown, re.DOTALL)
    assert "round 2" in shown


def test_the_page_says_what_the_section_asks(cast: Cast, as_user: SignIn) -> None:
    standard = StandardFactory.create(skill=cast.skill)
    used = StandardSectionFactory.create(standard=standard, number=3, weight=25, able="Design for every screen")
    one = draft(cast.skill, cast.scm, section=used.section)
    sent(one, by=cast.scm)

    shown = as_user(cast.sa).get(page("review", one.uid)).content.decode()

    assert f"§3 {used.section}" in shown
    assert "25 %" in shown
    assert "Design for every screen" in shown


def test_the_queue_is_grouped_and_counted(cast: Cast, as_user: SignIn) -> None:
    sent(
        draft(cast.skill, cast.scm, name="First one"),
        draft(cast.skill, cast.scm, name="Second one"),
        by=cast.scm,
        note="First one first, please.",
    )

    shown = as_user(cast.sa).get(page("review_queue")).content.decode()

    assert "2 descriptors wait" in shown
    assert "First one first, please." in shown
    assert "Batch 17-01" in shown


def test_the_queue_without_work(cast: Cast, as_user: SignIn) -> None:
    assert "Nothing waits for you" in as_user(cast.sa).get(page("review_queue")).content.decode()
    assert "Skill Advisors decide here" in as_user(cast.team).get(page("review_queue")).content.decode()


def test_those_who_oversee_see_every_batch_and_no_decision(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    queue = as_user(cast.secretariat).get(page("review_queue")).content.decode()
    shown = as_user(cast.secretariat).get(page("review", one.uid)).content.decode()

    assert "Batch 17-01" in queue
    assert 'name="do"' not in shown


def test_a_skill_without_an_sa_is_said(as_user: SignIn) -> None:
    skill = SkillFactory.create()
    manager = scm(skill)
    sent(draft(skill, manager), by=manager)

    assert "This skill has no Skill Advisor" in as_user(secretariat()).get(page("review_queue")).content.decode()


def test_the_batch_tells_the_scm_what_became_of_each(cast: Cast, as_user: SignIn) -> None:
    competition = CompetitionFactory.create(code="WSC2099", first_day="2099-09-22", last_day="2099-09-27")
    competition.milestones.create(name="Descriptors agreed", amount=8, unit="weeks")
    StandardFactory.create(skill=cast.skill, competition=competition)
    three = [draft(cast.skill, cast.scm, name=name) for name in ("First one", "Second one", "Third one")]
    batch = sent(*three, by=cast.scm)
    first, second, _third = three
    actions.approve(
        descriptor=first, seen=first.change, by=cast.sa, at=NOW, edits=Wording("First and best", first.levels, first.wsos_section_id)
    )
    actions.return_for_changes(descriptor=second, seen=second.change, comment="Say what is visible.", by=cast.sa, at=NOW)

    shown = as_user(cast.scm).get(page("batch", batch.uid)).content.decode()

    assert "2 of 3 decided" in shown
    assert page("changes", first.uid, 1) in shown
    assert "Say what is visible." in shown
    assert "C-8 weeks" in shown
    assert "Third one" in as_user(cast.scm).get(page("batch", batch.uid) + "?show=undecided").content.decode()


def test_a_withdrawn_draft_is_not_betrayed_to_the_sa(cast: Cast, as_user: SignIn) -> None:
    one, other = draft(cast.skill, cast.scm, name="Secret again"), draft(cast.skill, cast.scm, name="Still sent")
    batch = sent(one, other, by=cast.scm)
    actions.withdraw(descriptor=one, seen=one.change, by=cast.scm, at=NOW)

    advisor, manager = (as_user(person).get(page("batch", batch.uid)).content.decode() for person in (cast.sa, cast.scm))

    assert "Secret again" not in advisor
    assert "0 of 1 decided" in advisor
    assert "Secret again" in manager


def test_changes_exist_only_for_decided_rounds(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    assert as_user(cast.sa).get(page("changes", one.uid, 1)).status_code == 404
    assert as_user(cast.sa).get(page("changes", one.uid, 2)).status_code == 404
    assert as_user(cast.sa).get(page("changes", uuid.uuid4(), 1)).status_code == 404


@pytest.mark.parametrize("who", ["sa", "scm", "secretariat"])
@pytest.mark.parametrize("name", ["review_queue", "batch", "review"])
def test_queries_do_not_grow_with_rows(cast: Cast, as_user: SignIn, queries_of: Callable[[], Any], who: str, name: str) -> None:
    def cost(count: int) -> int:
        many = [draft(cast.skill, cast.scm, name=f"Descriptor {n} of {count}") for n in range(count + 1)]
        batch = sent(*many, by=cast.scm)
        for one in many[1:]:
            actions.return_for_changes(descriptor=one, seen=one.change, comment="Say what is visible.", by=cast.sa, at=NOW)
        client = as_user(getattr(cast, who))
        uid = {"batch": [batch.uid], "review": [many[0].uid], "review_queue": []}[name]
        client.get(page(name, *uid))
        with queries_of() as counted:
            client.get(page(name, *uid))
        return len(counted)

    assert cost(1) == cost(3)

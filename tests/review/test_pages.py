"""The pages of review: who sees them and what they say."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assay.descriptors import actions as writing
from assay.descriptors.models import Batch
from assay.descriptors.wording import Wording
from assay.review import actions
from assay.review.batches import waiting_to_decide
from assay.review.talk.actions import Words, comment
from assay.standards.models import Membership, Role
from tests.factories import (
    NOW,
    CompetitionFactory,
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    draft,
    scm,
    secretariat,
    sent,
)
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db


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


def test_the_page_of_a_batch_stands_under_review_and_says_how_old_it_is(cast: Cast, as_user: SignIn) -> None:
    batch = cast.pending().batch
    client = as_user(cast.sa)
    for sent_at, age in ((timezone.now(), "less than a minute"), (timezone.now() - timedelta(days=3), "3 days")):
        Batch.objects.filter(pk=batch.pk).update(sent_at=sent_at)
        shown = client.get(page("batch", batch.uid)).content.decode()
        assert f"sent {age} ago".replace(" ", "\xa0") in shown.replace(" ", "\xa0")
        assert re.search(r'href="/review/"[^>]*aria-current', shown)


def test_a_draft_never_sent_has_no_review(cast: Cast, as_user: SignIn) -> None:
    one = draft(cast.skill, cast.scm)

    assert as_user(cast.scm).get(page("review", one.uid)).status_code == 409
    assert as_user(cast.sa).get(page("review", one.uid)).status_code == 404


def test_who_signs_out_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(page("review_queue")).status_code == 302


def test_the_rail_counts_what_can_be_decided(cast: Cast) -> None:
    Membership.objects.create(skill=cast.skill, user=cast.scm, role=Role.SA)
    cast.pending()
    cast.pending()

    assert [waiting_to_decide(person).count() for person in (cast.sa, cast.scm, cast.other_sa, cast.admin)] == [2, 0, 0, 0]


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


def test_history_is_told_newest_first(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    client = as_user(cast.sa)
    for address, later, earlier in (
        (page("review", one.uid), "returned it", "wrote it"),
        (page("batch", one.batch.uid), "returned “Home page design”", "sent 1 descriptor"),
    ):
        shown = client.get(address).content.decode()
        told = shown[shown.index('class="timeline"') :]
        assert told.index(later) < told.index(earlier)


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


def test_the_sa_reads_what_the_coach_asks_and_why_it_was_sent_as_it_is(cast: Cast, as_user: SignIn) -> None:
    one = draft(cast.skill, cast.scm, name="Rows of plants", levels=("", "Rows are nice", "Rows are straight", "Rows are even"))
    batch = actions.submit_batch(
        uid=uuid.uuid4(),
        skill=cast.skill,
        rows=[actions.Row(one, one.change, as_it_is="The Experts settle level 0.")],
        note="",
        by=cast.scm,
        at=NOW,
    )
    assert batch.submissions.get().as_it_is == "The Experts settle level 0."
    client = as_user(cast.sa)

    shown = client.get(page("review", one.uid)).content.decode()

    assert "The coach asks 2 questions" in shown
    assert "“nice” is a verdict" in shown
    assert "The Experts settle level 0." in shown
    assert "1 question of the coach: “nice”" in shown
    assert shown.index("The coach asks") < shown.index("Write a comment<")


def test_what_is_said_comes_before_what_the_coach_asks(cast: Cast, as_user: SignIn) -> None:
    one = draft(cast.skill, cast.scm, levels=("", "Rows are nice", "Rows are straight", "Rows are even"))
    sent(one, by=cast.scm)
    comment(uid=uuid.uuid4(), descriptor=one, words=Words("See the second row."), by=cast.scm, at=NOW)

    shown = as_user(cast.sa).get(page("review", one.uid)).content.decode()

    assert shown.index("See the second row.") < shown.index("The coach asks")


def test_the_coach_is_silent_about_what_is_decided(cast: Cast, as_user: SignIn) -> None:
    shown = as_user(cast.sa).get(page("review", cast.returned().uid)).content.decode()
    assert "The coach asks" not in shown

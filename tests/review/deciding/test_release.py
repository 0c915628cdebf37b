"""Decide over several sittings, release once: what the SCM sees before, what one mail says after, what is left out."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.states import APPROVED, PENDING_REVIEW, RETURNED, Outcome
from assay.descriptors.wording import Wording
from assay.errors import Invalid, NotAllowed
from assay.history.models import Event
from assay.notifications.jobs import run_due
from assay.notifications.models import Notice
from assay.review import actions
from assay.review.deciding import actions as deciding
from assay.review.deciding.actions import Taken, Verdict
from assay.review.deciding.reading import just_decided
from assay.review.invariants import broken
from assay.review.models import LeftOut, PendingDecision, Release
from assay.standards import sections
from tests.factories import NOW, CompetitionFactory, StandardFactory, WSOSSectionFactory, admin, draft, sa, scm, sent
from tests.review.cast import Cast, SignIn, page, wording_of

pytestmark = pytest.mark.django_db
COMMENT = "Levels 2 and 3 are alike."


def three(cast: Cast) -> list[Descriptor]:
    rows = [draft(cast.skill, cast.scm, name=name) for name in ("First one", "Second one", "Third one")]
    sent(*rows, by=cast.scm)
    return rows


def decided(cast: Cast, one: Descriptor, *, by: Any = None, comment: str = "", edits: Wording | None = None) -> PendingDecision:
    outcome = Outcome.RETURNED if comment else Outcome.APPROVED
    verdict = Verdict(one, one.change, outcome, comment, edits)
    return deciding.decide(verdicts=[verdict], by=by or cast.sa, at=NOW)[0]


def all_of(cast: Cast, rows: list[Descriptor]) -> deciding.Released:
    uids = list(PendingDecision.objects.waiting().values_list("uid", flat=True))
    return deciding.release(uid=uuid.uuid4(), batch=rows[0].batch, decisions=uids, by=cast.sa, at=NOW)


def test_nothing_is_visible_to_the_scm_until_release(cast: Cast, as_user: SignIn) -> None:
    first, second, third = three(cast)
    client = as_user(cast.sa)
    client.post(page("review", first.uid), {"seen": first.change, "do": "approve"})
    client.post(page("review", second.uid), {"seen": second.change, "do": "return", "comment": COMMENT})
    client.post(page("review", third.uid), {"seen": third.change, "do": "approve", **wording_of(third, score1="Said better")})

    readers = {name: as_user(getattr(cast, name)) for name in ("scm", "secretariat", "admin")}
    addresses = [
        page("batch", first.batch.uid),
        page("review", second.uid),
        page("home"),
        page("events"),
        page("notices"),
        page("my_skills"),
    ]
    for name, reader in readers.items():
        shown = " ".join(reader.get(address).content.decode() for address in addresses)
        assert "alike" not in shown, name
        assert "Said better" not in shown, name
        assert "0 of 3 decided" in shown, name
    assert "3 of 3 decided" in as_user(cast.sa).get(page("batch", first.batch.uid)).content.decode()
    assert list(Descriptor.objects.filter(skill=cast.skill).values_list("batch_status", flat=True)) == [PENDING_REVIEW] * 3
    assert not Notice.objects.filter(user=cast.scm).exists()


def test_a_release_is_one_transaction_one_mail_and_one_sentence(cast: Cast, as_user: SignIn) -> None:
    first, second, third = rows = three(cast)
    decided(cast, first)
    decided(cast, second, comment=COMMENT)
    decided(cast, third, edits=Wording("Third, better", third.levels, third.wsos_section_id))
    client = as_user(cast.sa)
    address = page("release", first.batch.uid)

    before = client.get(address).content.decode()
    assert "Release 3 and send 1 mail" in before
    assert "Batch 17-01: 3 decisions, 1 returned" in before
    uids = list(PendingDecision.objects.values_list("uid", flat=True))
    form = {"release": str(uuid.uuid4()), "decision": [str(uid) for uid in uids]}
    answers = [client.post(address, form) for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Release.objects.count() == 1
    for row in rows:
        row.refresh_from_db()
    assert [row.batch_status for row in rows] == [APPROVED, RETURNED, APPROVED]
    assert (third.criterion_name, third.was_modified_during_approval, third.version) == ("Third, better", True, 2)
    assert Event.objects.filter(verb="released").get().data == {"approved": 2, "returned": 1}
    assert len({event.transaction for event in Event.objects.filter(verb__in=["approved", "returned", "released"])}) == 1
    mail.outbox.clear()
    run_due(now=timezone.now())
    [message] = [one for one in mail.outbox if one.to == [cast.scm.email]]
    assert message.subject == "Batch 17-01: 3 decisions, 1 returned"
    assert all(text in message.body for text in (COMMENT, "First one", "Third, better", page("changes", third.uid, 1)))
    assert "released decisions on batch 17-01: 1 approved, 1 approved with changed wording, 1 returned" in (
        as_user(cast.scm).get(page("notices")).content.decode()
    )
    assert broken() == []


def test_the_uid_of_somebody_elses_release_is_not_taken_over(cast: Cast) -> None:
    rows, second = three(cast), sa(cast.skill, name="second")
    theirs = deciding.release(uid=uuid.uuid4(), batch=rows[0].batch, decisions=[decided(cast, rows[0], by=second).uid], by=second, at=NOW)
    assert theirs.release is not None

    mine = deciding.release(uid=theirs.release.uid, batch=rows[0].batch, decisions=[decided(cast, rows[1]).uid], by=cast.sa, at=NOW)

    assert mine.release is not None
    assert mine.release.uid != theirs.release.uid


def test_only_the_ticked_ones_are_released(cast: Cast) -> None:
    first, second, _third = three(cast)
    one = decided(cast, first)
    decided(cast, second)

    deciding.release(uid=uuid.uuid4(), batch=first.batch, decisions=[one.uid], by=cast.sa, at=NOW)

    assert [Descriptor.objects.get(pk=row.pk).batch_status for row in (first, second)] == [APPROVED, PENDING_REVIEW]
    assert PendingDecision.objects.waiting().count() == 1


def test_what_is_withdrawn_is_left_out_and_its_words_are_kept(cast: Cast, as_user: SignIn) -> None:
    first, second, _third = rows = three(cast)
    decided(cast, first, comment=COMMENT)
    decided(cast, second)
    actions.withdraw(descriptor=first, seen=first.change, by=cast.scm, at=NOW)

    client = as_user(cast.sa)
    told = client.get(page("notices")).content.decode()
    assert "First one" in told
    assert "your text is kept" in told
    all_of(cast, rows[1:])

    shown = client.get(page("batch", second.batch.uid)).content.decode()
    assert COMMENT in shown
    assert Descriptor.objects.get(pk=first.pk).batch_status == "DRAFT"
    sent(Descriptor.objects.get(pk=first.pk), by=cast.scm)
    assert COMMENT in client.get(page("review", first.uid)).content.decode()
    assert COMMENT not in as_user(cast.scm).get(page("review", first.uid)).content.decode()


def test_a_withdrawn_draft_is_told_by_the_name_that_was_decided(cast: Cast, as_user: SignIn) -> None:
    first = three(cast)[0]
    batch = first.batch
    decided(cast, first, comment=COMMENT)
    actions.withdraw(descriptor=first, seen=first.change, by=cast.scm, at=NOW)
    first.refresh_from_db()
    secret = Wording("Secret again", first.levels, first.wsos_section_id)
    writing.edit(descriptor=first, seen=first.change, wording=secret, by=cast.scm, at=NOW)

    client = as_user(cast.sa)
    for address in (page("batch", batch.uid), page("notices"), page("release", batch.uid)):
        shown = client.get(address).content.decode()
        assert "Secret again" not in shown
    assert "First one" in client.get(page("notices")).content.decode()


def test_a_release_of_what_was_overtaken_says_which_and_why_and_clears_up(cast: Cast, as_user: SignIn) -> None:
    first, second, third = rows = three(cast)
    for row in rows:
        decided(cast, row, comment=COMMENT)
    client, colleague = as_user(cast.sa), sa(cast.skill, name="Second SA of 17")
    form = {"release": uuid.uuid4(), "decision": list(PendingDecision.objects.values_list("uid", flat=True))}
    actions.withdraw(descriptor=first, seen=first.change, by=cast.scm, at=NOW)
    for row in (second, third):
        instead = PendingDecision.objects.waiting().get(submission__descriptor=row).uid
        deciding.decide(verdicts=[Verdict(row, row.change, Outcome.APPROVED, instead_of=instead)], by=colleague, at=NOW)

    for _twice in range(2):
        answer = client.post(page("release", second.batch.uid), form)
        assert answer.headers["Location"] == page("batch", second.batch.uid) + "#kept"
        shown = client.get(answer.headers["Location"]).content.decode()
        assert "Nothing was released." in shown
        assert "“First one” – withdrawn by the Skill Competition Manager" in shown
        assert "“Third one” – decided by another Skill Advisor" in shown
        assert shown.count(COMMENT) == 3
    assert not Release.objects.exists()
    assert PendingDecision.objects.waiting().filter(by=cast.sa).count() == 0
    assert broken() == []


def test_a_release_names_what_it_leaves_out(cast: Cast, as_user: SignIn) -> None:
    first, second, _third = three(cast)
    decided(cast, first, comment=COMMENT)
    decided(cast, second)
    form = {"release": uuid.uuid4(), "decision": list(PendingDecision.objects.values_list("uid", flat=True))}
    actions.withdraw(descriptor=first, seen=first.change, by=cast.scm, at=NOW)
    client = as_user(cast.sa)

    shown = client.post(page("release", second.batch.uid), form, follow=True).content.decode()

    assert "1 decision is released." in shown
    assert "Left out: “First one” – withdrawn by the Skill Competition Manager." in shown


def test_a_release_again_from_an_old_page_is_no_loss(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    uid = decided(cast, one).uid
    client.post(page("release", one.batch.uid), {"release": uuid.uuid4(), "decision": uid})

    answer = client.post(page("release", one.batch.uid), {"release": uuid.uuid4(), "decision": uid})

    assert answer.status_code == 422
    assert "it was released already" in answer.content.decode()
    assert Release.objects.count() == 1


def test_a_decision_can_be_undone_for_nothing_and_its_words_wait(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    found, client = decided(cast, one, comment=COMMENT), as_user(cast.sa)

    answer = client.post(page("undo_decisions", one.batch.uid), {"decision": str(found.uid), "back": "review"}, follow=True)

    assert answer.redirect_chain == [(page("review", one.uid), 302)]
    assert COMMENT in answer.content.decode()
    assert not PendingDecision.objects.waiting().exists()
    assert client.post(page("undo_decisions", one.batch.uid), {"decision": str(found.uid)}).status_code == 302
    assert not Event.objects.filter(verb__in=["approved", "returned", "released"]).exists()


def test_a_released_decision_is_not_undone_but_recalled(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    found = decided(cast, one, comment=COMMENT)
    all_of(cast, [one])

    assert as_user(cast.sa).post(page("undo_decisions", one.batch.uid), {"decision": str(found.uid)}).status_code == 409
    assert Descriptor.objects.get(pk=one.pk).batch_status == RETURNED


def test_a_recalled_return_is_said_no_more(cast: Cast, as_user: SignIn) -> None:
    first, second, _third = rows = three(cast)
    decided(cast, first, comment=COMMENT)
    decided(cast, second)
    all_of(cast, rows)
    first.refresh_from_db()
    actions.recall(descriptor=first, seen=first.change, by=cast.sa, at=NOW)

    mail.outbox.clear()
    run_due(now=NOW)
    [message] = [one for one in mail.outbox if one.to == [cast.scm.email]]
    assert message.subject == "Batch 17-01: 1 decision"
    assert COMMENT not in message.body


def test_two_skill_advisors_in_one_batch(cast: Cast, as_user: SignIn) -> None:
    one, second = cast.pending(), sa(cast.skill, name="Second SA of 17")
    decided(cast, one, comment=COMMENT)
    client = as_user(second)

    shown = client.get(page("review", one.uid)).content.decode()
    assert "SA of 17: return" in shown
    assert 'name="do"' not in shown
    answer = client.post(page("review", one.uid), {"seen": one.change, "do": "return", "comment": "My own words about it."})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "has decided meanwhile to return" in said
    assert "My own words about it." in said

    first = PendingDecision.objects.get()
    form = {"seen": one.change, "do": "return", "comment": "My own words about it.", "instead_of": str(first.uid)}
    assert client.post(page("review", one.uid), form).status_code == 302
    first.refresh_from_db()
    assert first.left_out_because == LeftOut.REPLACED
    assert PendingDecision.objects.waiting().get().by == second
    assert "decided “Home page design” of batch 17-01 instead of you" in as_user(cast.sa).get(page("notices")).content.decode()


def test_a_release_page_that_is_out_of_date_says_what_was_settled_before(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    uids = [str(decided(cast, one).uid) for one in rows]
    address = page("release", rows[0].batch.uid)
    client.post(address, {"release": str(uuid.uuid4()), "decision": uids[:1]})
    client.post(page("undo_decisions", rows[0].batch.uid), {"decision": uids[1:2]})

    said = client.post(address, {"release": str(uuid.uuid4()), "decision": uids}, follow=True).content.decode()

    assert "1 decision is released. 1 was released before. 1 you had taken back." in said
    assert [Descriptor.objects.get(pk=row.pk).batch_status for row in rows] == [APPROVED, PENDING_REVIEW, APPROVED]


def own_of(text: str) -> str:
    """Return which decision of one's own a page was opened over."""
    found = re.search(r'name="own"(?: value="([^"]*)")?', text)
    assert found
    return found[1] or ""


def test_who_decides_in_two_tabs_is_asked_before_the_first_decision_is_replaced(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    address = page("review", one.uid)
    before = own_of(client.get(address).content.decode())
    assert client.post(address, {"seen": one.change, "do": "return", "comment": COMMENT, "own": before}).status_code == 302

    answer = client.post(address, {"seen": one.change, "do": "approve", "own": before, **wording_of(one, score1="Said better")})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "You have decided already" in said
    assert "You have decided about “Home page design” since this page was opened." in said
    assert COMMENT in said
    assert 'name="score1" value="Said better"' in said
    assert PendingDecision.objects.get().comment == COMMENT

    again = client.post(address, {"seen": one.change, "do": "approve", "own": own_of(said), **wording_of(one, score1="Said better")})
    assert again.status_code == 302
    assert PendingDecision.objects.waiting().get().wording.levels[1] == "Said better"  # type: ignore[union-attr]  # it has edits


def test_a_decision_that_is_sent_twice_is_one(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    form = {"seen": one.change, "do": "return", "comment": COMMENT, "own": ""}
    assert [client.post(page("review", one.uid), form).status_code for _twice in range(2)] == [302, 302]
    assert PendingDecision.objects.count() == 1


def test_a_decision_is_changed_on_the_page_that_shows_it(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    decided(cast, one, comment=COMMENT)
    own = own_of(client.get(page("review", one.uid)).content.decode())
    assert (
        client.post(page("review", one.uid), {"seen": one.change, "do": "return", "comment": "Another one.", "own": own}).status_code == 302
    )
    assert PendingDecision.objects.waiting().get().comment == "Another one."


def test_deciding_at_once_in_a_second_tab_asks_too(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    decided(cast, one, comment=COMMENT)
    assert client.post(page("review", one.uid), {"seen": one.change, "do": "approve", "now": "on", "own": ""}).status_code == 409
    one.refresh_from_db()
    assert one.batch_status == PENDING_REVIEW


def test_what_is_done_with_many_stays_on_the_way(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    decided(cast, rows[0])
    shown = client.get(page("batch", rows[0].batch.uid) + "?sort=name").content.decode()
    for name in ("decide_many", "undo_decisions"):
        assert f'formaction="{page(name, rows[0].batch.uid)}?sort=name"' in shown


def test_nobody_releases_what_another_decided(cast: Cast) -> None:
    first, second = three(cast)[:2]
    other = sa(cast.skill)
    decided(cast, first, by=other)
    decided(cast, second)

    all_of(cast, [first])

    assert [Descriptor.objects.get(pk=row.pk).batch_status for row in (first, second)] == [PENDING_REVIEW, APPROVED]


def test_deciding_at_once_over_another_ones_decision_is_a_conflict(cast: Cast) -> None:
    one = cast.pending()
    decided(cast, one, by=sa(cast.skill))

    with pytest.raises(Taken):
        actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=NOW)


@pytest.mark.parametrize("who", ["scm", "other_sa", "secretariat", "admin", "team", "stranger"])
def test_only_skill_advisors_decide_and_release(cast: Cast, who: str) -> None:
    one, by = cast.pending(), getattr(cast, who)
    found = decided(cast, one)

    for act in (
        lambda: deciding.decide(verdicts=[Verdict(one, one.change, Outcome.APPROVED)], by=by, at=NOW),
        lambda: deciding.undo(decision=found, by=by, at=NOW),
        lambda: deciding.release(uid=uuid.uuid4(), batch=one.batch, decisions=[found.uid], by=by, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_own_work_is_not_decided_for_later_either(cast: Cast) -> None:
    both = cast.scm
    both.memberships.create(skill=cast.skill, role="SA")
    one = cast.pending()
    del both._roles

    with pytest.raises(NotAllowed):
        decided(cast, one, by=both)


def test_who_wrote_it_and_advises_too_reads_the_decision_when_it_is_released(cast: Cast, as_user: SignIn) -> None:
    both = cast.scm
    both.memberships.create(skill=cast.skill, role="SA")
    rows = three(cast)
    decided(cast, rows[0], comment=COMMENT)
    client = as_user(User.objects.get(pk=both.pk))
    addresses = [page("review_queue"), page("batch", rows[0].batch.uid), page("review", rows[0].uid), page("release", rows[0].batch.uid)]

    for address in addresses:
        said = client.get(address).content.decode()
        assert COMMENT not in said
        assert "To return" not in said
        assert "1 of 3 decided" not in said

    all_of(cast, rows)
    assert COMMENT in client.get(page("review", rows[0].uid)).content.decode()


def test_who_advises_and_manages_reads_what_waits_about_rows_that_others_wrote(cast: Cast, as_user: SignIn) -> None:
    both, author = scm(cast.skill), cast.scm
    first, second = (draft(cast.skill, author, name=name) for name in ("First one", "Second one"))
    own = draft(cast.skill, both, name="Own one")
    sent(first, second, own, by=both)
    for one, comment in ((first, "About the first."), (second, "About the second."), (own, "About their own.")):
        decided(cast, one, comment=comment)
    addresses = [page("batch", first.batch.uid), *(page("review", one.uid) for one in (first, second, own))]
    addresses.append(page("release", first.batch.uid))

    def read() -> str:
        return " ".join(as_user(both).get(address).content.decode() for address in addresses)

    assert "About the" not in read()
    assert "0 of 3 decided" in read()
    both.memberships.create(skill=cast.skill, role="SA")
    said = read()

    assert "About the first." in said
    assert "About the second." in said
    assert "About their own." not in said
    assert "2 of 3 decided" in said
    waiting = PendingDecision.objects.get(submission__descriptor=first)
    form = {"seen": first.change, "do": "approve", "instead_of": str(waiting.uid)}
    assert as_user(both).post(page("review", first.uid), form).status_code == 302
    assert as_user(both).post(page("review", own.uid), {"seen": own.change, "do": "approve"}).status_code == 403
    assert PendingDecision.objects.waiting().get(submission__descriptor=first).by == both


def test_the_queue_goes_on_where_the_advisor_stopped_and_leads_to_the_release(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)
    decided(cast, rows[0])
    queue = page("review_queue")

    mine, oversees = (as_user(one).get(queue).content.decode() for one in (cast.sa, cast.secretariat))

    assert "2 descriptors wait" in mine
    assert "1 of 3 decided" in mine
    assert "1 decision of yours is not released yet" in mine
    assert page("review", rows[0].uid) not in mine
    assert re.search(rf'<a class="button main" href="{page("review", rows[1].uid)}">', mine)
    assert page("release", rows[0].batch.uid) in mine
    assert "3 descriptors wait" in oversees
    assert "released" not in oversees
    assert "1 decision on batch 17-01 is not released yet" in as_user(cast.sa).get(page("home")).content.decode()


def test_a_batch_that_is_decided_stays_in_the_queue_until_it_is_released(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    decided(cast, one)

    shown = as_user(cast.sa).get(page("review_queue")).content.decode()

    assert "Batch 17-01" in shown
    assert f'<a class="button main" href="{page("release", one.batch.uid)}">' in shown


def test_a_merge_of_sections_does_not_upset_what_is_decided(cast: Cast) -> None:
    one = cast.pending()
    better = Wording("Better name", one.levels, one.wsos_section_id)
    decided(cast, one, edits=better)
    section, into = one.wsos_section, WSOSSectionFactory.create()
    assert section is not None
    sections.merge_sections(section=section, into=into, by=admin(), at=NOW)

    all_of(cast, [one])

    one.refresh_from_db()
    assert (one.batch_status, one.criterion_name, one.wsos_section) == (APPROVED, "Better name", into)
    assert broken() == []


def many(client: Client, batch: Any, rows: list[Descriptor], do: str, **fields: Any) -> Any:
    changes = {f"change-{row.uid}": row.change for row in rows}
    return client.post(page("decide_many", batch.uid), {"do": do, "d": [str(row.uid) for row in rows], **changes, **fields})


def test_many_are_approved_together(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)

    assert many(as_user(cast.sa), rows[0].batch, rows, "approve").status_code == 302

    assert PendingDecision.objects.waiting().filter(outcome=APPROVED).count() == 3


def test_many_are_undone_together_as_they_were_decided(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    batch = page("batch", rows[0].batch.uid)
    many(client, rows[0].batch, rows[:1], "approve")
    many(client, rows[0].batch, rows[1:], "approve")
    assert "2 decisions were made together" in client.get(batch).content.decode()
    decisions = [str(one.uid) for one in just_decided(rows[0].batch, cast.sa, at=timezone.now())]

    client.post(page("undo_decisions", rows[0].batch.uid), {"decision": decisions})

    assert [one.submission.descriptor for one in PendingDecision.objects.waiting()] == rows[:1]
    assert "To approve: “First one”" in client.get(batch).content.decode()


def test_what_was_released_together_is_not_told_as_one(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    many(client, rows[0].batch, rows, "return", common=COMMENT)
    decisions = [str(one.uid) for one in PendingDecision.objects.waiting()]

    client.post(page("release", rows[0].batch.uid), {"release": str(uuid.uuid4()), "decision": decisions})

    shown = client.get(page("batch", rows[0].batch.uid)).content.decode()
    assert "3 decisions are released." in shown
    assert "Returned: “" not in shown


def test_many_are_returned_with_one_comment_or_one_each(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    asked = many(client, rows[0].batch, rows, "return")
    assert asked.status_code == 200
    assert not PendingDecision.objects.exists()
    own = {f"comment-{rows[1].uid}": "This one needs more."}

    assert many(client, rows[0].batch, rows, "return", common=COMMENT, **own).status_code == 302

    said = {one.submission.descriptor.criterion_name: one.comment for one in PendingDecision.objects.waiting()}
    assert said == {"First one": COMMENT, "Second one": "This one needs more.", "Third one": COMMENT}


def test_what_is_typed_for_many_stays_where_none_is_ticked_any_more(cast: Cast, as_user: SignIn) -> None:
    rows, client = three(cast), as_user(cast.sa)
    named = {"row": [str(one.uid) for one in rows], f"comment-{rows[1].uid}": "This one needs more."}

    answer = many(client, rows[0].batch, [], "return", common=COMMENT, **named)

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Select at least one descriptor." in said
    assert COMMENT in said
    assert "This one needs more." in said
    assert said.count('name="d"') == 3
    assert " checked>" not in said

    assert many(client, rows[0].batch, rows[:1], "return", common=COMMENT, **named).status_code == 302
    assert [one.submission.descriptor for one in PendingDecision.objects.waiting()] == rows[:1]


@pytest.mark.parametrize(
    ("do", "chosen", "says"),
    [
        ("undo_decisions", [1, 2], "None of the chosen ones has a decision of yours to take back. Approve or return them"),
        ("undo_decisions", [], "Select at least one descriptor."),
        ("decide_many", [], "Select at least one descriptor."),
    ],
)
def test_a_selection_that_cannot_be_meant_stays_chosen(cast: Cast, as_user: SignIn, do: str, chosen: list[int], says: str) -> None:
    rows, client = three(cast), as_user(cast.sa)
    decided(cast, rows[0])
    trail = "?show=undecided&sort=name"

    answer = client.post(page(do, rows[0].batch.uid) + trail, {"do": "approve", "d": [str(rows[n].uid) for n in chosen]})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert says in said
    assert re.findall(r'name="d" value="([^"]+)" form="chosen" checked', said) == [str(rows[n].uid) for n in chosen]
    assert f'href="{page("batch", rows[0].batch.uid)}?show=release&amp;sort=name"' in said
    assert PendingDecision.objects.waiting().count() == 1


def test_many_are_refused_whole_where_one_has_changed(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)
    actions.withdraw(descriptor=rows[1], seen=rows[1].change, by=cast.scm, at=NOW)
    rows[1] = Descriptor.objects.get(pk=rows[1].pk)
    sent(rows[1], by=cast.scm)
    actions.approve(descriptor=rows[2], seen=rows[2].change, by=cast.sa, at=NOW)
    rows[2].change -= 1

    answer = many(as_user(cast.sa), rows[0].batch, [rows[0], rows[2]], "return", common=COMMENT)

    assert answer.status_code == 409
    said = answer.content.decode()
    assert "“Third one” was changed or decided meanwhile" in said
    assert COMMENT in said
    assert not PendingDecision.objects.waiting().exists()


def test_a_comment_that_is_missing_is_asked_for_beside_its_row(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)
    answer = many(as_user(cast.sa), rows[0].batch, rows, "return", common="", **{f"comment-{rows[0].uid}": "Say what is seen."})

    assert answer.status_code == 422
    assert answer.content.decode().count("Write a comment of at least 5 characters") == 2
    assert "Say what is seen." in answer.content.decode()
    assert not PendingDecision.objects.exists()


def test_a_foreign_row_refuses_the_whole_selection(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)
    elsewhere = draft(cast.skill, cast.scm, name="Never sent")

    assert many(as_user(cast.sa), rows[0].batch, [*rows, elsewhere], "approve").status_code == 404
    assert not PendingDecision.objects.exists()


def test_a_release_of_nothing_is_refused_in_a_sentence(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    with pytest.raises(Invalid):
        deciding.release(uid=uuid.uuid4(), batch=one.batch, decisions=[], by=cast.sa, at=NOW)

    assert "Nothing of yours waits for release" in as_user(cast.sa).get(page("release", one.batch.uid)).content.decode()


def test_releasing_costs_few_queries_per_row(cast: Cast, queries_of: Callable[[], Any]) -> None:
    def cost(count: int) -> int:
        rows = [draft(cast.skill, cast.scm, name=f"Aspect {count} {n}") for n in range(count)]
        sent(*rows, by=cast.scm)
        for row in rows:
            decided(cast, row)
        with queries_of() as counted:
            all_of(cast, rows)
        return len(counted)

    few, more = cost(1), cost(3)
    assert more - few <= 2 * 2  # a guarded UPDATE for each row, nothing else


@pytest.mark.parametrize("name", ["batch", "release", "batch_similar"])
def test_pages_of_decisions_cost_the_same_for_any_number(cast: Cast, as_user: SignIn, queries_of: Callable[[], Any], name: str) -> None:
    def cost(count: int) -> int:
        rows = [draft(cast.skill, cast.scm, name="The same aspect") for _n in range(count)]
        batch = sent(*rows, by=cast.scm)
        for row in rows:
            if name != "batch_similar":
                decided(cast, row)
        client = as_user(cast.sa)
        for _warm in range(2):
            client.get(page(name, batch.uid))
        with queries_of() as counted:
            client.get(page(name, batch.uid))
        return len(counted)

    cost(2)  # so that each has something similar
    assert cost(1) == cost(3)


def test_every_filter_and_order_of_a_batch(cast: Cast, as_user: SignIn) -> None:
    first, second, _third = three(cast)
    decided(cast, first)
    batch, client = first.batch, as_user(cast.sa)
    client.get(page("review", second.uid))
    Descriptor.objects.filter(pk=second.pk).alter(seen=second.change, code="B2.1")

    def names(query: str) -> list[str]:
        shown = client.get(page("batch", batch.uid) + query).content.decode()
        return [name for name in ("First one", "Second one", "Third one") if f">{name}</a>" in shown]

    assert names("?show=undecided") == ["Second one", "Third one"]
    assert names("?show=release") == ["First one"]
    assert names("?show=looked") == ["Second one"]
    assert names("?show=nonsense") == ["First one", "Second one", "Third one"]
    for order in ("section", "hints", "state", "name", "nonsense"):
        assert len(names(f"?sort={order}")) == 3


def test_to_an_scm_what_was_decided_has_changed_before_they_look(cast: Cast, as_user: SignIn) -> None:
    rows = three(cast)
    client, changed = as_user(cast.scm), page("batch", rows[0].batch.uid) + "?show=looked"
    assert "changed since you looked" not in client.get(changed).content.decode()
    decided(cast, rows[0], comment=COMMENT)
    assert "changed since you looked" not in client.get(changed).content.decode()

    all_of(cast, rows)

    assert client.get(changed).content.decode().count("changed since you looked") == 1
    client.get(page("review", rows[0].uid))
    assert "changed since you looked" not in client.get(changed).content.decode()


def test_the_batch_says_what_was_reworded_since_it_was_returned(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    writing.edit(
        descriptor=one, seen=one.change, wording=Wording("Home page, said better", one.levels, one.wsos_section_id), by=cast.scm, at=NOW
    )
    batch = sent(one, by=cast.scm)

    shown = as_user(cast.sa).get(page("batch", batch.uid) + "?show=since").content.decode()

    assert "reworded since it was returned" in shown
    assert Submission.objects.get(batch=batch).round == 2


@pytest.fixture
def frozen(cast: Cast) -> str:
    """A freeze that holds since yesterday; a reason that will do."""
    today = timezone.localdate()
    competition = CompetitionFactory.create(first_day=today + timedelta(days=20), last_day=today + timedelta(days=24))
    competition.freeze_on = today - timedelta(days=2)
    competition.save()
    StandardFactory.create(skill=cast.skill, competition=competition)
    return "The jury met late."


def late_pending(cast: Cast) -> Descriptor:
    one = draft(cast.skill, cast.scm)
    row = actions.Row(one, one.change)
    sending = actions.Sending(uuid.uuid4(), cast.skill, [row], late_reason="The brief changed.")
    actions.submit_batches(sendings=[sending], by=cast.scm, at=timezone.now())
    one.refresh_from_db()
    return one


def test_after_the_freeze_a_release_needs_a_reason(cast: Cast, frozen: str, as_user: SignIn) -> None:
    one = late_pending(cast)
    found, client = decided(cast, one, comment=COMMENT), as_user(cast.sa)
    form = {"release": str(uuid.uuid4()), "decision": [str(found.uid)]}

    refused = client.post(page("release", one.batch.uid), form)
    assert refused.status_code == 422
    assert "say in at least 5 characters why" in refused.content.decode()
    assert client.post(page("release", one.batch.uid), form | {"late_reason": frozen}).status_code == 302

    assert Submission.objects.get(descriptor=one).late_decision_reason == frozen
    assert frozen in as_user(cast.scm).get(page("review", one.uid)).content.decode()


def test_after_the_freeze_a_decision_at_once_needs_a_reason(cast: Cast, frozen: str, as_user: SignIn) -> None:
    one, client = late_pending(cast), as_user(cast.sa)
    form = {"seen": one.change, "do": "return", "comment": COMMENT, "now": "on"}

    refused = client.post(page("review", one.uid), form)
    assert refused.status_code == 422
    assert COMMENT in refused.content.decode()
    assert not PendingDecision.objects.exists()
    assert client.post(page("review", one.uid), form | {"late_reason": frozen}).status_code == 302
    assert Submission.objects.get(descriptor=one).late_decision_reason == frozen

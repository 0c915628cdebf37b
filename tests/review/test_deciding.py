"""Decisions through the page: right person, wrong person, wrong state, what was typed."""

import re

import pytest

from assay.descriptors import actions as writing
from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, PENDING_REVIEW, RETURNED
from assay.standards.models import Membership, Role
from tests.factories import (
    NOW,
    draft,
    sa,
    sent,
)
from tests.review.cast import Cast, SignIn, decision, page, wording_of

pytestmark = pytest.mark.django_db


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


def test_an_approval_loses_no_comment(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    client = as_user(cast.sa)

    answer = client.post(page("review", one.uid), decision(one, "approve", comment="Nice one,\r\nbut say more at 2."))

    one.refresh_from_db()
    assert (answer.status_code, one.batch_status) == (422, PENDING_REVIEW)
    assert "An approval sends no comment." in answer.content.decode()
    assert "but say more at 2." in answer.content.decode()


def test_the_comment_of_a_return_that_was_taken_back_hinders_no_approval(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.sa)
    said = "One line,\r\nand another."
    client.post(page("review", one.uid), decision(one, "return", comment=said))
    one.refresh_from_db()
    client.post(page("recall", one.uid), {"seen": one.change})
    one.refresh_from_db()

    client.post(page("review", one.uid), decision(one, "approve", comment=said))

    one.refresh_from_db()
    assert one.batch_status == APPROVED


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
    assert "My own comment" in shown
    assert "Mine" in shown


def test_a_late_approval_without_own_wording_says_what_happened_and_asks_for_no_choice(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    late = decision(one, "approve", **wording_of(one)) | {"seen": one.change - 1}

    answer = as_user(sa(cast.skill)).post(page("review", one.uid), late)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "SA of 17 returned" in shown
    assert "Keep mine" not in shown


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

    for seen in ("", "x", "0", str(2**63), "9" * 5000):
        assert as_user(cast.sa).post(page("review", one.uid), {"do": "approve", "seen": seen}).status_code == 422
        assert as_user(cast.sa).post(page("recall", one.uid), {"seen": seen}).status_code in (409, 422)


def test_nothing_is_decided_without_saying_what(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()

    assert [as_user(cast.sa).post(page("review", one.uid), decision(one, do)).status_code for do in ("", "perhaps")] == [422, 422]
    assert Descriptor.objects.get(pk=one.pk).batch_status == PENDING_REVIEW


def test_a_recall_after_the_scm_began_is_refused(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    writing.reply_to_return(descriptor=one, seen=one.change, reply="What do you mean?", by=cast.scm, at=NOW)

    answer = as_user(cast.sa).post(page("recall", one.uid), {"seen": one.change})

    assert answer.status_code == 409
    assert "has started to work on it" in answer.content.decode()
    assert page("recall", one.uid) not in as_user(cast.sa).get(page("review", one.uid)).content.decode()


def test_lines_of_comment_and_levels_are_as_long_as_their_boxes_count_them(cast: Cast, as_user: SignIn) -> None:
    one, other, client = cast.pending(), cast.pending(), as_user(cast.sa)
    text = "\n".join(["x" * 399] * 9) + "\n" + "y" * 400
    typed = text.replace("\n", "\r\n")

    client.post(page("review", one.uid), decision(one, "return", comment=typed))
    client.post(page("review", other.uid), decision(other, "approve", **wording_of(other, score1=typed)))

    one.refresh_from_db()
    other.refresh_from_db()
    assert len(text) == 4000
    assert (one.batch_status, one.review_comment) == (RETURNED, text)
    assert (other.batch_status, other.score1) == (APPROVED, text)

"""Saved replies: one's own and those of a skill's Skill Advisors, kept, changed, deleted with undo, offered beside the boxes."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.errors import Invalid, NotAllowed, Stale
from assay.review.models import SavedReply
from assay.review.replies import actions
from assay.review.replies.actions import MOST, Saying
from assay.standards.models import Membership
from tests.factories import NOW, deputised, sa, saved_reply, scm
from tests.review.cast import Cast, page

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def names_for(user: User) -> list[str]:
    return [one.name for one in SavedReply.objects.listed_for(User.objects.get(pk=user.pk))]


def test_ones_own_are_ones_own_and_those_of_a_skill_are_for_its_advisors(cast: Cast) -> None:
    saved_reply("Mine", by=cast.sa)
    saved_reply("Ours", by=cast.sa, skill=cast.skill)
    saved_reply("Of the manager", by=cast.scm)
    second = sa(cast.skill)
    deputy = deputised(cast.skill, absent=cast.sa, person=cast.stranger).person
    readers = {
        "sa": cast.sa, "second": second, "deputy": deputy, "scm": cast.scm, "other sa": cast.other_sa,
        "team": cast.team, "secretariat": cast.secretariat, "admin": cast.admin,
    }  # fmt: skip
    assert {who: names_for(user) for who, user in readers.items()} == {
        "sa": ["Mine", "Ours"], "second": ["Ours"], "deputy": ["Ours"], "scm": ["Of the manager"], "other sa": [],
        "team": [], "secretariat": [], "admin": [],
    }  # fmt: skip


def test_with_the_role_goes_what_the_role_shares(cast: Cast) -> None:
    saved_reply("Mine", by=cast.sa)
    saved_reply("Ours", by=cast.sa, skill=cast.skill)
    Membership.objects.filter(user=cast.sa).delete()
    assert names_for(cast.sa) == []
    scm(cast.skill, name="again")
    Membership.objects.create(user=cast.sa, skill=cast.skill, role="SCM")
    assert names_for(cast.sa) == ["Mine"]


@pytest.mark.parametrize("who", ["scm", "other_sa", "team", "secretariat", "admin"])
def test_only_its_advisors_share_and_change_what_is_of_a_skill(cast: Cast, who: str) -> None:
    user, ours = getattr(cast, who), saved_reply(by=cast.sa, skill=cast.skill)
    with pytest.raises(NotAllowed):
        saved_reply(by=user, skill=cast.skill)
    with pytest.raises(NotAllowed):
        actions.reword(reply=ours, saying=Saying("Theirs", "Taken over"), seen=1, by=user)
    with pytest.raises(NotAllowed):
        actions.put_away(reply=ours, deleted=True, by=user, at=NOW)


@pytest.mark.parametrize("who", ["team", "secretariat", "admin", "stranger"])
def test_who_reviews_and_answers_nothing_keeps_none(cast: Cast, as_user: SignIn, who: str) -> None:
    user = getattr(cast, who)
    with pytest.raises(NotAllowed):
        saved_reply(by=user)
    assert as_user(user).get(page("replies")).status_code == 403
    assert "/replies/" not in text_of(as_user(user).get(page("preferences")))


def test_somebody_elses_uid_is_not_taken_over(cast: Cast, as_user: SignIn) -> None:
    theirs = saved_reply("Mine", by=cast.scm)

    assert as_user(cast.sa).post("/replies/new/", {"uid": str(theirs.uid), "name": "Other", "text": "Why?"}).status_code == 302
    assert names_for(cast.sa) == ["Other"]
    assert names_for(cast.scm) == ["Mine"]


def test_a_form_sent_twice_keeps_one(cast: Cast, as_user: SignIn) -> None:
    client, form = (
        as_user(cast.sa),
        {"uid": str(uuid.uuid4()), "name": " Not  observable ", "text": "What would\r\none see? ", "skill": "17"},
    )
    for _ in range(2):
        assert client.post(page("reply_new"), form).headers["Location"] == page("replies")
    one = SavedReply.objects.get()
    assert (one.name, one.text, one.skill, one.owner) == ("Not observable", "What would\none see?", cast.skill, None)


@pytest.mark.parametrize(
    ("name", "text", "field"), [("", "x", "name"), ("n" * 81, "x", "name"), ("n", " ", "text"), ("n", "x" * 4001, "text")]
)
def test_what_cannot_be_kept_stands_in_the_form_again(cast: Cast, as_user: SignIn, name: str, text: str, field: str) -> None:
    answer = as_user(cast.sa).post(page("reply_new"), {"name": name, "text": text})
    said = answer.content.decode()
    assert (answer.status_code, f'id="reply-{field}-error"' in said) == (422, True)
    assert (f'value="{name}"' in said, text.strip() in said) == (True, True)
    assert not SavedReply.objects.exists()


def test_there_is_an_end_to_it(cast: Cast) -> None:
    SavedReply.objects.bulk_create(SavedReply(owner=cast.sa, name=f"R{n}", text="x") for n in range(MOST))
    with pytest.raises(Invalid):
        saved_reply(by=cast.sa)
    assert saved_reply(by=cast.sa, skill=cast.skill).skill == cast.skill


def test_one_of_a_skill_is_changed_by_each_advisor_and_the_slower_one_sees_both(cast: Cast, as_user: SignIn) -> None:
    ours, second = saved_reply("Ours", "First", by=cast.sa, skill=cast.skill), sa(cast.skill)
    assert as_user(second).post(page("reply", ours.uid), {"name": "Ours", "text": "Second", "seen": 1}).status_code == 302
    answer = as_user(cast.sa).post(page("reply", ours.uid), {"name": "Ours", "text": "Third", "seen": 1})
    said = answer.content.decode()
    assert (answer.status_code, "Second" in said, ">Third</textarea>" in said, 'name="seen" value="2"' in said) == (409, True, True, True)
    as_user(cast.sa).post(page("reply", ours.uid), {"name": "Ours", "text": "Third", "seen": 2})
    ours.refresh_from_db()
    assert (ours.text, ours.skill, ours.change) == ("Third", cast.skill, 3)


def test_ones_own_can_be_given_to_a_skill(cast: Cast) -> None:
    mine = saved_reply(by=cast.sa)
    given = actions.reword(reply=mine, saying=Saying(mine.name, mine.text, cast.skill), seen=1, by=cast.sa)
    assert (given.owner, given.skill) == (None, cast.skill)
    other = saved_reply(by=cast.other_sa)
    with pytest.raises(NotAllowed):
        actions.reword(reply=other, saying=Saying("Theirs", "x", cast.skill), seen=1, by=cast.other_sa)


def test_what_is_deleted_comes_back_by_undo(cast: Cast, as_user: SignIn) -> None:
    client, one = as_user(cast.sa), saved_reply("Mine", by=cast.sa)
    answer = client.post(page("reply", one.uid), {"do": "delete"}, follow=True)
    assert "“Mine” is deleted." in text_of(answer)
    assert "No saved replies yet" in text_of(client.get(page("replies")))
    assert client.get(page("reply", one.uid)).status_code == 404
    assert "“Mine” is back." in text_of(client.post(page("reply", one.uid), {"do": "restore"}, follow=True))
    assert names_for(cast.sa) == ["Mine"]


def test_what_was_deleted_meanwhile_is_not_changed(cast: Cast) -> None:
    one = saved_reply(by=cast.sa)
    actions.put_away(reply=one, deleted=True, by=cast.sa, at=NOW)
    with pytest.raises(Stale):
        actions.reword(reply=one, saying=Saying("Again", "x"), seen=2, by=cast.sa)


def test_others_do_not_know_that_it_is_there(cast: Cast, as_user: SignIn) -> None:
    one = saved_reply(by=cast.sa)
    assert as_user(sa(cast.skill)).get(page("reply", one.uid)).status_code == 404


@pytest.mark.parametrize("box", ["comment", "text", "common"])
def test_what_is_typed_in_a_review_is_taken_over_and_kept_only_on_save(cast: Cast, as_user: SignIn, box: str) -> None:
    text = "Levels 2 and 3 are alike: " + "what would one see? " * 4
    said = text_of(as_user(cast.sa).post(page("reply_new") + "?typed=1", {box: text, "uid": str(uuid.uuid4()), "do": "return"}))
    assert f">{text.strip()}</textarea>" in said
    assert 'value="Levels 2 and 3 are alike: what would on…"' in said
    assert not SavedReply.objects.exists()


def test_a_reply_that_is_kept_from_a_review_leads_back_to_it_and_stands_there(cast: Cast, as_user: SignIn) -> None:
    client, one = as_user(cast.sa), cast.pending()
    here = page("review", one.uid) + "?show=undecided"
    assert f'name="from" value="{here}" form="decision"' in text_of(client.get(here))
    assert f'name="from" value="{here}" form="talk-form"' in text_of(client.get(here))
    alone = page("review_talk", one.uid)
    assert f'name="from" value="{alone}" form="talk-form"' in text_of(client.get(alone))
    taken = text_of(client.post(page("reply_new") + "?typed=1", {"comment": "What would one see?", "from": here}))
    assert f'name="from" value="{here}" data-without-scripts' in taken

    refused = client.post(page("reply_new"), {"name": "", "text": "What would one see?", "from": here})
    assert f'name="from" value="{here}"' in refused.content.decode()
    answer = client.post(page("reply_new"), {"name": "Not observable", "text": "What would one see?", "from": here})

    assert answer.headers["Location"] == here
    assert "Not observable" in text_of(client.get(here))


@pytest.mark.parametrize("elsewhere", ["", "https://example.org/", "//example.org/", "review", "/\\example.org", "/\0"])
def test_a_reply_leads_back_to_pages_of_ours_alone(cast: Cast, as_user: SignIn, elsewhere: str) -> None:
    answer = as_user(cast.sa).post(page("reply_new"), {"name": "N", "text": "x", "from": elsewhere})
    assert answer.headers["Location"] in {page("replies"), "/"}


def test_what_the_boxes_offer_can_be_asked_for_alone(cast: Cast, as_user: SignIn) -> None:
    saved_reply("Mine", "What would one see?", by=cast.sa)
    client = as_user(cast.sa)
    said = text_of(client.get(page("replies") + "?offered=1"))
    assert ("Mine" in said, "data-reply" in said, "<html" in said) == (True, True, False)
    assert f'data-offers="{page("replies")}?offered=1"' in text_of(client.get(page("review", cast.pending().uid)))


@pytest.mark.parametrize(("who", "where"), [("sa", "review"), ("sa", "review_talk"), ("scm", "review_talk")])
def test_a_box_offers_them_with_their_texts(cast: Cast, as_user: SignIn, who: str, where: str) -> None:
    user, one = getattr(cast, who), cast.pending()
    saved_reply("Not observable", "What would one see?", by=user)
    said = text_of(as_user(user).get(page(where, one.uid)))
    assert said.count("What would one see?") == (2 if where == "review" else 1)
    assert "data-takes-replies" in said
    assert "What would one see?" not in text_of(as_user(cast.secretariat).get(page(where, one.uid)))


def test_an_answer_to_a_return_and_a_return_of_many_offer_them_too(cast: Cast, as_user: SignIn) -> None:
    one, other = cast.returned(), cast.pending("Other")
    saved_reply("Done", "It is reworded.", by=cast.scm)
    saved_reply("Alike", "They are alike.", by=cast.sa)
    assert "It is reworded." in text_of(as_user(cast.scm).get(page("send") + f"?d={one.uid}"))
    other.refresh_from_db()
    assert other.batch
    form = {"d": str(other.uid), f"change-{other.uid}": other.change, "do": "return"}
    assert "They are alike." in text_of(as_user(cast.sa).post(page("decide_many", other.batch.uid), form))


def test_the_list_and_the_review_ask_as_often_for_one_as_for_three(cast: Cast, as_user: SignIn) -> None:
    client, one, counts = as_user(cast.sa), cast.pending(), []
    for number in (1, 3):
        for n in range(number):
            saved_reply(f"R{number}{n}", by=cast.sa, skill=cast.skill if n % 2 else None)
        for url in (page("replies"), page("review", one.uid)):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("fields", [{}, {"owner", "skill"}, {"owner", "blank"}])
def test_the_database_keeps_no_reply_of_nobody_of_two_or_without_a_text(cast: Cast, fields: set[str]) -> None:
    known = {"owner": cast.sa if "owner" in fields else None, "skill": cast.skill if "skill" in fields else None}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedReply.objects.create(name="N", text="" if "blank" in fields else "x", **known)

"""What people say about a descriptor in review, and who reads it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.notifications.jobs import run_due
from assay.notifications.kinds import kinds, permitted
from assay.notifications.models import Notice
from assay.review.actions import approve, withdraw
from assay.review.batch_page import batch_page
from assay.review.looking import looked_at
from assay.review.talk.actions import Words, comment, reword, settle, take_back
from assay.review.talk.models import CHANGEABLE_FOR, Comment
from assay.review.talk.reading import comments_visible_to, counted_for
from assay.review.trail import Trail
from assay.standards.models import Membership, Role, Skill, TeamSees
from tests.factories import draft, member, sa, sent
from tests.review.cast import Cast, page

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SECRET = "Xylograph between us"


def said(one: Descriptor, by: User, text: str = "What is a page?", *, at: datetime | None = None, **words: Any) -> Comment:
    return comment(uid=uuid.uuid4(), descriptor=one, words=Words(text, **words), by=by, at=at or timezone.now())


def readers(cast: Cast) -> set[str]:
    everybody = {name: getattr(cast, name) for name in ("scm", "sa", "other_scm", "other_sa", "team", "secretariat", "admin", "stranger")}
    return {name for name, user in everybody.items() if comments_visible_to(User.objects.get(pk=user.pk)).exists()}


def watch(cast: Cast) -> User:
    Skill.objects.filter(pk=cast.skill.pk).update(team_sees=TeamSees.IN_REVIEW)
    return User.objects.get(pk=cast.team.pk)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_comment_is_read_by_those_who_read_the_review(cast: Cast) -> None:
    said(cast.pending(), cast.sa)
    assert readers(cast) == {"scm", "sa", "secretariat", "admin"}
    watch(cast)
    assert readers(cast) == {"scm", "sa", "secretariat", "admin", "team"}


def test_the_team_reads_no_comments_after_the_decision(cast: Cast) -> None:
    one = cast.pending()
    said(one, cast.sa)
    watch(cast)
    approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())
    assert readers(cast) == {"scm", "sa", "secretariat", "admin"}


def test_what_was_withdrawn_takes_its_comments_from_the_advisor(cast: Cast) -> None:
    one = cast.pending()
    said(one, cast.sa)
    one.refresh_from_db()
    withdraw(descriptor=one, seen=one.change, by=cast.scm, at=timezone.now())
    assert readers(cast) == {"scm", "admin"}


@pytest.mark.parametrize("who", ["other_scm", "other_sa", "team", "secretariat", "admin", "stranger"])
def test_others_write_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        said(cast.pending(), getattr(cast, who))


def test_after_the_decision_nothing_is_said(cast: Cast) -> None:
    one = cast.pending()
    one = approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())
    with pytest.raises(DomainError):
        said(one, cast.scm)


def test_a_repeat_is_one_comment_and_an_answer_of_an_answer_joins_the_thread(cast: Cast) -> None:
    one, key, at = cast.pending(), uuid.uuid4(), timezone.now()
    for _ in range(2):
        first = comment(uid=key, descriptor=one, words=Words("Why?", "level2"), by=cast.sa, at=at)
    answer = said(one, cast.scm, "Because.", answers=first)
    again = said(one, cast.sa, "I see.", answers=answer)
    assert Comment.objects.count() == 3
    assert (again.answers, again.about, again.version) == (first, "level2", one.version)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_a_comment_has_a_text(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        said(cast.pending(), cast.sa, text)


def test_its_author_changes_and_removes_it_for_a_quarter_of_an_hour_and_strikes_it_out_later(cast: Cast) -> None:
    one, at = cast.pending(), timezone.now()
    first, second = said(one, cast.sa, at=at), said(one, cast.sa, at=at)
    later = at + CHANGEABLE_FOR
    with pytest.raises(NotAllowed):
        reword(comment=first, text="Mine", seen=1, by=cast.scm, at=at)
    first = reword(comment=first, text="Better", seen=1, by=cast.sa, at=at)
    with pytest.raises(Stale):
        reword(comment=first, text="Too late", seen=1, by=cast.sa, at=at)
    gone = take_back(comment=first, seen=2, by=cast.sa, at=at)
    with pytest.raises(DomainError):
        reword(comment=second, text="Later", seen=1, by=cast.sa, at=later)
    struck = take_back(comment=second, seen=1, by=cast.sa, at=later)
    assert (gone.text, struck.text) == ("", "What is a page?")
    assert [event.verb for event in Event.objects.filter(subject_type="comment").order_by("position")] == [
        "commented", "commented", "edited", "deleted", "struck_out"
    ]  # fmt: skip
    assert not any("page" in str(event.data) for event in Event.objects.filter(subject_type="comment"))


def test_either_side_settles_and_opens_again_and_the_team_does_not(cast: Cast) -> None:
    one, at = cast.pending(), timezone.now()
    team = watch(cast)
    first = said(one, cast.sa)
    with pytest.raises(NotAllowed):
        settle(comment=first, resolved=True, seen=1, by=team, at=at)
    first = settle(comment=first, resolved=True, seen=1, by=cast.scm, at=at)
    assert settle(comment=first, resolved=True, seen=1, by=cast.sa, at=at).change == 2
    assert settle(comment=first, resolved=False, seen=2, by=cast.sa, at=at).resolved_at is None


def test_the_other_side_hears_of_it_in_one_mail_with_the_full_text_and_no_level(cast: Cast) -> None:
    one, at = cast.pending("Page layout"), timezone.now()
    mail.outbox.clear()
    first = said(one, cast.sa, "First words", at=at)
    said(one, cast.sa, "Second <words>", about="level2", at=at)
    gone = said(one, cast.sa, "Third words", at=at)
    take_back(comment=gone, seen=1, by=cast.sa, at=at)
    reword(comment=first, text="Better words", seen=1, by=cast.sa, at=at)
    run_due(now=at + timedelta(minutes=16))
    [message] = [message for message in mail.outbox if "comment" in message.subject]
    assert (message.to, message.subject) == ([cast.scm.email], "Batch 17-01: 2 comments")
    assert all(word in str(message.body) for word in ("Better words", "Second <words>", "Level 2", f"/review/{one.uid}/talk/"))
    assert not any(word in str(message.body) for word in ("First words", "Third words", *one.levels))


def test_whoever_left_hears_nothing_more(cast: Cast) -> None:
    said(cast.pending(), cast.sa)
    Membership.objects.filter(user=cast.scm).delete()
    user = User.objects.get(pk=cast.scm.pk)
    assert permitted(user, list(Notice.objects.filter(user=user, kind="commented"))) == []


def test_the_batch_counts_them_and_says_what_is_new(cast: Cast) -> None:
    one, at = cast.pending(), timezone.now()
    batch = Descriptor.objects.get(pk=one.pk).batch
    assert batch
    looked_at([one], by=cast.sa, at=at)
    first = said(one, cast.scm, at=at + timedelta(seconds=1))
    said(one, cast.scm, answers=first, at=at + timedelta(seconds=2))
    [line] = batch_page(batch, cast.sa, trail=Trail(), at=at).lines
    assert (line.comments.said, line.looked) == ("2 comments, 1 open", "changed")
    [own] = batch_page(batch, cast.scm, trail=Trail(), at=at).lines
    assert own.looked == "new"
    settle(comment=first, resolved=True, seen=1, by=cast.sa, at=at)
    assert counted_for(cast.sa, [one.pk])[one.pk].said == "2 comments"


@pytest.mark.parametrize("where", ["review", "review_talk"])
def test_the_pages_ask_as_often_for_one_comment_as_for_three(cast: Cast, as_user: SignIn, where: str) -> None:
    one, client, counts = cast.pending(), as_user(cast.sa), []
    for _ in range(2):
        first = said(one, cast.scm, about="level1")
        said(one, cast.sa, answers=first)
        client.get(page(where, one.uid))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page(where, one.uid)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_comment_is_written_on_the_page_and_stands_at_its_level_and_in_the_editor(cast: Cast, as_user: SignIn) -> None:
    one = cast.returned()
    form = {"uid": uuid.uuid4(), "text": "Which grid?", "about": "level2", "back": "review"}
    answer = as_user(cast.sa).post(page("review_talk", one.uid), form)
    made = Comment.objects.get()
    assert answer.headers["Location"] == page("review", one.uid) + f"#comment-{made.uid}"
    shown = text_of(as_user(cast.sa).get(page("review", one.uid)))
    assert shown.count("Which grid?") >= 1
    assert 'href="#about-level2"' in shown
    assert "Which grid?" in text_of(as_user(cast.scm).get(page("edit", one.uid)))


def test_what_was_typed_stands_there_again(cast: Cast, as_user: SignIn) -> None:
    one = cast.pending()
    approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())
    answer = as_user(cast.scm).post(page("review_talk", one.uid), {"uid": uuid.uuid4(), "text": "Long thoughts"})
    assert answer.status_code == 409
    assert "Long thoughts" in text_of(answer)
    other = cast.pending("Another")
    answer = as_user(cast.scm).post(page("review_talk", other.uid), {"text": "x" * 4001, "about": "level1"})
    assert (answer.status_code, "x" * 4001 in text_of(answer)) == (422, True)


def test_the_team_reads_and_comments_and_decides_nothing(cast: Cast, as_user: SignIn) -> None:
    one, team = cast.pending(), watch(cast)
    said(one, cast.sa, "Which grid?")
    assert "Which grid?" in text_of(as_user(team).get(page("review_talk", one.uid)))
    assert page("review_talk", one.uid) in text_of(as_user(team).get(page("descriptor", one.uid)))
    assert as_user(team).post(page("review_talk", one.uid), {"uid": uuid.uuid4(), "text": "The team says"}).status_code == 302
    assert as_user(team).get(page("review", one.uid)).status_code == 404
    assert {notice.user for notice in Notice.objects.filter(kind="commented", data__comment=str(Comment.objects.get(by=team).uid))} == {
        cast.scm, cast.sa
    }  # fmt: skip


# To reviewers only.


def test_only_advisors_of_the_skill_write_and_answer_to_reviewers(cast: Cast) -> None:
    one, both = cast.pending(), sa(cast.skill)
    Membership.objects.create(user=both, skill=cast.skill, role=Role.SCM)
    for who in (cast.scm, both):
        with pytest.raises(NotAllowed):
            said(one, who, to_reviewers=True)
    first = said(one, cast.sa, SECRET, to_reviewers=True)
    with pytest.raises(NotAllowed):
        said(one, cast.scm, answers=first)
    assert said(one, sa(cast.skill), answers=first).to_reviewers
    assert readers(cast) == {"sa"}
    assert not comments_visible_to(both).exists()


def everything_linked(client: Client, *start: str) -> dict[str, str]:
    """Return every page of the product that can be reached within three steps, by its address."""
    from tests.forms import Links  # noqa: PLC0415

    pages: dict[str, str] = {}
    ahead = list(start)
    for _ in range(3):
        found: set[str] = set()
        for url in ahead:
            answer = client.get(url)
            pages[url] = "" if answer.streaming else answer.content.decode(errors="replace")  # files among them
            if "html" in answer.headers.get("Content-Type", ""):
                found |= {
                    link.partition("#")[0]
                    for link in Links(pages[url]).addresses
                    if link.startswith("/") and not link.startswith("/static/")
                }
        ahead = sorted(found - set(pages))[:120]
    return pages


@pytest.mark.parametrize("who", ["scm", "team", "secretariat", "admin", "other_sa"])
def test_a_comment_to_reviewers_stands_nowhere_else(cast: Cast, as_user: SignIn, who: str) -> None:
    one, at = cast.returned("Planted one"), timezone.now()
    other = draft(cast.skill, cast.scm, name="Planted too")
    sent(other, by=cast.scm)
    watch(cast)
    second = sa(cast.skill, name="Second SA")
    first = said(one, cast.sa, SECRET, about="level2", to_reviewers=True, at=at)
    said(one, second, SECRET, answers=first, at=at)
    said(other, second, SECRET, to_reviewers=True, at=at)
    user = User.objects.get(pk=getattr(cast, who).pk)
    client = as_user(user)
    batch = Descriptor.objects.get(pk=one.pk).batch
    assert batch
    known = [page(name, one.uid) for name in ("review", "review_talk", "descriptor", "edit", "preview")]
    pages = everything_linked(client, "/", *known, page("batch", batch.uid), page("events"), page("notices"))
    assert [url for url, text in pages.items() if "xylograph" in text.casefold()] == []
    assert [url for url, text in pages.items() if f"{first.uid}" in text] == []
    assert not counted_for(user, [one.pk, other.pk])
    assert not Notice.objects.filter(user=user, kind="commented").exists()
    assert not Event.objects.filter(subject_type="comment").exists()
    assert client.post(page("review_comment", one.uid, first.uid), {"seen": 1, "do": "resolve"}).status_code == 404
    assert client.post(page("review_talk", one.uid), {"text": "?", "answers": first.uid}).status_code == 404
    run_due(now=at + timedelta(minutes=16))
    assert {message.to[0] for message in mail.outbox if SECRET in str(message.body)} == {cast.sa.email, second.email}


def test_the_planted_text_is_found_where_it_belongs(cast: Cast, as_user: SignIn) -> None:
    """Teeth: the same search finds it for a Skill Advisor of the skill."""
    one = cast.pending()
    said(one, cast.sa, SECRET, to_reviewers=True)
    pages = everything_linked(as_user(sa(cast.skill)), "/", page("review", one.uid))
    assert SECRET in pages[page("review", one.uid)]


def test_who_became_a_manager_hears_nothing_more_of_comments_to_reviewers(cast: Cast) -> None:
    second = sa(cast.skill)
    said(cast.pending(), cast.sa, SECRET, to_reviewers=True)
    [notice] = Notice.objects.filter(user=second, kind="commented")
    assert SECRET in kinds["commented"].sentence(permitted(second, [notice])[0])
    Membership.objects.create(user=second, skill=cast.skill, role=Role.SCM)
    assert permitted(User.objects.get(pk=second.pk), [notice]) == []


def test_a_comment_of_another_descriptor_is_not_answered_here(cast: Cast) -> None:
    first = said(cast.pending("Page layout"), cast.sa)
    with pytest.raises(DomainError):
        said(cast.pending("API tokens"), cast.scm, answers=first)


def test_a_stranger_to_the_skill_in_another_team_reads_nothing(cast: Cast) -> None:
    said(cast.pending(), cast.sa)
    other = Skill.objects.exclude(pk=cast.skill.pk).first()
    assert other
    Skill.objects.update(team_sees=TeamSees.IN_REVIEW)
    assert not comments_visible_to(member("SKILL_TEAM", other)).exists()

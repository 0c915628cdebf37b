"""Guests: they read and comment one batch until a day, see nothing else, and decide nothing."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors.actions import delete, edit
from assay.descriptors.models import Batch, Collection, Descriptor, SavedSearch, Submission
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.log import readable_by
from assay.history.models import Event
from assay.notifications.jobs import run_due
from assay.notifications.kinds import permitted
from assay.notifications.models import Notice
from assay.review.actions import approve, recall, return_for_changes, withdraw
from assay.review.batches import batches_visible_to, submissions_visible_to
from assay.review.deciding.reading import decisions_visible_to
from assay.review.guests import actions
from assay.review.guests.reading import rounds_read_by
from assay.review.models import Comment, Guest, SavedReply
from assay.review.talk.actions import Words, comment, settle
from assay.review.talk.reading import comments_visible_to
from assay.standards.models import Membership, Role
from assay.standards.roles import forget_roles
from tests import factories as make
from tests.review.cast import Cast, page
from tests.test_access import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOME = "/guest/"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def batch_of(one: Descriptor) -> Batch:
    return Batch.objects.select_related("skill").get(submissions__descriptor=one, submissions__outcome=None)


def said(one: Descriptor, by: User, text: str = "What is a page?", **words: Any) -> Comment:
    return comment(uid=uuid.uuid4(), descriptor=one, words=Words(text, **words), by=User.objects.get(pk=by.pk), at=timezone.now())


def read_by(user: User) -> set[str]:
    return {one.text for one in comments_visible_to(User.objects.get(pk=user.pk))}


@pytest.fixture
def one(cast: Cast) -> Descriptor:
    return cast.pending()


@pytest.fixture
def guest(cast: Cast, one: Descriptor) -> User:
    return make.guest(batch_of(one), by=cast.sa).user


# Inviting


@pytest.mark.parametrize("who", ["sa", "secretariat", "admin", "deputy"])
def test_advisors_of_the_skill_and_those_who_oversee_invite(cast: Cast, one: Descriptor, who: str) -> None:
    deputy = make.deputised(cast.skill, absent=cast.sa, person=cast.stranger).person
    assert make.guest(batch_of(one), by=User.objects.get(pk=(deputy if who == "deputy" else getattr(cast, who)).pk)).is_live


@pytest.mark.parametrize("who", ["scm", "team", "other_sa", "other_scm", "stranger"])
def test_nobody_else_invites_nor_changes_an_invitation(cast: Cast, one: Descriptor, who: str) -> None:
    user, there = getattr(cast, who), make.guest(batch_of(one), by=cast.sa)
    day, at = timezone.localdate(), timezone.now()
    with pytest.raises(NotAllowed):
        make.guest(batch_of(one), by=user)
    with pytest.raises(NotAllowed):
        actions.change(guest=there, last=day, sees_confidential=True, seen=1, by=user, at=at)
    for act in (actions.take_back, actions.give_back):
        with pytest.raises(NotAllowed):
            act(guest=there, by=user, at=at)


def test_the_mail_says_who_what_until_when_and_names_no_descriptor(cast: Cast, one: Descriptor) -> None:
    mail.outbox.clear()
    invited = make.guest(batch_of(one), by=cast.sa, email="reviewer@example.com")
    run_due(now=timezone.now())
    [message] = [message for message in mail.outbox if message.to == ["reviewer@example.com"]]
    body = str(message.body)
    assert message.subject == "You are invited to read batch 17-01"
    assert all(words in body for words in ("SA of 17", "17-01", HOME, "reviewer@example.com", "You need no password"))
    assert not any(words in body for words in (one.criterion_name, *one.levels))
    assert (invited.user.access, invited.user.has_usable_password()) == (Access.PENDING, False)


def test_an_account_that_is_there_stays_as_it_is(cast: Cast, one: Descriptor) -> None:
    there = make.UserFactory.create(name="Their name", email="Reviewer@example.com")
    assert make.guest(batch_of(one), by=cast.sa, email="reviewer@EXAMPLE.com").user == there
    there.refresh_from_db()
    assert (there.name, there.access) == ("Their name", Access.MEMBER)


@pytest.mark.parametrize("who", ["sa", "scm", "secretariat", "admin", "closed", "guest"])
def test_who_reads_it_anyway_or_cannot_sign_in_is_not_invited(cast: Cast, one: Descriptor, guest: User, who: str) -> None:
    user = {"closed": make.UserFactory.create(is_active=False), "guest": guest}.get(who) or getattr(cast, who)
    with pytest.raises(Invalid) as refusal:
        make.guest(batch_of(one), by=cast.sa, email=user.email)
    assert list(refusal.value.fields) == ["email"]
    assert Guest.objects.get().user == guest


@pytest.mark.parametrize("days", [-2, 367])
def test_the_last_day_is_ahead_and_within_a_year(cast: Cast, one: Descriptor, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        make.guest(batch_of(one), by=cast.sa, days=days)
    assert list(refusal.value.fields) == ["last"]
    assert not User.objects.filter(name="Guest").exists()


def test_the_same_form_twice_is_one_invitation(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    client, batch = as_user(cast.sa), batch_of(one)
    form = {"uid": str(uuid.uuid4()), "name": "Guest", "email": "g@example.com", "last": str(timezone.localdate() + timedelta(days=3))}
    for _ in range(2):
        answer = client.post(page("guest_invite", batch.uid), form)
        assert answer.headers["Location"] == page("batch", batch.uid) + "#guests"
    assert [guest.user.email for guest in Guest.objects.all()] == ["g@example.com"]
    assert [event.verb for event in Event.objects.order_by("-position")[:2]] == ["guest_invited", "added"]
    answer = client.post(page("guest_invite", batch.uid), form | {"uid": str(uuid.uuid4()), "name": "Once more"})
    assert (answer.status_code, 'value="Once more"' in answer.content.decode()) == (422, True)


def test_the_uid_of_a_guest_of_another_batch_is_not_taken_over(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    there = make.guest(make.sent(make.draft(cast.skill, cast.scm, name="Another one"), by=cast.scm), by=cast.sa)
    form = {"uid": str(there.uid), "name": "Guest", "email": "g@example.com", "last": str(timezone.localdate() + timedelta(days=3))}

    assert as_user(cast.sa).post(page("guest_invite", batch_of(one).uid), form).status_code == 302
    assert Guest.objects.filter(batch=batch_of(one)).exclude(uid=there.uid).count() == 1


def test_who_was_a_guest_is_invited_anew(cast: Cast, one: Descriptor) -> None:
    first = make.guest(batch_of(one), by=cast.sa, email="g@example.com")
    actions.take_back(guest=first, by=cast.sa, at=timezone.now())
    again = make.guest(batch_of(one), by=cast.sa, email="g@example.com")
    assert (again.pk, again.is_live, again.change) == (first.pk, True, 3)


@pytest.mark.parametrize("fields", [{"ends_at": timezone.now() - timedelta(days=900)}, {"ended_at": timezone.now()}])
def test_the_database_refuses_an_invitation_that_makes_no_sense(cast: Cast, one: Descriptor, fields: dict[str, Any]) -> None:
    there = make.guest(batch_of(one), by=cast.sa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.filter(pk=there.pk).update(**fields)


# Reading


def test_a_guest_comes_to_their_batch_and_reads_it(cast: Cast, one: Descriptor, guest: User, as_user: SignIn) -> None:
    client = as_user(guest)
    assert client.get("/").headers["Location"] == HOME
    assert client.get("/waiting/", follow=True).redirect_chain[-1][0] == HOME
    home = text_of(client.get(HOME))
    assert all(words in home for words in ("Batch 17-01", "0 of 1 decided", "Open to you until", one.criterion_name))
    shown = text_of(client.get(page("review_talk", one.uid)))
    assert all(level in shown for level in one.levels)


def test_the_way_elsewhere_leads_back_to_the_batch(guest: User, as_user: SignIn) -> None:
    answer = as_user(guest).get("/library/")
    words = answer.content.decode()
    assert (answer.status_code, "You are a guest" in words, f'href="{HOME}"' in words) == (403, True, True)
    rail = text_of(as_user(guest).get(HOME))
    assert not any(f'href="{path}"' in rail for path in ("/library/", "/review/", "/standards/", "/collections/", "/replies/"))


def test_nothing_else_is_there_for_a_guest_in_any_state() -> None:
    world = World("guest")
    guest = world.principal
    assert guest
    make.sent(make.draft(world.skill, world.scm, name="Another batch"), by=world.scm)
    said(world.descriptors["returned"], world.sa)
    mine = said(world.descriptors["pending"], world.sa)
    querysets: dict[str, Any] = {
        "descriptors": Descriptor.objects.visible_to(guest), "batches": batches_visible_to(guest), "rounds": submissions_visible_to(guest),
        "decisions": decisions_visible_to(guest), "events": readable_by(guest), "searches": SavedSearch.objects.visible_to(guest),
        "collections": Collection.objects.visible_to(guest), "replies": SavedReply.objects.visible_to(guest),
    }  # fmt: skip
    assert {name for name, rows in querysets.items() if rows.exists()} == set()
    assert [one.descriptor for one in rounds_read_by(guest)] == [world.descriptors["pending"]]
    assert list(comments_visible_to(guest)) == [mine]
    permissions = (
        "descriptors.view",
        "descriptors.see_review",
        "review.comment",
        "review.advise",
        "descriptors.edit",
        "descriptors.curate",
    )
    assert [perm for perm in permissions for row in world.descriptors.values() if guest.has_perm(perm, row)] == []


def test_it_ends_by_itself_after_the_last_day(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    there = make.guest(batch_of(one), by=cast.sa, days=2)
    comment_of_sa = said(one, cast.sa)
    for moment, is_open in ((there.last_moment, True), (there.ends_at, False)):
        with time_machine.travel(moment, tick=False):
            client = as_user(there.user)
            assert (client.get(page("review_talk", one.uid)).status_code == 200) == is_open
            assert (client.get(HOME).status_code == 200) == is_open
            assert (client.get("/").headers["Location"] == HOME) == is_open
            assert rounds_read_by(there.user).exists() == is_open
            assert (comment_of_sa in comments_visible_to(there.user)) == is_open
    with time_machine.travel(there.ends_at, tick=False):
        assert as_user(there.user).get("/library/").headers["Location"] == "/waiting/"
        assert as_user(there.user).post(page("review_talk", one.uid), {"text": "Late"}).status_code == 403
        with pytest.raises(NotAllowed):
            said(one, there.user)


def test_it_is_taken_back_and_given_back(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    there = make.guest(batch_of(one), by=cast.sa)
    url = page("guest_change", there.batch.uid, there.uid)
    for do, is_open in (("take_back", False), ("take_back", False), ("give_back", True), ("give_back", True)):
        assert as_user(cast.sa).post(url, {"do": do}).status_code == 302
        assert (as_user(there.user).get(HOME).status_code == 200) == is_open
    assert [event.verb for event in Event.objects.filter(verb__startswith="guest").order_by("position")] == [
        "guest_invited", "guest_ended", "guest_changed"
    ]  # fmt: skip


def test_whose_account_is_closed_reads_nothing(one: Descriptor, guest: User) -> None:
    assert [round_.descriptor for round_ in rounds_read_by(guest)] == [one]
    User.objects.filter(pk=guest.pk).update(is_active=False)
    assert not rounds_read_by(User.objects.get(pk=guest.pk)).exists()


def test_another_last_day_is_told_by_mail_and_the_slower_one_is_told(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    there, last = make.guest(batch_of(one), by=cast.sa), timezone.localdate() + timedelta(days=20)
    url = page("guest_change", there.batch.uid, there.uid)
    assert as_user(cast.sa).post(url, {"last": str(last), "seen": 1}).status_code == 302
    mail.outbox.clear()
    run_due(now=timezone.now())
    assert [message.subject for message in mail.outbox if message.to == [there.user.email]][-1].startswith("You can read batch 17-01 until")
    assert as_user(cast.admin).post(url, {"last": str(last - timedelta(days=1)), "seen": 1}).status_code == 409
    assert as_user(cast.sa).post(url, {"last": "2020-01-01", "seen": 2}).status_code == 422
    with pytest.raises(Stale):
        actions.change(guest=there, last=last, sees_confidential=True, seen=7, by=cast.sa, at=timezone.now())


def test_what_was_sent_is_read_also_after_it_is_reworded(cast: Cast, one: Descriptor, guest: User, as_user: SignIn) -> None:
    back = return_for_changes(descriptor=one, seen=one.change, comment="Say what can be seen.", by=cast.sa, at=timezone.now())
    better = type(back.wording)("Another name", ("a", "b", "c", "d"), back.wsos_section_id)
    edit(descriptor=back, seen=back.change, wording=better, by=cast.scm, at=timezone.now())
    client = as_user(guest)
    shown = text_of(client.get(page("review_talk", one.uid)))
    assert (one.levels[2] in shown, "Another name" in shown, "This one is decided" in shown) == (True, False, True)
    home = text_of(client.get(HOME))
    assert ("Another name" in home, "Returned" in home) == (False, True)
    assert client.post(page("review_talk", one.uid), {"text": "Too late"}).status_code == 409


def test_what_was_withdrawn_or_deleted_is_gone_and_a_later_batch_is_another_one(cast: Cast, one: Descriptor, guest: User) -> None:
    one.refresh_from_db()
    row = withdraw(descriptor=one, seen=one.change, by=cast.scm, at=timezone.now())
    assert not rounds_read_by(guest).exists()
    make.sent(row, by=cast.scm)
    assert not rounds_read_by(guest).exists()
    with pytest.raises(NotAllowed):
        said(row, guest)


def test_what_was_returned_and_deleted_is_gone(cast: Cast, one: Descriptor, guest: User) -> None:
    back = return_for_changes(descriptor=one, seen=one.change, comment="Say what can be seen.", by=cast.sa, at=timezone.now())
    assert rounds_read_by(guest).exists()
    delete(descriptor=back, seen=back.change, by=cast.scm, at=timezone.now())
    assert not rounds_read_by(guest).exists()


@pytest.mark.parametrize("allowed", [False, True])
def test_what_is_confidential_is_there_only_where_the_invitation_says_so(
    cast: Cast, one: Descriptor, as_user: SignIn, allowed: bool
) -> None:
    Descriptor.objects.filter(pk=one.pk).update(confidential_until=timezone.now() + timedelta(days=90))
    assert "sees_confidential" in text_of(as_user(cast.sa).get(page("guest_invite", batch_of(one).uid)))
    there = make.guest(batch_of(one), by=cast.sa, sees_confidential=allowed)
    said(one, cast.sa)
    client = as_user(there.user)
    assert (one.criterion_name in text_of(client.get(HOME))) == allowed
    assert client.get(page("review_talk", one.uid)).status_code == (200 if allowed else 404)
    assert comments_visible_to(there.user).exists() == allowed


# Commenting


def test_what_a_guest_says_is_read_by_both_sides_and_answered(cast: Cast, one: Descriptor, guest: User, as_user: SignIn) -> None:
    answer = as_user(guest).post(page("review_talk", one.uid), {"uid": str(uuid.uuid4()), "text": "Which grid?", "about": "level2"})
    assert answer.headers["Location"].startswith(page("review_talk", one.uid) + "#comment-")
    for user in (cast.sa, cast.scm):
        shown = text_of(as_user(user).get(page("review_talk", one.uid)))
        assert ("Which grid?" in shown, "(guest)" in shown) == (True, True)
    assert {notice.user for notice in Notice.objects.filter(kind="commented")} == {cast.sa, cast.scm}


def test_to_reviewers_is_between_the_advisors_and_the_guests(cast: Cast, one: Descriptor) -> None:
    said(one, cast.sa, "Before they came", to_reviewers=True)
    guest, other = (make.guest(batch_of(one), by=cast.sa).user for _ in range(2))
    first = said(one, cast.sa, "Between us", to_reviewers=True)
    said(one, guest, "My answer", answers=first)
    mine = said(one, guest, "Mine to you", to_reviewers=True)
    among = {"Between us", "My answer", "Mine to you"}
    assert (read_by(guest), read_by(other), read_by(cast.sa)) == (among, among, among | {"Before they came"})
    assert all(read_by(user) == set() for user in (cast.scm, cast.secretariat, cast.admin, cast.team))
    before = Comment.objects.get(text="Before they came")
    with pytest.raises(NotAllowed):
        said(one, guest, "I should not know of it", answers=before)
    assert mine.to_reviewers
    assert not Event.objects.filter(subject_type="comment").exists()


def test_a_guest_reads_of_what_was_said_in_their_batch_alone(cast: Cast, one: Descriptor) -> None:
    said(one, cast.sa, "In the first round")
    back = return_for_changes(descriptor=one, seen=one.change, comment="Say what can be seen.", by=cast.sa, at=timezone.now())
    make.sent(back, by=cast.scm, reply="Done.")
    guest = make.guest(batch_of(back), by=cast.sa).user
    said(back, cast.sa, "In the second round")
    assert read_by(guest) == {"In the second round"}


def test_a_guest_decides_nothing_and_settles_nothing(cast: Cast, one: Descriptor, guest: User) -> None:
    first, at = said(one, cast.sa), timezone.now()
    one.refresh_from_db()
    with pytest.raises(NotAllowed):
        settle(comment=first, resolved=True, seen=1, by=guest, at=at)
    with pytest.raises(NotAllowed):
        approve(descriptor=one, seen=one.change, by=guest, at=at)
    with pytest.raises(NotAllowed):
        return_for_changes(descriptor=one, seen=one.change, comment="Say what.", by=guest, at=at)
    back = return_for_changes(descriptor=one, seen=one.change, comment="Say what can be seen.", by=cast.sa, at=at)
    with pytest.raises((NotAllowed, DomainError)):
        recall(descriptor=back, seen=back.change, by=guest, at=at)


def test_a_guest_is_told_of_answers_to_them_and_of_nothing_else(cast: Cast, one: Descriptor, guest: User, as_user: SignIn) -> None:
    mine, other = said(one, guest, "Which grid?"), said(one, cast.sa, "Something else")
    said(one, cast.scm, "To the advisor", answers=other)
    answer = said(one, cast.scm, "The one of twelve", answers=mine)
    assert [notice.data["comment"] for notice in Notice.objects.filter(user=guest)] == [str(answer.uid)]
    bell = text_of(as_user(guest).get("/notices/"))
    assert "The one of twelve" in bell
    mail.outbox.clear()
    run_due(now=timezone.now() + timedelta(minutes=16))
    [message] = [message for message in mail.outbox if message.to == [guest.email] and "comment" in message.subject]
    assert page("review_talk", one.uid) in str(message.body)


def test_whose_invitation_ended_hears_nothing_more(cast: Cast, one: Descriptor, guest: User, as_user: SignIn) -> None:
    said(one, cast.scm, "The one of twelve", answers=said(one, guest, "Which grid?"))
    actions.take_back(guest=Guest.objects.get(), by=cast.sa, at=timezone.now())
    user = User.objects.get(pk=guest.pk)
    assert permitted(user, list(Notice.objects.filter(user=user))) == []
    assert "twelve" not in text_of(as_user(user).get("/notices/"))
    mail.outbox.clear()
    run_due(now=timezone.now() + timedelta(minutes=16))
    assert [message for message in mail.outbox if message.to == [guest.email] and "comment" in message.subject] == []


def test_notices_of_other_kinds_are_not_for_guests(guest: User, one: Descriptor) -> None:
    notice = Notice.objects.create(
        user=guest, kind="batch_submitted", key="planted", data={"batch": str(batch_of(one).uid)}, created_at=timezone.now()
    )
    assert permitted(guest, [notice]) == []


# People who are something else as well


def test_somebody_of_another_skill_is_a_guest_beside_what_they_are(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    make.guest(batch_of(one), by=cast.sa, email=cast.other_sa.email)
    said(one, cast.sa, "Between us", to_reviewers=True)
    client = as_user(cast.other_sa)
    assert client.get("/library/").status_code == 200
    assert HOME in text_of(client.get(page("review_queue")))
    assert "Between us" in text_of(client.get(page("review_talk", one.uid)))
    assert client.get(page("review", one.uid)).status_code == 404
    assert client.get(page("batch", batch_of(one).uid)).status_code == 404


@pytest.mark.parametrize("role", [Role.SCM, Role.SA])
def test_a_role_in_the_skill_takes_the_place_of_the_invitation(cast: Cast, one: Descriptor, role: Role) -> None:
    make.guest(batch_of(one), by=cast.sa, email=cast.stranger.email)
    said(one, cast.sa, "Between us", to_reviewers=True)
    assert read_by(cast.stranger) == {"Between us"}
    Membership.objects.create(user=cast.stranger, skill=cast.skill, role=role)
    forget_roles(cast.stranger)
    assert read_by(cast.stranger) == ({"Between us"} if role == Role.SA else set())
    assert not rounds_read_by(User.objects.get(pk=cast.stranger.pk)).exists()


# What the batch shows


def test_the_batch_lists_its_guests_and_what_happened(cast: Cast, one: Descriptor, as_user: SignIn) -> None:
    there = make.guest(batch_of(one), by=cast.sa, email="reviewer@example.com")
    url = page("batch", there.batch.uid)
    for user, may_invite in ((cast.sa, True), (cast.secretariat, True), (cast.scm, False)):
        shown = text_of(as_user(user).get(url))
        assert ("reviewer@example.com" in shown, "Take back" in shown, "Invite a guest" in shown) == (may_invite,) * 3
        assert "SA of 17 invited Guest to read batch 17-01 until" in shown


def test_pages_ask_as_often_for_one_as_for_three(cast: Cast, as_user: SignIn) -> None:
    rows = [make.draft(cast.skill, cast.scm, name=f"Aspect {n}") for n in range(4)]
    few, many = make.sent(rows[0], by=cast.scm), make.sent(*rows[1:], by=cast.scm)
    counts: dict[str, list[int]] = {"home": [], "batch": []}
    for batch, number in ((few, 1), (many, 3)):
        guests = [make.guest(batch, by=cast.sa) for _ in range(number)]
        for row in Submission.objects.filter(batch=batch):
            said(row.descriptor, guests[0].user)
        for name, user, url in (("home", guests[0].user, HOME), ("batch", cast.sa, page("batch", batch.uid))):
            client = as_user(user)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts[name].append(len(queries))
    assert all(first == second for first, second in counts.values())

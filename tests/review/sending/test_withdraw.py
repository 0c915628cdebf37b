"""Taking back what was sent."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.descriptors.states import DRAFT, PENDING_REVIEW, RETURNED
from assay.review import actions as review
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, draft, scm, sent

As = Callable[[User], Client]


def url(descriptor: Descriptor) -> str:
    return reverse("withdraw", args=[descriptor.uid])


def test_it_asks_first_and_says_what_it_became(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)
    sent(one, by=author)
    client = as_user(author)

    asked = client.get(url(one))
    response = client.post(url(one), dict(asked.context["hidden"]), follow=True)

    one.refresh_from_db()
    assert "It becomes a draft again." in asked.content.decode()
    assert (one.batch_status, one.batch) == (DRAFT, None)
    assert "it is a draft again" in response.content.decode()


def test_in_a_later_round_it_is_a_returned_one_again(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)
    sent(one, by=author)
    review.return_for_changes(descriptor=one, seen=2, comment="2 and 3 are alike.", by=advisor, at=NOW)
    sent(one, by=author, reply="Now they are not")

    response = as_user(author).post(url(one), {"change": str(one.change)}, follow=True)

    one.refresh_from_db()
    assert (one.batch_status, one.review_comment) == (RETURNED, "2 and 3 are alike.")
    assert "back among the returned ones" in response.content.decode()


def test_one_that_was_decided_meanwhile_stays_decided(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)
    sent(one, by=author)
    review.approve(descriptor=one, seen=2, by=advisor, at=NOW)
    client = as_user(author)

    assert client.get(url(one)).status_code == 409
    assert client.post(url(one), {"change": "2"}).status_code == 409


def test_twice_is_once(as_user: As, skill: Skill, author: User) -> None:
    one = draft(skill, author)
    sent(one, by=author)
    client = as_user(author)

    assert [client.post(url(one), {"change": "2"}).status_code for _ in range(2)] == [302, 302]


def test_only_the_skill_s_scms(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)
    sent(one, by=author)

    assert as_user(advisor).post(url(one), {"change": "2"}).status_code == 403
    assert as_user(scm(SkillFactory.create())).post(url(one), {"change": "2"}).status_code == 404
    assert as_user(scm(skill)).get(url(one)).status_code == 200
    one.refresh_from_db()
    assert one.batch_status == PENDING_REVIEW

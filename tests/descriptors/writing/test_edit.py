"""Editing a draft or a returned one."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors import actions
from assay.descriptors.models import Descriptor
from assay.descriptors.states import RETURNED
from assay.history.models import Event
from assay.review import actions as review
from assay.standards.models import Skill, WSOSSection
from tests.factories import NOW, SkillFactory, draft, imported, sa, scm, sent

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]


@pytest.fixture
def mine(skill: Skill, section: WSOSSection, author: User) -> Descriptor:
    return draft(skill, author, section=section)


@pytest.fixture
def returned(mine: Descriptor, skill: Skill, author: User) -> Descriptor:
    sent(mine, by=author)
    return review.return_for_changes(descriptor=mine, seen=mine.change, comment="2 and 3 are alike.", by=sa(skill), at=NOW)


def url(descriptor: Descriptor) -> str:
    return reverse("edit", args=[descriptor.uid])


def test_save_writes_a_revision(as_user: As, author: User, mine: Descriptor, form: Form) -> None:
    response = as_user(author).post(url(mine), form(uid=str(mine.uid), change="1", score3="Polished, and the purpose is plain"))

    mine.refresh_from_db()
    assert response.status_code == 302
    assert (mine.version, mine.change, mine.score3) == (2, 2, "Polished, and the purpose is plain")


def test_the_page_says_when_it_was_saved_with_the_day_unless_that_is_today(as_user: As, author: User, mine: Descriptor, form: Form) -> None:
    client = as_user(author)
    assert "Saved 14 Mar 2026, 09:30" in client.get(url(mine)).content.decode()

    client.post(url(mine), form(uid=str(mine.uid), change="1", score3="Polished, and the purpose is plain"))

    assert re.search(r"Saved \d\d:\d\d", client.get(url(mine)).content.decode())


def test_a_double_click_is_answered_once(as_user: As, author: User, mine: Descriptor, form: Form) -> None:
    client, edited = as_user(author), form(uid=str(mine.uid), change="1", score3="Better")
    for _ in range(2):
        client.post(url(mine), edited)

    assert client.get(url(mine)).content.decode().count("Saved: Home page design") == 1


def test_a_save_that_changes_nothing_or_comes_twice_writes_nothing_more(as_user: As, author: User, mine: Descriptor, form: Form) -> None:
    client, edited = as_user(author), form(uid=str(mine.uid), change="1", score3="Better")

    codes = [client.post(url(mine), form(uid=str(mine.uid), change="1")).status_code]
    codes += [client.post(url(mine), edited).status_code for _ in range(2)]

    mine.refresh_from_db()
    assert codes == [302, 302, 302]
    assert (mine.version, mine.change) == (2, 2)


def test_a_deputy_edits_too_and_nobody_else(as_user: As, skill: Skill, mine: Descriptor, form: Form) -> None:
    sent_form = form(uid=str(mine.uid), change="1", score3="By the deputy")

    assert as_user(scm(SkillFactory.create())).post(url(mine), sent_form).status_code == 404
    assert as_user(sa(skill)).post(url(mine), sent_form).status_code == 404
    assert as_user(scm(skill)).post(url(mine), sent_form).status_code == 302


def test_a_library_row_has_no_such_page(as_user: As, author: User, skill: Skill) -> None:
    assert as_user(author).get(url(imported(skill))).status_code == 404


def test_a_returned_one_opens_with_comment_reply_and_what_changed(as_user: As, author: User, returned: Descriptor, form: Form) -> None:
    client = as_user(author)
    client.post(url(returned), form(uid=str(returned.uid), change=str(returned.change), score3="Purpose plain", reply="Level 3 is new"))

    returned.refresh_from_db()
    page = client.get(url(returned))
    assert (returned.batch_status, returned.reply, returned.version) == (RETURNED, "Level 3 is new", 2)
    assert page.context["answering"].submission.comment == "2 and 3 are alike."
    assert [level.number for level in page.context["answering"].since.changed_levels] == [3]
    assert page.context["form"]["reply"].value() == "Level 3 is new"


def test_a_reply_alone_is_saved_once(as_user: As, author: User, returned: Descriptor, form: Form) -> None:
    client = as_user(author)
    answer = form(uid=str(returned.uid), change=str(returned.change), reply="As discussed")

    codes = [client.post(url(returned), answer).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert Event.objects.filter(subject=returned.uid, verb="replied").count() == 1


def test_a_clash_of_codes_is_shown(as_user: As, author: User, skill: Skill, section: WSOSSection, mine: Descriptor) -> None:
    other = draft(skill, author, section=section, name="The other one", details=actions.Details(code="B2"))
    Descriptor.objects.filter(pk=mine.pk).update(code="B2")

    assert as_user(author).get(url(mine)).context["clashes"] == [other]


@pytest.mark.parametrize("state", ["pending", "approved", "deleted"])
def test_what_is_closed_says_why_and_what_is_possible(as_user: As, author: User, skill: Skill, mine: Descriptor, state: str) -> None:
    if state == "deleted":
        actions.delete(descriptor=mine, seen=1, by=author, at=NOW)
    else:
        sent(mine, by=author)
    if state == "approved":
        edits = replace(mine.wording, criterion_name="Home page, better named")
        review.approve(descriptor=mine, seen=mine.change, by=sa(skill), at=NOW, edits=edits)

    page = as_user(author).get(url(mine))

    html = page.content.decode()
    assert page.status_code == 200
    assert page.context["why"]
    assert ("<form" in html and "restore" in html) if state == "deleted" else True
    assert (reverse("withdraw", args=[mine.uid]) in html) == (state == "pending")
    assert bool(page.context["reworded"]) == (state == "approved")
    assert "<textarea" not in html


def test_a_form_for_a_closed_one_is_a_conflict_that_keeps_the_text(as_user: As, author: User, mine: Descriptor, form: Form) -> None:
    before = form(uid=str(mine.uid), change="1", score3="My better words")
    sent(mine, by=author)

    response = as_user(author).post(url(mine), before)

    assert response.status_code == 409
    assert response.context["possible"] is False
    assert "My better words" in response.content.decode()


def test_unknown_uids_are_not_found(as_user: As, author: User) -> None:
    assert as_user(author).get(reverse("edit", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("nasty", ["\x00", "x" * 1_000_000, "🦄\r\n" * 50, str(2**63), ""])
@pytest.mark.parametrize("field", ["uid", "change", "criterion_name", "wsos_section", "score2", "code", "tags", "also_useful_for", "reply"])
def test_nothing_that_can_be_typed_is_a_fault(
    as_user: As, author: User, returned: Descriptor, form: Form, *, field: str, nasty: str
) -> None:
    typed = form(uid=str(returned.uid), change=str(returned.change), reply="words that stay") | {field: nasty}

    response = as_user(author).post(url(returned), typed)

    assert response.status_code in {302, 409, 422}
    if response.status_code != 302 and field != "reply":
        assert "words that stay" in response.content.decode()

"""An author leaves words as they are and says why: the question is gone until the words change, and the reason is read."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.actions import edit
from assay.descriptors.coaching.dismissing import ask_again, dismiss
from assay.descriptors.coaching.stored import hints_and_dismissed, hints_of
from assay.descriptors.models import Descriptor, Dismissal, Findings, Scratch
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.standards.models import Skill
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
VAGUE = ("The page shows an error", "The page opens", "The design is nice", "The page opens without a wait")


@pytest.fixture
def skill() -> Skill:
    return factories.SkillFactory.create()


@pytest.fixture
def author(skill: Skill) -> User:
    return factories.scm(skill)


@pytest.fixture
def row(skill: Skill, author: User) -> Descriptor:
    return factories.draft(skill, author, levels=VAGUE)


def dismissed(row: Descriptor, by: User, *, reason: str = "The client's own word", **other: Any) -> Dismissal:
    known: dict[str, Any] = {"wording": row.wording, "rule": "vague-word", "field": "level2"}
    return dismiss(descriptor=row, reason=reason, by=by, at=NOW, **(known | other))


def reworded(row: Descriptor, level: str, by: User) -> Descriptor:
    levels = (row.score0, row.score1, level, row.score3)
    return edit(descriptor=row, seen=row.change, wording=replace(row.wording, levels=levels), by=by, at=NOW)


def test_a_dismissed_question_is_not_asked_but_counted(row: Descriptor, author: User) -> None:
    dismissed(row, author)
    assert hints_of([row])[row.pk] == []
    assert hints_and_dismissed([row])[row.pk].dismissed == 1
    assert Findings.objects.get().open == 0
    assert Event.objects.order_by("-position").values_list("subject_type", "verb")[0] == ("dismissal", "dismissed")


def test_it_stays_dismissed_around_the_words_and_comes_back_with_others(row: Descriptor, author: User) -> None:
    dismissed(row, author)
    row = reworded(row, "The design  is NICE to the client", author)
    assert hints_of([row])[row.pk] == []
    row = reworded(row, "The design is beautiful", author)
    assert [note.words for note in hints_of([row])[row.pk]] == ["beautiful"]
    row = reworded(row, "The design is nice", author)
    assert hints_of([row])[row.pk] == []


def test_it_is_asked_again_once(row: Descriptor, author: User) -> None:
    one = dismissed(row, author)
    for _time in range(2):
        ask_again(dismissal=one, by=author, at=NOW)
    assert [note.rule for note in hints_of([row])[row.pk]] == ["vague-word"]
    assert Event.objects.filter(subject_type="dismissal").count() == 2
    dismissed(row, author, reason="Again")
    assert Dismissal.objects.filter(undone_at=None).count() == 1


def test_the_same_again_is_the_same(row: Descriptor, author: User) -> None:
    assert dismissed(row, author) == dismissed(row, author, reason="Another")
    assert Dismissal.objects.get().reason == "The client's own word"


def test_what_is_typed_and_not_saved_can_be_dismissed(row: Descriptor, author: User) -> None:
    levels = (row.score0, row.score1, "The design is beautiful", row.score3)
    dismissed(row, author, wording=replace(row.wording, levels=levels))
    assert [note.words for note in hints_of([row])[row.pk]] == ["nice"]
    assert hints_of([reworded(row, levels[2], author)])[row.pk] == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_reason_is_needed(row: Descriptor, author: User, reason: str) -> None:
    with pytest.raises(Invalid):
        dismissed(row, author, reason=reason)


def test_what_is_severe_and_what_is_not_asked_cannot_be_dismissed(skill: Skill, author: User, row: Descriptor) -> None:
    empty = factories.draft(skill, author, levels=("", *VAGUE[1:]))
    for one, rule, field in ((empty, "level-missing", "level0"), (row, "frequency", "level1")):
        with pytest.raises(DomainError):
            dismissed(one, author, rule=rule, field=field)
    assert not Dismissal.objects.exists()


def test_only_those_who_edit_it_dismiss_and_only_while_it_is_open(row: Descriptor, author: User, skill: Skill) -> None:
    for other in (factories.sa(skill), factories.admin(), factories.scm(factories.SkillFactory.create())):
        with pytest.raises(NotAllowed):
            dismissed(row, other)
    one = dismissed(row, author)
    factories.sent(row, by=author)
    with pytest.raises(Stale):
        dismissed(row, author)
    with pytest.raises(Stale):
        ask_again(dismissal=one, by=author, at=NOW)


def test_it_is_dismissed_beside_the_form_and_asked_again(as_user: As, row: Descriptor, author: User) -> None:
    client, page = as_user(author), f"/my-skills/{row.uid}/"
    typed = {"criterion_name": row.criterion_name, **{f"score{n}": text for n, text in enumerate(row.levels)}}
    reason = {"reason-vague-word-level2": "The client's own word"}
    html = client.post(f"{page}dismiss/vague-word/level2/", typed | reason, headers={"HX-Request": "true"}).content.decode()
    assert "1 question dismissed with a reason" in html
    assert "The client&#x27;s own word" in html
    assert "The client&#x27;s own word" in client.get(page).content.decode()
    html = client.post(f"{page}ask-again/{Dismissal.objects.get().uid}/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "The coach asks 1 question" in html
    assert Dismissal.objects.get().undone_by == author


def test_without_scripts_what_was_typed_is_kept(as_user: As, row: Descriptor, author: User) -> None:
    page = f"/my-skills/{row.uid}/"
    typed = {"criterion_name": "Another name", "change": row.change, **{f"score{n}": text for n, text in enumerate(row.levels)}}
    answer = as_user(author).post(f"{page}dismiss/vague-word/level2/", typed | {"reason-vague-word-level2": "Agreed"}, follow=True)
    html = answer.content.decode()
    assert "Kept with the words. The Skill Advisor reads it." in html
    assert "Another name" in html
    assert Scratch.objects.get().data["fields"]["criterion_name"] == "Another name"
    answer = as_user(author).post(f"{page}dismiss/vague-word/level2/", typed, follow=True)
    assert "Say why: the Skill Advisor reads it." in answer.content.decode()


def test_the_skill_advisor_reads_the_reason(as_user: As, row: Descriptor, author: User, skill: Skill) -> None:
    dismissed(row, author)
    factories.sent(row, by=author)
    html = as_user(factories.sa(skill)).get(f"/review/{row.uid}/").content.decode()
    assert "1 question dismissed with a reason" in html
    assert "The client&#x27;s own word" in html
    assert "Ask again" not in html


@pytest.mark.django_db(transaction=True)
def test_two_who_dismiss_at_once_make_one(row: Descriptor, author: User) -> None:
    refused: list[Exception] = []

    def one() -> None:
        try:
            dismissed(row, author)
        except Exception as fault:  # noqa: BLE001  a thread's fault is told below
            refused.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert Dismissal.objects.count() == 1
    assert Findings.objects.get().open == 0

"""The coach beside what is written: asked while typing, shown without scripts, translated, and never in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.coach.rules import RULES
from assay.descriptors.coaching.notes import coached
from assay.descriptors.models import Descriptor, Scratch
from assay.descriptors.wording import Wording
from assay.standards.models import Skill, WSOSSection
from tests.factories import draft
from tests.pseudo import spoken, unmarked

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]
ASK = "/my-skills/coach/"
HTMX = {"HX-Request": "true"}
LEVELS = ("Rows are bent", "Rows are nice", "Rows are straight", "Rows are straight and even")


def typed(form: Form, *levels: str, **other: str) -> dict[str, Any]:
    """Return the form with these levels."""
    return form(criterion_name="Rows of plants", **{f"score{n}": text for n, text in enumerate(levels)}, **other)


def places(wording: Wording, **known: Any) -> dict[str, list[str]]:
    """Return the rules that speak, by field of the form."""
    return {place.name: [note.rule for note in place.notes] for place in coached(wording, **known).places}


@pytest.mark.django_db
def test_what_is_typed_is_answered_field_by_field_and_nothing_is_written(as_user: As, author: User, form: Form) -> None:
    html = as_user(author).post(ASK, typed(form, *LEVELS), headers=HTMX).content.decode()

    assert "The coach asks 1 question" in html
    assert '<a href="#id_score1">Level 1</a>' in html
    assert "“nice” is a verdict" in html
    assert "What would you see, hear or touch at 1 that earns this word?" in html
    assert 'id="coach-chip" hx-swap-oob="true"' in html
    assert not Scratch.objects.exists()


@pytest.mark.django_db
def test_nothing_is_swapped_while_the_answer_stays_the_same(as_user: As, author: User, form: Form) -> None:
    client = as_user(author)
    known = client.post(ASK, typed(form, *LEVELS), headers=HTMX).context
    shown = {"coach_shown": known["coached"].signature, "contrast_shown": known["contrast"].signature}

    same = client.post(ASK, typed(form, *LEVELS, **shown), headers=HTMX)
    other_words = client.post(ASK, typed(form, "Rows are broken", *LEVELS[1:], **shown), headers=HTMX)
    other_question = client.post(ASK, typed(form, "Rows are poor", *LEVELS[1:], **shown), headers=HTMX)

    assert same.status_code == 204
    assert "coach-title" not in other_words.content.decode()
    assert "coach-title" in other_question.content.decode()


@pytest.mark.django_db
def test_a_wording_without_questions_is_told_so(as_user: As, author: User, form: Form) -> None:
    html = as_user(author).post(ASK, typed(form, LEVELS[0], "Rows wind", *LEVELS[2:]), headers=HTMX).content.decode()
    assert "The coach has nothing to ask about this wording." in html


@pytest.mark.django_db
def test_an_empty_page_is_asked_nothing(as_user: As, author: User) -> None:
    page = as_user(author).get("/my-skills/write/")

    assert list(page.context["coached"].places) == []
    assert "The coach" not in page.content.decode()


@pytest.mark.django_db
def test_the_page_of_a_draft_shows_it_without_scripts(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    own = draft(skill, author, name="Rows of plants", levels=(*LEVELS[:3], ""), section=section)

    html = as_user(author).get(f"/my-skills/{own.uid}/").content.decode()

    assert "The coach asks 2 questions" in html
    assert "Level 3 is not described" in html
    assert "Asked for a reason when it is sent" in html


@pytest.mark.django_db
def test_a_save_is_never_stopped(as_user: As, author: User, form: Form) -> None:
    assert as_user(author).post("/my-skills/write/", typed(form, *LEVELS)).status_code == 302
    assert Descriptor.objects.get().score1 == LEVELS[1]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\x00", "ab" * 9000, "<script>very good</script>", "{0} {level} very nice %(n)d"])
def test_any_text_is_answered(as_user: As, author: User, form: Form, text: str) -> None:
    answer = as_user(author).post(ASK, typed(form, text, text, text, text), headers=HTMX)

    assert answer.status_code == 200
    assert b"<script>very" not in answer.content


def test_levels_that_are_still_to_be_written_are_asked_for_once_the_rest_is_saved() -> None:
    wording = Wording("Rows", ("Rows are bent", "", "", ""))

    assert places(wording, is_saved=False) == {}
    assert places(wording) == {f"score{n}": ["level-missing"] for n in (1, 2, 3)}


def test_another_language_is_asked_about_form_alone() -> None:
    assert places(Wording("Rows", LEVELS), language="de") == {}
    assert places(Wording("Rows", LEVELS)) == {"score1": ["vague-word"]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_speaks_the_language_of_the_reader(rule: Any) -> None:
    example = Wording(rule.bad.criterion_name, rule.bad.levels)
    with spoken():
        notes = [note for place in coached(example).places for note in place.notes if note.rule == rule.key]
        assert notes
        assert [text for note in notes for text in unmarked(note.message) + unmarked(note.question)] == []

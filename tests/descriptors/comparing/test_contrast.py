"""What tells the four levels of a wording apart, and the pages that show it."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.descriptors.coaching.notes import coached
from assay.descriptors.contrast import ALIKE, contrast_of, pieces_of, share
from assay.descriptors.differences import word_diff
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from tests.factories import draft, imported, sent
from tests.review.cast import Cast, SignIn

pytestmark = pytest.mark.django_db
LEVELS = (
    "No page has the colours of the brand",
    "The home page has the colours of the brand",
    "The home page and the shop have the colours of the brand",
    "Type and pictures are chosen for a second language too",
)


def shown(levels: tuple[str, str, str, str]) -> list[tuple[list[str], str]]:
    """Return per level the marked words, and what is said."""
    return [([piece for piece, differs in rung.pieces if differs], rung.said) for rung in contrast_of(Wording("Brand", levels)).rungs]


def test_each_level_marks_what_the_level_below_does_not_have() -> None:
    assert shown(LEVELS) == [
        (["No"], ""),
        (["The home"], "2 words differ from level 0"),
        (["and the shop have"], "4 words differ from level 1"),
        ([], "Mostly other words than level 2"),
    ]


def test_the_text_is_whole_whatever_is_marked() -> None:
    assert ["".join(piece for piece, _differs in rung.pieces) for rung in contrast_of(Wording("Brand", LEVELS)).rungs] == list(LEVELS)


def test_what_is_the_same_left_out_or_missing_is_said() -> None:
    same, shorter = "Joints are flush and sanded", "Joints are flush"
    assert shown((same, same, shorter, "")) == [
        ([], ""),
        ([], "The same words as level 0"),
        ([], "Only words of level 1 left out"),
        ([], ""),
    ]


def test_texts_with_little_in_common_are_not_marked() -> None:
    assert share(word_diff(LEVELS[2], LEVELS[3])) < ALIKE
    assert pieces_of(LEVELS[2:]) == [[(LEVELS[2], False)], [(LEVELS[3], False)]]


def test_a_question_of_the_coach_stands_at_its_level() -> None:
    wording = Wording(
        "Brand colours on all pages", ("Not there", "Colours are good", "Colours are on two pages", "Colours are on all pages")
    )
    found = coached(wording)
    asked = {place.name for place in found.places}

    rungs = contrast_of(wording, found).rungs

    assert "score1" in asked
    assert {f"score{rung.number}" for rung in rungs if rung.notes} == asked - {"criterion_name"}
    assert contrast_of(wording).signature != contrast_of(wording, found).signature


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a skill with its people."""
    return Cast()


def pages_of(one: Descriptor, other: Descriptor) -> dict[str, str]:
    return {
        "review": reverse("review", args=[one.uid]),
        "descriptor": reverse("descriptor", args=[other.uid]),
        "compare": reverse("compare") + f"?d={other.uid}&d={one.uid}",
    }


@pytest.mark.parametrize(("name", "contrasts"), [("review", 1), ("descriptor", 1), ("compare", 2)])
def test_the_pages_show_it(cast: Cast, as_user: SignIn, name: str, contrasts: int) -> None:
    one, other = draft(cast.skill, cast.scm, levels=LEVELS), imported(cast.skill, levels=LEVELS)
    sent(one, by=cast.scm)

    text = as_user(cast.sa).get(pages_of(one, other)[name]).content.decode()

    assert text.count('<div class="contrast"') == contrasts
    assert '<mark><span class="hidden">differs: </span>' in text


def typed(client: Client, one: Descriptor, levels: tuple[str, ...], **shown: str) -> tuple[int, str, str]:
    """Type four levels; return status, text, and what htmx is told to leave alone."""
    fields = {"uid": str(one.uid), "criterion_name": one.criterion_name} | {f"score{n}": text for n, text in enumerate(levels)}
    answer = client.post(reverse("coach_beside"), fields | shown, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode(), answer.headers.get("HX-Reswap", "")


def test_it_follows_what_is_written_and_leaves_the_questions_alone(cast: Cast, as_user: SignIn) -> None:
    one, client = draft(cast.skill, cast.scm), as_user(cast.scm)
    at_first = client.get(reverse("edit", args=[one.uid])).content.decode()
    assert 'id="contrast"' in at_first
    assert "#contrast-shown" in at_first

    wording = Wording(one.criterion_name, LEVELS)
    questions = coached(wording, uid=one.uid)
    known = {"coach_shown": questions.signature}

    status, text, reswap = typed(client, one, LEVELS, **known)
    assert (status, reswap, "coach-title" in text) == (200, "none", False)
    assert 'id="contrast" hx-swap-oob="true"' in text
    assert "2 words differ from level 0" in text

    assert typed(client, one, LEVELS, **known, contrast_shown=contrast_of(wording, questions).signature)[0] == 204
    status, text, reswap = typed(client, one, LEVELS, coach_shown="older")
    assert (status, reswap) == (200, "")
    assert 'id="contrast" hx-swap-oob="true"' in text

"""The coach on any input: it never fails, says the same again, and points into the text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.coach import Finding, check
from assay.coach.rule import Example
from assay.coach.rules import RULES

GOOD = RULES[0].good
PIECES = [text for rule in RULES for text in (*rule.bad.levels, *rule.good.levels)] + ["2 to 4 mm", "≤ 3", "ß", "ﬁne", "İ", "\r\n", "é"]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
wordings = st.builds(Example, texts, st.tuples(texts, texts, texts, texts))


def text_of(wording: Example, finding: Finding) -> str:
    """Return the text of the field that a finding is about."""
    return wording.criterion_name if finding.field == "name" else wording.levels[int(finding.field[-1])]


@given(wordings)
def test_any_wording_is_checked_and_spans_stay_in_its_texts(wording: Example) -> None:
    found = check(wording)

    assert check(wording) == found
    assert all(0 <= one.span[0] <= one.span[1] <= len(text_of(wording, one)) for one in found)
    assert all(one.span != (0, 0) or one.rule == "level-missing" for one in found)
    assert all(str(one.message) and str(one.suggestion) for one in found)
    assert len({(one.rule, one.field) for one in found}) == len(found)


@given(wordings, st.sampled_from([" ", "\n", "\r\n", "\t \n", "\u00a0"]))
def test_white_space_at_the_end_changes_nothing(wording: Example, space: str) -> None:
    zero, one, two, three = (text + space for text in wording.levels)
    assert check(Example(wording.criterion_name + space, (zero, one, two, three))) == check(wording)


def test_line_ends_of_any_kind_are_white_space() -> None:
    wording = Example(
        "Edges", ("Edges\r\nare chipped", "Edges are\r\nwhole", "Edges are whole and the\r\nshine is very\r\ngood", "Edges shine")
    )
    found = [one for one in check(wording) if one.field == "level2"]

    assert [(one.rule, wording.levels[2][slice(*one.span)]) for one in found] == [("vague-word", "very\r\ngood")]
    assert "“very good”" in str(found[0].message)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_outside_ascii_move_no_span(form: str) -> None:
    text = unicodedata.normalize(form, "Crème brûlée 𝒳 — the crust looks nice")
    found = check(Example("Crust", (GOOD.levels[0], text, *GOOD.levels[2:])))

    assert [text[slice(*one.span)] for one in found if one.rule == "vague-word"] == ["nice"]


@pytest.mark.parametrize("empty", ["", "  \n", "—", "...", "\u200b"])
def test_a_text_without_words_is_missing(empty: str) -> None:
    wording = Example("", (empty,) * 4)
    assert [(one.rule, one.field) for one in check(wording)] == [("level-missing", f"level{number}") for number in range(4)]


def test_braces_in_a_text_are_text() -> None:
    found = check(Example("Edges", (GOOD.levels[0], "The {words} are nice {x}", *GOOD.levels[2:])))
    assert [str(one.message).count("nice") for one in found if one.rule == "vague-word"] == [1]


def test_the_severe_ones_come_first() -> None:
    found = check(Example("Edges", ("Edges look nice", "Edges are whole and rough", "", "Edges shine")))
    assert [(str(one.severity), one.rule) for one in found] == [("severe", "level-missing"), ("advice", "vague-word")]


@pytest.mark.parametrize("language", ["de", "fr-CH", ""])
def test_other_languages_are_asked_about_form_alone(language: str) -> None:
    wording = Example("Kanten", ("very good", "Kanten sind ganz", "kanten sind ganz.", ""))
    assert {one.rule for one in check(wording, language=language)} == {"level-missing", "levels-equal"}


def test_english_of_any_country_is_english() -> None:
    wording = RULES[6].bad
    assert check(wording, language="en-GB") == check(wording) != []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("The edges exceed nothing, and meet industry standard", ["level-name"]),  # and not also: which industry standard?
        ("The edges are very good", ["vague-word"]),  # and not also: very
        ("The edges are straight within 0.2 mm", ["measurement"]),  # and not also: a number at one level alone
    ],
)
def test_of_two_rules_for_the_same_words_one_speaks(text: str, rules: list[str]) -> None:
    found = check(Example("Edges", (GOOD.levels[0], "Edges bend", text, "Edges shine")))
    assert [one.rule for one in found if one.field == "level2"] == rules


LONG = 4000


@pytest.mark.parametrize(
    "piece",
    ["good ", "a ", "no ", "1 ", "1 - ", "not ", "   ", "is very ", "more than 3 ", "x", "-ness and ", "(", "better than the ", "\u0301"],
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * LONG)[:LONG]
    start = time.perf_counter()
    check(Example(text[:300], (text, f"{text[1:]}b", f"{text[2:]}c", f"{text[3:]}d")))
    assert time.perf_counter() - start < 1

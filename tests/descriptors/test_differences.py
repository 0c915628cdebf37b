import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.descriptors.differences import compare, word_diff
from assay.descriptors.wording import Wording


@pytest.mark.parametrize(
    ("before", "now", "ops"),
    [
        ("design is nice", "design is consistent", [("same", "design is "), ("del", "nice"), ("ins", "consistent")]),
        ("", "new", [("ins", "new")]),
        ("gone", "", [("del", "gone")]),
        ("", "", []),
        ("equal text", "equal text", [("same", "equal text")]),
        (
            "all very old words here",
            "all quite new words here",
            [("same", "all "), ("del", "very old"), ("ins", "quite new"), ("same", " words here")],
        ),
    ],
)
def test_word_diff_marks_phrases(before: str, now: str, ops: list[tuple[str, str]]) -> None:
    assert list(word_diff(before, now)) == ops


@given(st.text(alphabet="ab .\n-'é", max_size=40), st.text(alphabet="ab .\n-'é", max_size=40))
def test_word_diff_loses_nothing(before: str, now: str) -> None:
    ops = word_diff(before, now)

    assert "".join(text for kind, text in ops if kind != "ins") == before
    assert "".join(text for kind, text in ops if kind != "del") == now


def test_compare_counts_name_section_and_levels() -> None:
    before = Wording("Page layout", ("a", "b", "c", "d"), 1)

    assert compare(before, before).count == 0
    assert compare(before, Wording("Page design", ("a", "b", "x", "d"), 2)).count == 3

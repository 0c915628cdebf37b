"""How near two wordings are is said in words."""

import pytest

from assay.descriptors.search.in_words import in_words
from assay.descriptors.wording import Wording

LEVELS = (
    "Gaps are visible from two metres",
    "Joints are closed, slight gaps remain",
    "Joints are closed without gaps",
    "Joints are closed and the grain matches",
)
NAME = "Mitre joints"


def said(name: str, *levels: str, section: int | None = None) -> str:
    mine = Wording(NAME, LEVELS, 1)
    theirs = Wording(name, (levels[0], levels[1], levels[2], levels[3]), section)
    return in_words(mine, theirs, lambda _stem: 1.0)


@pytest.mark.parametrize(
    ("name", "changed", "sentence"),
    [
        (NAME, {}, "Word for word the same"),
        ("MITRE joints", {2: "Joints are closed  without gaps"}, "Word for word the same"),
        (NAME, {2: "Joints are closed, without gaps!"}, "The same words, other signs between them"),
        (NAME, {2: "Joints closed, gaps nowhere", 3: "Joints are closed, grain matching"}, "Same aspect, levels 2 and 3 reworded"),
        (NAME, {0: "Nothing was made"}, "Same aspect, level 0 different"),
        (NAME, {0: ""}, "Same aspect, level 0 in only one of them"),
        ("Frame corners", {}, "Another aspect, all levels the same"),
        ("Joints, mitred", {}, "Aspect reworded, all levels the same"),
        ("Frame corners", {3: "Praised"}, "Another aspect, levels 0, 1 and 2 the same, level 3 different"),
        (NAME, {n: f"Word{n}" for n in range(4)}, "Same aspect, all levels different"),
        (NAME, dict.fromkeys(range(4), ""), "Same aspect, levels in only one of them"),
        (
            NAME,
            {1: "Joints closed, slight gaps", 2: "Tight", 3: ""},
            "Same aspect, level 1 reworded, level 2 different, level 3 in only one of them",
        ),
    ],
)
def test_it_says_what_is_the_same_and_what_differs(name: str, changed: dict[int, str], sentence: str) -> None:
    assert said(name, *(changed.get(n, text) for n, text in enumerate(LEVELS))) == sentence


def test_another_section_is_said_where_nothing_else_differs() -> None:
    assert said(NAME, *LEVELS, section=2) == "Word for word the same, in another WSOS section"

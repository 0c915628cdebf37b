"""How good a list is, is counted as it is described; the judged questions are sound; a slip is a slip."""

import math
from collections import Counter
from random import Random

import pytest
from benchmarks.relevance.metrics import Quality, mean, ndcg, quality, reciprocal_rank
from benchmarks.relevance.page import questions
from benchmarks.relevance.typos import SLIPS, drawn, slipped, typo


def test_the_best_order_is_one_and_a_worse_one_is_discounted() -> None:
    grades = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], grades) == pytest.approx(1)
    assert ndcg(["x", "b", "a"], grades) == pytest.approx((1 / math.log2(3) + 7 / 2) / (7 + 1 / math.log2(3)))
    assert ndcg(["x"] * 10 + ["a"], grades) == 0


def test_what_only_touches_the_question_does_not_serve() -> None:
    assert reciprocal_rank(["touches", "x", "serves"], {"touches": 1, "serves": 2}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "touches"], {"touches": 1}) == pytest.approx(1 / 2)
    assert reciprocal_rank(["x"], {"a": 3}) == 0


def test_the_right_one_is_among_the_first_three_or_not() -> None:
    assert quality(["x", "b", "a"], {"a": 3, "b": 1}).first_three == 1
    assert quality(["x", "b", "y", "a"], {"a": 3, "b": 1}).first_three == 0
    assert mean([Quality(1, 1, 1), Quality(0, 0.5, 0)]) == Quality(0.5, 0.75, 0.5)


def test_the_judged_questions_are_sound() -> None:
    asked = questions()
    assert len(asked) >= 60
    assert len({one.typed for one in asked}) == len(asked)
    assert all(one.answers and set(one.answers.values()) <= {1, 2, 3} for one in asked)


def test_a_slip_changes_one_place_and_makes_no_other_word() -> None:
    assert [slipped("joint", slip, 2, "x") for slip in SLIPS] == ["jont", "joxint", "joxnt", "jonit"]
    made = [typo("cart", {"cat": 1, "care": 1}, Random(seed)) for seed in range(50)]  # type: ignore[arg-type]  # noqa: S311  any mapping will do, and chance that can be repeated
    assert {one.slip for one in made} == set(SLIPS)
    assert not {one.typed for one in made} & {"cart", "cat", "care"}
    assert all(one.typed.startswith("c") for one in made)


def test_the_same_words_are_drawn_in_whatever_order_they_were_met() -> None:
    counts = {"cable": 3, "joint": 1, "edge": 9, "tile": 2}
    met = [Counter(counts), Counter(dict(reversed(counts.items())))]
    first, second = (drawn(known, Random(7)) for known in met)  # noqa: S311  chance that can be repeated
    assert first == second
    assert set(first) == set(counts)

"""Each rule finds its bad example, is silent on its good one, and says something that can be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assay.coach
from assay.coach import Severity, check
from assay.coach.intervals import intervals_in
from assay.coach.rule import Example, Rule
from assay.coach.rules import RULES

FOLDER = Path(assay.coach.__file__).parent
BY_KEY = {rule.key: rule for rule in RULES}
LEVELS = ("The first text", "The second wording", "The third form", "The fourth state")

# What is found in the bad examples: (field, the words at the span).
FOUND = {
    "level-missing": [("level2", "")],
    "levels-equal": [("level2", "napkins keep their shape; folds differ from place to place.")],
    "adverb-only": [("level2", "very evenly")],
    "level-name": [("level2", "Exceeds industry standard")],
    "comparison": [("level3", "than the other competitors")],
    "industry-standard": [("level2", "best practice")],
    "vague-word": [("level2", "nice")],
    "frequency-word": [("level1", "sometimes")],
    "intensifier": [("level2", "extremely")],
    "two-criteria": [("name", "Tidiness and precision")],
    "attribute-returns": [("level3", "explained")],
    "number-once": [("level3", "10 mm")],
    "thresholds": [("level2", "1 to 3 mm")],
    "measurement": [("level1", "within 0.2 mm")],
    "zero-not-done": [("level0", "Hem not done")],
    "uneven-length": [("level1", "Greeting is heard")],
}


def found(wording: Example, key: str) -> list[tuple[str, str]]:
    """Return where a rule finds something, and the words there."""
    texts = {"name": wording.criterion_name} | {f"level{number}": text for number, text in enumerate(wording.levels)}
    return [(one.field, texts[one.field][slice(*one.span)]) for one in check(wording) if one.rule == key]


def leveled(*levels: str, name: str = "An aspect") -> Example:
    """Return a wording whose other levels say nothing that a rule looks for."""
    zero, one, two, three = (*levels, *LEVELS[len(levels) :])
    return Example(name, (zero, one, two, three))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_bad_example_is_found_at_its_words(rule: Rule) -> None:
    assert found(rule.bad, rule.key) == FOUND[rule.key]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_no_rule_finds_anything_in_a_good_example(rule: Rule) -> None:
    assert check(rule.good) == []


def test_only_missing_and_equal_levels_are_severe() -> None:
    assert {rule.key for rule in RULES if rule.severity is Severity.SEVERE} == {"level-missing", "levels-equal"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_says_what_is_wrong_asks_one_question_and_names_its_source(rule: Rule) -> None:
    said = next(one for one in check(rule.bad) if one.rule == rule.key)

    assert str(said.message).endswith(".")
    assert re.fullmatch(r"[^?]+\?", str(said.suggestion))
    assert not re.search(r"[{}]", f"{said.message}{said.suggestion}")
    assert rule.about.endswith(".")
    assert rule.source.endswith(".")


def offered() -> Iterator[str]:
    """Yield the texts that are marked for translation."""
    for path in FOLDER.glob("rules/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop":
                yield ast.literal_eval(node.args[0])


def test_every_sentence_is_offered_for_translation() -> None:
    assert {text for rule in RULES for text in (rule.message, rule.question)} <= set(offered())


def test_every_rule_module_is_in_the_list_once() -> None:
    modules = {path.stem for path in FOLDER.glob("rules/*.py")} - {"__init__"}
    assert len(RULES) == len(BY_KEY) == len(modules)


@pytest.mark.parametrize(
    ("one", "two", "three", "words"),
    [
        ("Gaps of 2 to 4 mm", "Gaps of 1 to 3 mm", "Gaps are closed", ["1 to 3 mm"]),  # 2.5 is in both
        ("Gaps of 3 to 4 mm", "Gaps of 1 to 2 mm", "Gaps are closed", ["1 to 2 mm"]),  # 2.5 is in neither
        ("3 to 4 marks are seen", "1 to 2 marks are seen", "No mark is seen", []),  # marks are counted
        ("More than 3 errors", "Fewer than 3 errors", "No errors", ["Fewer than 3"]),  # 3 is in neither
        ("At most 3 errors", "At most 3 errors in each file", "No errors", ["At most 3"]),
        ("At most three errors", "At most two errors", "At most one error", []),
        ("At most 4 errors", "At most 5 errors", "At most 3 errors", ["At most 5"]),
        ("At least 5 rows", "At least 6 rows", "At least 7 rows", []),
        ("Not more than 5 s", "More than 5 s", "More than 9 s", []),
        ("At most 5 s", "At most 3 mm", "At most 2 kg", []),
        ("Lit within ten seconds", "Lit within 10 s", "Lit at once", ["within 10 s"]),
        ("Lit within ninety seconds", "Lit within one minute", "Lit in half a minute", []),
        ("Lit within a minute", "Lit in ninety seconds", "Lit in twenty-five seconds", ["in ninety seconds"]),
        ("Done in 2 min 30 s", "Done in 2 min", "Done within one minute and thirty seconds", []),
        ("More than an hour late", "Less than an hour late", "In time", ["Less than an hour"]),  # an hour is in neither
        ("In five minutes of talk, guests are named", "In five minutes of talk, guests are greeted", "Guests are served", []),
        ("Ten years of experience are asked of", "Ten years of experience are shown", "Ten years are told", []),
    ],
)
def test_thresholds_meet_and_rise(one: str, two: str, three: str, words: list[str]) -> None:
    assert [text for _, text in found(leveled("Nothing fits", one, two, three), "thresholds")] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Corners are very good", ["very good"]),
        ("Corners are well rounded", ["well rounded"]),
        ("Corners are rounded as well as flat", []),
        ("Corners are good: rounded and flat", []),
        ("Corners are good (rounded and flat)", []),
        ("Corners are good, gaps below 2 mm stay; faces are flat", ["good"]),
        ("The lamp lights properly within ten seconds", []),
        ("The lamp lights properly in a second place", ["properly"]),
        ("Corners look good at 3 of the gates", []),
        ("Goods are stacked", []),
    ],
)
def test_praise_is_found_where_nothing_explains_it(text: str, words: list[str]) -> None:
    assert [words for _, words in found(leveled("a", text), "vague-word")] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Some rows are bent", ["Some"]),
        ("Some bending is done", []),
        ("It is told what some rows mean", []),
        ("Most rows are straight, at most 2 are bent", []),
        ("Only a few rows are bent", ["Only a few"]),
        ("Rows are not always straight", ["not always"]),
    ],
)
def test_amounts_are_found_where_no_number_says_how_many(text: str, words: list[str]) -> None:
    assert [words for _, words in found(leveled("a", text), "frequency-word")] == words


def test_amounts_at_the_ends_of_the_ladder_draw_no_border() -> None:
    assert found(leveled("Many rows are bent", *LEVELS[1:3], "The few bends are flat"), "frequency-word") == []


@pytest.mark.parametrize("text", ["All parts fit", "No parts fit", "Parts fit"])
def test_a_border_that_anybody_sees_is_no_adverb(text: str) -> None:
    assert found(leveled("a", "Most parts fit", text), "adverb-only") == ([] if text != "Parts fit" else [("level2", "Parts fit")])


@pytest.mark.parametrize(
    ("zero", "is_found"),
    [
        ("Not attempted", True),
        ("No edges finished at all", True),
        ("The edges are missing", True),
        ("Nothing", True),
        ("The edges do not match", False),
        ("Edges are missing or chipped along their length", False),
        ("No one could walk over the floor without stumbling", False),
    ],
)
def test_level_0_speaks_of_attempts(zero: str, *, is_found: bool) -> None:
    assert bool(found(leveled(zero), "zero-not-done")) is is_found


@pytest.mark.parametrize("named", ["as best practice in ISO 9001 asks", "by best practice: one key for each table"])
def test_a_standard_that_is_named_is_known(named: str) -> None:
    assert found(leveled("a", f"Tables are split {named}"), "industry-standard") == []


@pytest.mark.parametrize(
    "text", ["Better than most competitors", "The best of all teams", "Among the best", "Above average", "Faster than the other candidates"]
)
def test_comparisons_are_found(text: str) -> None:
    assert found(leveled("a", "b", text), "comparison") != []


@pytest.mark.parametrize("text", ["The main action stands out from the others", "The best side shows", "Teams share one bench"])
def test_other_comparisons_are_left_alone(text: str) -> None:
    assert found(leveled("a", "b", text), "comparison") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The lamp is lit within ten seconds", ["within ten seconds"]),
        ("The lamp is lit in five minutes", ["in five minutes"]),
        ("The lamp is lit in half an hour", ["in half an hour"]),
        ("The lamp is lit in no more than two hundred milliseconds", ["no more than two hundred milliseconds"]),
        ("Ten years of experience are told", []),
        ("The tale spans over ten years", []),
        ("In five minutes of talk, guests are named", []),
        ("Photos are taken in ten minute steps", []),
        ("Texts are read in a second language", []),
        ("Rows stand in two columns", []),
        ("A minute crack is seen over a second coat", []),
    ],
)
def test_a_limit_of_time_in_words_draws_a_border(text: str, words: list[str]) -> None:
    assert [words for _, words in found(leveled("a", "The lamp is lit", "The lamp is lit by hand", text), "number-once")] == words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("within fifteen seconds", 15),
        ("in forty five minutes", 2700),
        ("within one hundred and fifty ms", 0.15),
        ("in two and a half hours", 9000),
        ("within 2 min 30 s", 150),
        ("up to an hour and twenty minutes", 4800),
        ("in 1 hour", 3600),
        ("In Ten Secs", 10),
    ],
)
def test_a_time_is_compared_in_seconds(text: str, seconds: float) -> None:
    assert [(one.end, one.unit, one.span) for one in intervals_in(text)] == [(seconds, "second", (0, len(text)))]


@pytest.mark.parametrize("text", ["most rows are lit within ten seconds", "most rows are lit in 5 min"])
def test_a_time_says_how_much(text: str) -> None:
    assert found(leveled("a", text), "frequency-word") == []


def test_numbers_that_are_names_draw_no_border() -> None:
    assert found(leveled("a", "Rows of iteration 2 are straight"), "number-once") == []


def test_words_that_say_exactly_how_many_need_no_number() -> None:
    assert found(leveled("a", "At most 3 rows are bent", "Only one row is bent", "No row is bent"), "number-once") == []

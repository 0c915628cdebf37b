"""The demonstration library as data: what its authors promise to those who copy from it."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import assay
from assay.home.better import GOOD, STEPS, WEAK

PACKAGE = Path(assay.__file__).parent
DEMO = PACKAGE / "demo"
LISTS = PACKAGE / "standards" / "data"
FILES = sorted((DEMO / "descriptors").glob("*.toml"))

Toml: TypeAlias = dict[str, Any]

STATES = {"LIBRARY", "APPROVED", "APPROVED_REWORDED", "PENDING", "PENDING_ROUND2", "RETURNED", "DRAFT"}
QUALITIES = {
    "LIBRARY": {"EXCELLENT", "REFERENCE", "NEEDS_REVIEW"},
    "APPROVED": {"GOOD", "EXCELLENT"},
    "APPROVED_REWORDED": {"GOOD", "EXCELLENT"},
}
VAGUE = re.compile(
    r"\b(good|better|best|nice|nicely|great|well|bad|badly|poor|poorly|worse|worst|neat|neatly|correct|correctly|clear|clearly|"
    r"adequate|adequately|appropriate|appropriately|inappropriate|proper|properly|improper|suitable|suitably|unsuitable|"
    r"professional|professionally|unprofessional|acceptable|unacceptable|satisfactory|sufficient|sufficiently|insufficient|"
    r"reasonable|reasonably|perfect|perfectly|excellent|outstanding|impressive|beautiful|high[- ]quality|"
    r"very|quite|really|extremely|fairly|somewhat|etc)\b",
    re.IGNORECASE,
)
FREQUENCY = re.compile(
    r"\b(always|mostly|most|often|sometimes|usually|generally|occasionally|frequently|regularly|rarely|seldom|never|hardly ever)\b",
    re.IGNORECASE,
)
LABELS = re.compile(r"\b(industry standard|below standard|meets? standard|exceeds?|exceeded|standard of the industry)\b", re.IGNORECASE)
COMPARISON = re.compile(r"\b(competitors?|other candidates|than others|average|ranking)\b", re.IGNORECASE)
QUANTITY = re.compile(r"\d+\s*(mm|cm|m|s|ms|%|°|seconds?|minutes?|errors?|mistakes?)\b|[±≤≥]")


def read(path: Path) -> Toml:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


DESCRIPTORS: list[tuple[str, Toml]] = [(path.stem, each) for path in FILES for each in read(path)["descriptor"]]
FINISHED = [(skill, each) for skill, each in DESCRIPTORS if each["state"] not in {"RETURNED", "DRAFT"}]
SKILLS = {row["code"]: row["sector"] for row in rows("skills-2026.csv")}
CATEGORIES = [each["name"] for each in read(DEMO / "categories.toml")["category"]]


def sections(skill: str) -> set[int]:
    return {int(row["section_number"]) for row in rows("standards.csv") if (row["competition"], row["skill_code"]) == ("WSC2026", skill)}


def told(skill: str, each: Toml) -> str:
    return f"{skill} {each['name']}"


def named(pairs: list[tuple[str, Toml]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("skill", "each"), pairs, ids=[told(*pair) for pair in pairs])


def unseen(*texts: str) -> list[str]:
    """The words that leave the judge to guess."""
    return [match.group() for text in texts for pattern in (VAGUE, FREQUENCY, LABELS, COMPARISON) for match in pattern.finditer(text)]


def written(each: Toml) -> list[str]:
    return [level for level in each["levels"] if level]


def test_there_is_enough_to_look_at() -> None:
    assert len(DESCRIPTORS) >= 130
    assert len(FILES) >= 12
    assert {path.stem for path in FILES} <= SKILLS.keys()
    assert {SKILLS[path.stem] for path in FILES} == set(SKILLS.values())


def test_every_state_is_there_and_the_library_is_the_larger_half() -> None:
    states = Counter(each["state"] for _, each in DESCRIPTORS)
    assert states.keys() == STATES
    assert states["LIBRARY"] * 2 > len(DESCRIPTORS)
    for skill in ("09", "17"):
        assert {each["state"] for code, each in DESCRIPTORS if code == skill} == STATES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_and_codes_are_unique_within_a_skill(path: Path) -> None:
    found = read(path)["descriptor"]
    for field in ("name", "code"):
        values = [each[field].casefold() for each in found if field in each]
        assert len(values) == len(set(values)), field


def test_the_categories_are_few_and_all_used() -> None:
    assert 10 <= len(CATEGORIES) <= 12
    assert {name for _, each in DESCRIPTORS for name in each["categories"]} == set(CATEGORIES)


def test_no_tag_is_used_once_only() -> None:
    tags = Counter(tag for _, each in DESCRIPTORS for tag in each.get("tags", []))
    assert [tag for tag, uses in tags.items() if uses == 1 or tag != tag.lower()] == []


@named(DESCRIPTORS)
def test_it_fits_the_models(skill: str, each: Toml) -> None:
    assert 5 <= len(each["name"]) <= 90
    assert each["section"] in sections(skill)
    assert each["quality"] in QUALITIES.get(each["state"], {"NEEDS_REVIEW"})
    assert len(each.get("tags", [])) <= 3
    assert set(each.get("also_useful_for", [])) <= SKILLS.keys() - {skill}


@named(DESCRIPTORS)
def test_its_levels_are_there_apart_and_of_like_length(skill: str, each: Toml) -> None:
    levels = written(each)
    assert len(each["levels"]) == 4
    assert len(levels) == 4 or (each["state"] == "DRAFT" and len(levels) == 3)
    assert len({level.casefold() for level in levels}) == len(levels), skill
    assert all(level == level.strip() and not level.endswith(".") for level in levels)


@named(FINISHED)
def test_its_levels_can_be_read_in_seconds(skill: str, each: Toml) -> None:
    lengths = [len(level) for level in written(each)]
    assert min(lengths) >= 25, skill
    assert max(lengths) <= 220
    assert max(lengths) <= 3 * min(lengths)


@named(FINISHED)
def test_its_levels_begin_with_the_same_attribute(skill: str, each: Toml) -> None:
    first = {re.findall(r"\w+", level.casefold())[:1][0] for level in written(each)}
    assert len(first) == 1, (skill, first)


@named(DESCRIPTORS)
def test_it_says_what_is_seen(skill: str, each: Toml) -> None:
    assert unseen(each["name"], *each["levels"]) == [], skill


@named(FINISHED)
def test_it_is_no_measurement_in_disguise(skill: str, each: Toml) -> None:
    assert [level for level in each["levels"] if QUANTITY.search(level)] == [], skill


@named(DESCRIPTORS)
def test_its_story_is_complete(skill: str, each: Toml) -> None:
    state = each["state"]
    assert ("sent" in each) == (state == "APPROVED_REWORDED"), skill
    assert ("comment" in each) == (state in {"RETURNED", "PENDING_ROUND2"})
    assert ("before" in each) == ("reply" in each) == (state == "PENDING_ROUND2")
    assert len(each.get("comment", "x" * 40)) >= 40


@named([pair for pair in DESCRIPTORS if "sent" in pair[1]])
def test_the_advisor_improved_what_was_sent(skill: str, each: Toml) -> None:
    sent = each["sent"]
    assert len(sent["levels"]) == 4
    assert sent["levels"] != each["levels"], skill
    assert set(sent["levels"]) & set(each["levels"]) or VAGUE.search(" ".join(sent["levels"]))


@named([pair for pair in DESCRIPTORS if "before" in pair[1]])
def test_a_resubmitted_one_was_changed(skill: str, each: Toml) -> None:
    assert len(each["before"]) == 4
    assert each["before"] != each["levels"], skill


@pytest.mark.parametrize("skill", ["09", "10", "17"])
def test_a_demonstrated_standard_has_both_lists_for_each_section(skill: str) -> None:
    found = read(DEMO / "standards" / f"{skill}.toml")["section"]
    assert [each["number"] for each in found] == sorted(sections(skill))
    for each in found:
        assert 3 <= len(each["know"]) <= 5
        assert 4 <= len(each["able"]) <= 6


def test_the_weak_one_becomes_a_sound_one_step_by_step() -> None:
    assert [step.level for step in STEPS] == [0, 1, 2, 3, None]
    for step in STEPS:
        assert {kind for kind, _text in step.ops} >= {"del", "ins"}
        assert str(step.question).endswith("?")
        assert step.changed
    assert unseen(*map(str, WEAK.levels))
    assert unseen(str(GOOD.name), *map(str, GOOD.levels)) == []

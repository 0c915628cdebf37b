"""What people type finds what they mean; what is not understood is explained."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Category, Descriptor, Quality, Tag
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import Clause, Order, Scope
from assay.descriptors.search.highlight import marked
from assay.descriptors.search.query import understand
from assay.standards.models import Skill
from tests.descriptors.search.asking import ask, names
from tests.factories import (
    NOW,
    SectorFactory,
    SkillFactory,
    TagFactory,
    UserFactory,
    WSOSSectionFactory,
    approved,
    draft,
    imported,
    sa,
    scm,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


def named(skill: Skill, *titles: str) -> None:
    for title in titles:
        imported(skill, name=title, levels=("", "", "", ""))
    indexer.catch_up()


def test_a_word_finds_its_other_forms_and_a_beginning_no_strangers(reader: User, skill: Skill) -> None:
    named(skill, "Measuring tools", "Measured twice", "Meaning of colour", "Welding")

    assert sorted(names(ask(reader, "meas"))) == ["Measured twice", "Measuring tools"]
    assert sorted(names(ask(reader, "measure "))) == ["Measured twice", "Measuring tools"]
    assert names(ask(reader, "welds ")) == ["Welding"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"white space"', ["Use of white space"]),
        ("white-space ", ["Use of white space"]),
        ("space white ", ["Space that is white", "Use of white space"]),
        ("white ", ["Space that is white", "Use of white space", "Étude in ＷＨＩＴＥ"]),
        ("white -use", ["Space that is white", "Étude in ＷＨＩＴＥ"]),
        ('white -"white space"', ["Space that is white", "Étude in ＷＨＩＴＥ"]),
        ("the white of ", ["Space that is white", "Use of white space", "Étude in ＷＨＩＴＥ"]),
        ("ÉTUDE", ["Étude in ＷＨＩＴＥ"]),
        ("-white ", ["Colour"]),
        ("...", ["Colour", "Space that is white", "Use of white space", "Étude in ＷＨＩＴＥ"]),
    ],
)
def test_words_phrases_and_exclusions(reader: User, skill: Skill, typed: str, found: list[str]) -> None:
    named(skill, "Use of white space", "Space that is white", "Colour", "Étude in ＷＨＩＴＥ")

    got = names(ask(reader, typed, as_typed=True))

    assert sorted(got) == sorted(found)


def test_levels_code_number_and_tags_are_searched(reader: User, skill: Skill) -> None:
    row = imported(skill, name="Joint", levels=("gaps", "tight", "flush", "invisible"), code="B2.1")
    row.tags.add(Tag.objects.create(name="Dust extraction"))
    imported(skill, name="Invisible gaps", levels=("", "", "", ""))
    indexer.catch_up()

    for typed in ("flush", "B2.1", str(row.number), "extraction", "level3:invisible ", "tag:dust", "level0:gaps level3:invisible"):
        assert names(ask(reader, typed)) == ["Joint"], typed
    assert names(ask(reader, "name:invisible")) == ["Invisible gaps"]


def test_a_name_counts_more_than_a_level_and_quality_lifts(reader: User, skill: Skill) -> None:
    long = "a wall of words that are long enough to be a level"
    imported(skill, name="Something else", levels=(f"mortar {long}", long, long, long))
    imported(skill, name="Mortar joint", levels=(long, long, long, long))
    imported(skill, name="Mortar bed", levels=(long, long, long, long), quality_indicator=Quality.EXCELLENT)
    indexer.catch_up()

    assert names(ask(reader, "mortar ")) == ["Mortar bed", "Mortar joint", "Something else"]


def test_the_newer_of_equal_ones_comes_first(reader: User, skill: Skill) -> None:
    for days, title in ((400, "Older one"), (0, "Newer one"), (200, "Middle one")):
        imported(skill, name=title, updated_at=NOW - timedelta(days=days))
    indexer.catch_up()

    assert names(ask(reader, "one ")) == names(ask(reader)) == ["Newer one", "Middle one", "Older one"]


def test_without_words_the_own_sector_comes_first_and_exemplary_ones_in_it(reader: User) -> None:
    own, other = SectorFactory.create(), SectorFactory.create()
    mine, theirs = SkillFactory.create(sector=own), SkillFactory.create(sector=other)
    imported(theirs, name="Theirs", quality_indicator=Quality.EXCELLENT)
    imported(mine, name="Mine")
    imported(mine, name="My best", quality_indicator=Quality.EXCELLENT)
    first = frozenset({str(own.uid)})
    without_index = names(ask(reader, first_sectors=first))
    indexer.catch_up()

    assert names(ask(reader, first_sectors=first)) == without_index == ["My best", "Mine", "Theirs"]


def test_fields_mirror_the_filters(reader: User) -> None:
    sector = SectorFactory.create(name="Construction")
    skill = SkillFactory.create(code="09", name="Bricklaying", sector=sector)
    section = WSOSSectionFactory.create(name="Work organization")
    row = imported(skill, name="Wanted", source="WSC2024", wsos_section=section, quality_indicator=Quality.GOOD)
    row.categories.add(Category.objects.create(name="Care"))
    imported(SkillFactory.create(code="10", name="Welding"), name="Other", source="Manual", levels=("", "yes", "", ""))
    indexer.catch_up()

    for typed in (
        "skill:9",
        "skill:brick",
        'section:"work organization"',
        "section:work",
        "quality:approved",
        "quality:GOOD",
        "quality:appr",
        "source:wsc",
        "source:wsc2024",
        "sector:construction",
        "category:care",
        "has:4levels",
        "skill:09 wanted",
    ):
        assert names(ask(reader, typed)) == ["Wanted"], typed
    assert ask(reader, "skill:9 source:manual").total == 0


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_parts_can_be_there_or_not(reader: User, skill: Skill, indexed: bool) -> None:
    whole = imported(skill, name="Whole", levels=("gaps", "tight", "flush", "joint not seen"), wsos_section=WSOSSectionFactory.create())
    whole.tags.add(Tag.objects.create(name="Care"), Tag.objects.create(name="Wood"))
    whole.categories.add(Category.objects.create(name="Craft"))
    imported(skill, name="Half", levels=("joint not seen", "", "flush", "tight"))
    if indexed:
        indexer.catch_up()

    for typed, found in {
        "has:level1": ["Whole"],
        "lacks:level1": ["Half"],
        "-has:level1": ["Half"],
        "-lacks:level1": ["Whole"],
        "has:level0 HAS:Level2": ["Half", "Whole"],
        "has:4levels": ["Whole"],
        "lacks:4levels": ["Half"],
        "lacks:level1 lacks:level2": [],
        "has:tag": ["Whole"],
        "lacks:tag": ["Half"],
        "has:section has:category": ["Whole"],
        "lacks:section": ["Half"],
        "lacks:category flush": ["Half"],
        'level3:"not seen"': ["Whole"],
        "level0:seen": ["Half"],
        "level2:flush -level3:tight": ["Whole"],
    }.items():
        page = ask(reader, typed)
        assert (sorted(names(page)), page.total, page.degraded) == (found, len(found), not indexed), typed


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_updated_takes_days_months_and_years(reader: User, skill: Skill, indexed: bool) -> None:
    for day in ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"):
        imported(skill, name=day, updated_at=datetime.fromisoformat(f"{day}T00:00:00+00:00"))
    if indexed:
        indexer.catch_up()

    for typed, found in {
        "updated:>2026-01": ["2026-02-01"],
        "updated:>=2026-01": ["2026-01-01", "2026-01-31", "2026-02-01"],
        "updated:<2026-01-01": ["2025-12-31"],
        "updated:<=2026-01-01": ["2025-12-31", "2026-01-01"],
        "updated:2026-01": ["2026-01-01", "2026-01-31"],
        "updated:2025": ["2025-12-31"],
        "updated:2026-1-31": ["2026-01-31"],
        "updated:>2025 updated:<2026-02": ["2026-01-01", "2026-01-31"],
        "updated:>2026 updated:<2026": [],
    }.items():
        page = ask(reader, typed)
        assert (sorted(names(page)), page.degraded) == (found, not indexed), typed


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_a_day_is_the_readers_own(reader: User, skill: Skill, indexed: bool) -> None:
    imported(skill, name="Late", updated_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    if indexed:
        indexer.catch_up()

    assert ask(reader, "updated:2026-02").total == 0
    with timezone.override("Europe/Zurich"):
        assert ask(reader, "updated:2026-02").total == 1


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_rows_are_sorted_by_name_as_people_do(reader: User, skill: Skill, indexed: bool) -> None:
    for name in ("zinc joint", "joint 10", "Joint 2", "“Éclat” joint", "edge joint", "Joint", "joint 2"):
        imported(skill, name=name)
    if indexed:
        indexer.catch_up()

    right = ["“Éclat” joint", "edge joint", "Joint", "Joint 2", "joint 2", "joint 10", "zinc joint"]
    for typed in ("", "joint "):
        page = ask(reader, typed, order=Order.NAME)
        assert (names(page), page.degraded) == (right, not indexed)
        assert [name for start in range(0, 7, 2) for name in names(ask(reader, typed, order=Order.NAME, start=start, size=2))] == right


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_the_newest_come_first_and_those_of_one_moment_in_their_order(reader: User, skill: Skill, indexed: bool) -> None:
    for name, age in (("a", 2), ("b", 0), ("c", 1), ("d", 0), ("e", 2.5), ("f", 0)):
        imported(skill, name=f"joint {name}", updated_at=NOW - timedelta(days=age))
    if indexed:
        indexer.catch_up()

    right = [f"joint {name}" for name in "bdfcae"]
    for typed in ("", "joint "):
        assert names(ask(reader, typed, order=Order.NEWEST)) == right
        assert [name for start in range(0, 6, 2) for name in names(ask(reader, typed, order=Order.NEWEST, start=start, size=2))] == right


def test_a_status_is_named_by_its_word_on_the_page_or_in_the_data(skill: Skill) -> None:
    scope = Scope.of(scm(skill), timezone.now())
    for typed, status in {
        "draft": "DRAFT",
        "pending": "PENDING_REVIEW",
        "pending_review": "PENDING_REVIEW",
        '"with the SA"': "PENDING_REVIEW",
        '"with the skill advisor"': "PENDING_REVIEW",
        "sa": "PENDING_REVIEW",
        "pend": "PENDING_REVIEW",
        "ret": "RETURNED",
        "Returned": "RETURNED",
        "approved": "APPROVED",
    }.items():
        found = understand(f"status:{typed}", scope)
        assert (found.fixed, found.sentences) == ([("status", frozenset({status}))], []), typed


def test_by_me_is_what_the_person_wrote() -> None:
    skill = SkillFactory.create()
    writer, deputy, decider = scm(skill), scm(skill), sa(skill)
    approved(draft(skill, writer, name="By the writer"), by=decider)
    approved(draft(skill, deputy, name="By the deputy"), by=decider)
    indexer.catch_up()

    assert names(ask(writer, "by:me")) == ["By the writer"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("colour:red", "There is no field “colour:”, so it was searched as words."),
        ("skill:99", "There is no skill “99” here."),
        ("-skill:99", "There is no skill “99” here."),
        ("by:you", "“by:” knows only “by:me”, what you wrote yourself."),
        ("🎯 %", "There is no word to search for in “🎯 %”."),
        ("has:3levels", "“has:” knows only: 4levels level0 level1 level2 level3 section category tag"),
        ("lacks:name", "“lacks:” knows only: 4levels level0 level1 level2 level3 section category tag"),
        ("updated:soon", "“updated:” takes a day, a month or a year: 2026-01-31, >2026-01, <=2025. “soon” is none."),
        ("updated:2026-13", "“updated:” takes a day, a month or a year: 2026-01-31, >2026-01, <=2025. “2026-13” is none."),
        ("-updated:2026", "“-” leaves out words and filters, not “updated:”. It was ignored."),
        ("status:lost", "There is no status “lost” here."),
        ("status:draft", "What is being written and reviewed is seen by the people of its skill; you find approved ones."),
        ("-by:me", "“-” leaves out words and filters, not “by:”. It was ignored."),
    ],
)
def test_what_is_not_understood_is_explained(reader: User, skill: Skill, typed: str, sentence: str) -> None:
    found = understand(typed, Scope.of(reader, timezone.now()))

    assert len(found.sentences) == 1
    assert found.sentences[0].startswith(sentence)


@pytest.mark.parametrize(
    "typed",
    [
        *("", '"', '""', "-", ":", "a:", 'a:"', "(", "a* OR [b TO c]", "\x00", "\ud800", "skill:", "²", "9" * 50, "x " * 999),
        *("has:", "lacks:", "updated:", "updated:>2999-12-31", "updated:0000", "updated:2026-02-30", "has:tag " * 40),
    ],
)
@pytest.mark.parametrize("indexed", [True, False])
def test_nothing_that_is_typed_is_an_error(reader: User, skill: Skill, typed: str, indexed: bool) -> None:
    imported(skill)
    if indexed:
        indexer.catch_up()

    assert ask(reader, typed).degraded is not indexed


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("skill:09 skill:17", {"Weld", "Page", "Menu"}),
        ("-skill:09", {"Page", "Menu"}),
        ("-skill:17 -skill:09", set()),
        ("-skill:99", {"Weld", "Page", "Menu"}),
        ("skill:17 -tag:safety", {"Menu"}),
        ("-quality:good", {"Weld", "Menu"}),
        ("tag:safety tag:colour", {"Page"}),
    ],
)
def test_filters_are_typed_as_alternatives_and_to_leave_something_out(reader: User, typed: str, found: set[str], indexed: bool) -> None:
    web, welding = SkillFactory.create(code="17"), SkillFactory.create(code="09")
    safety, colour = TagFactory.create(name="safety"), TagFactory.create(name="colour")
    imported(welding, name="Weld").tags.add(safety)
    imported(web, name="Page", quality_indicator=Quality.GOOD).tags.add(safety, colour)
    imported(web, name="Menu")
    if indexed:
        indexer.catch_up()

    page = ask(reader, typed)

    assert (page.degraded, page.total, set(names(page))) == (not indexed, len(found), found)


def test_a_slip_is_taken_for_what_stands_beside_the_other_words(reader: User, skill: Skill) -> None:
    imported(skill, name="Use of white space")
    for number in range(9):
        imported(skill, name=f"Site {number} with a write")
    indexer.catch_up()

    assert ask(reader, "use wite space ").corrected == (("wite", "white"),)


def test_a_slip_is_corrected_with_words_that_the_reader_may_see(reader: User, skill: Skill) -> None:
    imported(skill, name="Polished surface")
    imported(skill, name="Bricklaying", confidential_until=timezone.now() + timedelta(days=1))
    indexer.catch_up()

    page = ask(reader, "polishd ")
    assert (names(page), page.corrected) == (["Polished surface"], (("polishd", "polished"),))
    assert names(ask(reader, "surface polsihed ")) == ["Polished surface"]
    assert ask(reader, "polishd ", as_typed=True).total == 0
    for other in ("bricklayign ", "olished ", "-polishd ", '"polishd"', "pilosher "):
        assert ask(reader, other).corrected == (), other


def test_matches_are_marked_and_everything_is_escaped() -> None:
    def mark(text: str, *clauses: Clause, field: str = "name") -> Any:
        return marked(text, clauses, field)

    assert mark("Measured <b>twice</b>", Clause(("measure",))) == "<mark>Measured</mark> &lt;b&gt;twice&lt;/b&gt;"
    assert mark("White space, white walls", Clause(("white", "space"))) == "<mark>White space</mark>, white walls"
    assert mark("Polished", Clause(("pol",), half_typed=True)) == "<mark>Polished</mark>"
    assert mark("Polished", Clause(("pol",))) == "Polished"
    assert mark("Polish", Clause(("polish",), without=True)) == "Polish"
    assert mark("Polish", Clause(("polish",), fields=("level3",))) == "Polish"
    assert mark("Polishes", Clause(("polish",), exact=True)) == "Polishes"


def test_the_database_finds_the_same_words(reader: User, skill: Skill) -> None:
    row = imported(skill, name="Joint", levels=("gaps", "tight", "flush", "invisible"))
    row.tags.add(Tag.objects.create(name="Dust extraction"))
    imported(skill, name="Other")

    for typed in ("FLUSH", "extraction", '"joint"', "joint -other", "level3:invisible", str(row.number)):
        page = ask(reader, typed)
        assert (page.degraded, page.rows) == (True, [row.uid]), typed
    assert Descriptor.objects.count() == 2


@pytest.mark.parametrize(
    "typed",
    [
        "-a -b",
        "-a -of",
        "-the ",
        "-a -b -c -d",
        "-joint ",
        "-joints -b",
        '-"a joint"',
        "-polished",
        "-polish joint ",
        "-x",
        "-name:a",
        "-dust",
        "-of",
        "-measuring ",
        "-measurement ",
        "-use ",
        "-run ",
        "-begin ",
        "-carry ",
        "-Straße ",
        "-strasse ",
        "-µm ",
        "-level1:strasse ",
        "-measu",
    ],
)
def test_index_and_database_leave_out_the_same(reader: User, skill: Skill, typed: str) -> None:
    imported(skill, name="Polish of a joint", levels=("as it is", "", "", "")).tags.add(TagFactory.create(name="Dust and air"))
    others = (
        "Polished joints",
        "Bold banding",
        "The wall",
        "A b c",
        "Joint",
        "Measure",
        "Using it",
        "Running",
        "Beginning",
        "Carrier",
        "Carries",
    )
    for name in (*others, "5 µm", "Große Straße"):
        imported(skill, name=name, levels=("", "", "", ""))
    without_index = ask(reader, typed, as_typed=True)
    indexer.catch_up()
    with_index = ask(reader, typed, as_typed=True)

    assert (without_index.degraded, with_index.degraded) == (True, False)
    assert sorted(names(without_index)) == sorted(names(with_index))

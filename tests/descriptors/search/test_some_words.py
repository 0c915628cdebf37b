"""Where few rows have all the words, those with some of them follow, and the page says so; the skill and the section are words too."""

from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.descriptors.search.asking import ask, names
from tests.factories import SkillFactory, UserFactory, WSOSSectionFactory, imported

pytestmark = pytest.mark.django_db
EMPTY = ("", "", "", "")


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="39", name="Network Administration")


@pytest.fixture(params=[True, False], ids=["index", "database"])
def known(request: Any, skill: Skill) -> bool:
    for name in ("Cables in the rack", "Cables along the wall", "Rack and cooling", "Labels", "Cables in the rack and labels"):
        imported(skill, name=name, levels=EMPTY)
    if request.param:
        indexer.catch_up()
    return bool(request.param)


@pytest.mark.usefixtures("known")
def test_rows_with_all_words_come_first_and_are_counted(reader: User) -> None:
    page = ask(reader, "rack cable ")

    assert page.with_all == 2
    assert page.total == 4
    assert set(names(page)[:2]) == {"Cables in the rack", "Cables in the rack and labels"}
    assert sum(page.facets["skill"].values()) == 4


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('cable "rack and labels"', {"Cables in the rack and labels"}),  # a phrase is wanted
        ("name:rack name:wall ", set()),  # so is the word of a field
        ("cable rack -labels ", {"Cables in the rack", "Cables along the wall", "Rack and cooling"}),
        ("nowhere cable ", {"Cables in the rack", "Cables along the wall", "Cables in the rack and labels"}),
        ("nowhere neither nor ever rack ", set()),  # of five words, two are wanted
    ],
)
def test_what_is_wanted_stays_wanted(reader: User, typed: str, found: set[str]) -> None:
    assert set(names(ask(reader, typed))) == found


def test_nothing_is_widened_where_it_was_asked_as_typed_or_enough_was_found(reader: User, skill: Skill, known: bool) -> None:
    assert ask(reader, "rack cable ", as_typed=True).total == 2
    assert ask(reader, "labels ").with_all is None
    for number in range(3):
        imported(skill, name=f"Cables in rack {number}", levels=EMPTY)
    if known:
        indexer.catch_up()
    page = ask(reader, "rack cable ")
    assert (page.total, page.with_all) == (5, None)


@pytest.mark.usefixtures("known")
def test_the_skill_and_the_section_are_words_too_and_follow_their_names(reader: User, skill: Skill) -> None:
    section = WSOSSectionFactory.create(name="Communication and support")
    told = imported(SkillFactory.create(code="29", name="Hairdressing"), name="Advice", levels=EMPTY, wsos_section=section)
    indexer.catch_up()

    assert names(ask(reader, "hairdressing advice ")) == ["Advice"]
    assert names(ask(reader, "communication")) == ["Advice"]
    assert told.criterion_name in names(ask(reader, "support "))


def test_the_page_says_how_many_have_all_words_and_leads_to_them(client: Client, reader: User, skill: Skill) -> None:
    for name in ("Cables in the rack", "Cables along the wall"):
        imported(skill, name=name, levels=EMPTY)
    indexer.catch_up()
    client.force_login(reader)

    page = client.get("/library/?q=rack+cable").content.decode()
    assert "1 descriptor has all of these words" in page
    assert "/library/?q=rack+cable&amp;as_typed=1" in page
    assert "Nothing has all of these words" in client.get("/library/?q=ceiling+cable").content.decode()
    assert "of these words" not in client.get("/library/?q=rack+cable&as_typed=1").content.decode()


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_two_letters_begin_words_of_names_and_are_whole_words_of_levels(reader: User, skill: Skill, indexed: bool) -> None:
    imported(skill, name="Graph", levels=EMPTY)
    imported(skill, name="Lamp", levels=("", "UV light", "great", ""))
    if indexed:
        indexer.catch_up()
    assert names(ask(reader, "gr")) == ["Graph"]
    assert set(names(ask(reader, "gre"))) == {"Lamp"}
    assert names(ask(reader, "uv")) == ["Lamp"]

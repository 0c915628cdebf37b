"""Beside the library stand the measurement aspects: how many match there, what only they have; and the skills that a word may mean."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.search import indexer
from assay.schemes.models import Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.formats.sheets import MEASURED, SUB

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MEASUREMENTS = "/library/measurements/"


def measured(skill: Skill, *descriptions: str, source: str = "WSC2019", **fields: Any) -> Scheme:
    rows = [MEASURED | {"E": text, "H": ""} for text in descriptions]
    made = make.scheme(skill, make.CompetitionFactory.create(code=source), book=make.workbook("made.xlsx", SUB, *rows))
    Scheme.objects.filter(pk=made.pk).update(**fields)
    return made


def tallies(client: Client, path: str, typed: str) -> list[str]:
    return [tab["count"] for tab in client.get(path, {"q": typed}).context["listing"].tabs]


def test_each_tab_says_how_many_match_there(client: Client, skill: Skill) -> None:
    make.imported(skill, name="Label in place")
    make.imported(skill, name="Socket", source="Manual")
    measured(skill, "Label on the socket", "Label on the cable", "Earthing")
    measured(skill, "Hidden label", source="X1", confidential_until=timezone.now() + timedelta(days=3))
    indexer.catch_up()

    for typed, counts in {
        "label": ["1", "2"],
        "": ["2", "3"],
        "skill:17 label": ["1", "2"],
        "source:manual": ["1", "0"],
        "source:wsc2019": ["0", "3"],
        "earthing ": ["0", "1"],
        "nothing": ["0", "0"],
    }.items():
        assert tallies(client, MEASUREMENTS, typed) == counts, typed
        assert tallies(client, "/library/", typed) == [counts[0], counts[1] if counts[0] == "0" else ""], typed
    assert tallies(client, "/library/", "quality:good label ") == ["0", ""], "what means nothing there is not counted"


@pytest.mark.parametrize("indexed", [True, False])
def test_a_tab_counts_what_it_would_list_corrected_and_loosened(client: Client, skill: Skill, *, indexed: bool) -> None:
    for number in range(3):
        make.imported(skill, name=f"Record {number}")
    make.imported(skill, name="Straight weld")
    measured(skill, "Record kept", "Sockets at 5 mm")
    if indexed:
        indexer.catch_up()

    found = "3" if indexed else "0"  # the database corrects nothing
    assert tallies(client, MEASUREMENTS, "recrod ") == [found, "1"]
    assert tallies(client, "/library/", "recrod ") == [found, "" if indexed else "1"]
    assert tallies(client, "/library/", "sokcets ") == ["0", "1"]
    assert tallies(client, MEASUREMENTS, "record straight zebra ")[0] == "4" == tallies(client, "/library/", "record straight zebra ")[0]


def test_nothing_found_says_what_matches_in_the_other_tab(client: Client, skill: Skill) -> None:
    make.imported(skill, name="Label in place")
    measured(skill, "Earthing", "Earthing again")
    indexer.catch_up()

    library = client.get("/library/", {"q": "earthing "}).content.decode()
    other = client.get(MEASUREMENTS, {"q": "place "}).content.decode()

    assert '2 measurement aspects match: <a href="/library/measurements/?q=earthing+">look there</a>' in library
    assert '1 descriptor matches: <a href="/library/?q=place+">look there</a>' in other
    assert "look there" not in client.get("/library/", {"q": "label "}).content.decode()
    assert "look there" not in client.get("/library/", {"source": "none"}).content.decode()


def test_a_source_that_only_the_other_tab_has_is_said_with_the_way_there(client: Client, skill: Skill) -> None:
    make.imported(skill, name="Label in place", source="Manual")
    measured(skill, "Earthing", source="WSC2019")
    measured(skill, "Hidden", source="Secret", confidential_until=timezone.now() + timedelta(days=3))
    indexer.catch_up()

    library = client.get("/library/", {"q": "source:wsc2019"}).content.decode()
    assert "Only measurement aspects have the source “wsc2019”." in library
    assert '<a href="/library/measurements/?q=source%3Awsc2019">Look there</a>' in library
    assert "There is no source" not in library
    assert "Earthing" in client.get(MEASUREMENTS, {"q": "source:wsc2019"}).content.decode()
    assert "Only descriptors have the source “manual”." in client.get(MEASUREMENTS, {"q": "source:manual"}).content.decode()
    for unknown in ("secret", "nowhere"):
        assert f"There is no source “{unknown}” here." in client.get("/library/", {"q": f"source:{unknown}"}).content.decode()


def test_a_phrase_that_finds_nothing_is_offered_without_its_marks(client: Client, skill: Skill) -> None:
    names = ("Message of an error", "Errors in a message", "Label")
    for name in names:
        make.imported(skill, name=name)
    measured(skill, *names)
    indexer.catch_up()

    for path in ("/library/", MEASUREMENTS):
        ways = client.get(path, {"q": 'skill:17 "error message"'}).context["listing"].ways_out
        assert [(way["title"], way["count"]) for way in ways] == [("quotation marks", 2)], path
        assert client.get(ways[0]["url"]).context["listing"].page.total == 2
        page = client.get(path, {"q": '"error message"'}).content.decode()
        assert f'<a href="{path}?q=error+message">Without quotation marks</a>: 2' in page
        for other in ('name:"error message"', '-"message" zebra', '"zebra giraffe"'):
            assert "quotation marks" not in [way["title"] for way in client.get(path, {"q": other}).context["listing"].ways_out], other


def test_a_word_that_is_the_code_of_a_skill_is_offered_as_that_filter(client: Client, skill: Skill) -> None:
    other = make.SkillFactory.create(code="D1", name="Drones")
    make.imported(other, name="Grid")
    make.imported(make.SkillFactory.create(code="E2"), name="Frame with E2 bolts")
    measured(skill, "Socket at 5 mm")
    indexer.catch_up()

    page = client.get("/library/", {"q": "d1 "}).content.decode()
    assert 'A skill has this code: <a href="/library/?q=skill%3Ad1+">D1 Drones</a> (1)' in page
    with_more = client.get("/library/", {"q": "D1 grid"}).context["listing"]
    assert [(code["label"], code["url"], code["count"]) for code in with_more.codes] == [("D1 Drones", "/library/?q=skill%3Ad1+grid", 1)]
    assert "A skill has this code" not in client.get("/library/", {"q": "E2"}).content.decode(), "a text has the word"
    assert "A skill has this code" not in client.get("/library/", {"q": "D1 nothing"}).content.decode(), "nothing would be found"
    assert [code["count"] for code in client.get(MEASUREMENTS, {"q": "17"}).context["listing"].codes] == [1]


def test_the_code_of_a_skill_is_completed_where_the_reader_finds_something(client: Client, as_user: SignIn, skill: Skill) -> None:
    make.imported(skill, name="Grid")
    hidden = make.SkillFactory.create(code="18")
    make.imported(hidden, name="Secret", confidential_until=timezone.now() + timedelta(days=1))
    indexer.catch_up()

    def offered(typed: str, at: Client = client) -> str:
        return at.get("/library/complete/", {"q": typed}).content.decode()

    assert 'data-text="skill:17 " data-at="9"' in offered("17")
    assert 'data-text="grid -skill:17 "' in offered("grid -17")
    assert "17 Web Technologies · 1" in offered("17")
    for typed in ("18", "1", "177", '"17', "grids 17 nothing"):
        assert "skill:1" not in offered(typed), typed
    assert 'data-text="skill:18 "' in offered("18", as_user(make.scm(hidden)))


def test_the_number_of_a_section_is_completed_in_the_skill_that_is_meant(as_user: SignIn, skill: Skill) -> None:
    section, other = make.WSOSSectionFactory.create(name="Work organization"), make.WSOSSectionFactory.create(name="Layout")
    make.StandardSectionFactory.create(standard=make.StandardFactory.create(skill=skill), section=section, number=3)
    drones = make.SkillFactory.create(code="D1")
    make.StandardSectionFactory.create(standard=make.StandardFactory.create(skill=drones), section=other, number=3)
    make.imported(skill, name="Grid", wsos_section=section)
    make.imported(drones, name="Frame", wsos_section=other)
    indexer.catch_up()

    def offered(client: Client, typed: str) -> str:
        return client.get("/library/complete/", {"q": typed}).content.decode()

    own, stranger = make.scm(skill), make.UserFactory.create()
    assert "section:&quot;work organization&quot; " in offered(as_user(own), "grid §3")
    assert "Work organization · 1" in offered(as_user(own), "§3")
    assert "section:layout " in offered(as_user(own), "skill:d1 §3")
    for typed in ("§4", "§", "§3x", "frames nothing §3"):
        assert "section:" not in offered(as_user(own), typed).replace('"section:"', ""), typed
    assert "data-text" not in offered(as_user(stranger), "§3")


def test_the_count_beside_costs_the_same_for_one_scheme_and_for_three(client: Client, skill: Skill, queries_of: Any) -> None:
    costs = []
    for sources in (("A1",), ("A2", "A3")):
        for source in sources:
            measured(skill, "Label", source=source)
        indexer.catch_up()
        client.get("/library/", {"q": "label"})
        with queries_of() as asked:
            assert tallies(client, "/library/", "label") == ["0", "1" if len(costs) == 0 else "3"]
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


def test_both_tabs_correct_alike(client: Client, skill: Skill) -> None:
    texts = ["Connections are tight", *("Condition of the surface", "Convention of names") * 3]
    for text in texts:
        make.imported(skill, name=text)
    measured(skill, *texts)
    indexer.catch_up()

    for path in ("/library/", MEASUREMENTS):
        page = client.get(path, {"q": "conection "}).context["listing"].page
        assert (page.corrected, page.total) == ((("conection", "connections"),), 1), path

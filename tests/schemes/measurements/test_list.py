"""Measurement aspects of imported schemes are found in a list of their own, by whoever may read them, and copied."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.search import indexer
from assay.formats.clipboard import MeasuredItem, measured_rows_for_paste
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.formats.sheets import MEASURED
from tests.schemes.measurements.measuring import scheme_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/library/measurements/"
EARTHING: dict[str, Any] = MEASURED | {"E": "Earthing measured at each socket", "H": "below 1 ohm", "I": 1, "K": 1.5}
LABEL: dict[str, Any] = MEASURED | {"E": "Every label is in place", "H": "all 12"}


def scheme(skill: Skill, *rows: dict[str, Any], **fields: Any) -> Scheme:
    return scheme_of(skill, *(rows or (EARTHING, LABEL)), **fields)


def names(client: Client, query: str = "") -> list[str]:
    return [entry["plain_name"] for entry in client.get(f"{URL}{query}").context["listing"].entries]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("earth", ["Earthing measured at each socket"]),
        ("measuring", ["Earthing measured at each socket"]),  # another form of the word
        ("ohm socket", ["Earthing measured at each socket"]),
        ('"each socket"', ["Earthing measured at each socket"]),
        ('"socket each"', []),
        ("every -label", []),
        ("abel", []),  # words are found by how they begin
        ("skill:18 label", ["Every label is in place"]),
        ("skill:99 label", []),
        ("-skill:18 label", []),
        ("-skill:33 label", ["Every label is in place"]),
        ("name:ohm", []),  # it stands in the requirement
        ("name:socket", ["Earthing measured at each socket"]),
    ],
)
def test_words_phrases_and_exclusions(reader: Client, skill: Skill, typed: str, found: list[str]) -> None:
    scheme(skill)
    assert names(reader, f"?q={typed}") == found


def test_where_nothing_is_found_the_ways_out_count_measurement_aspects(reader: Client, skill: Skill) -> None:
    make.SkillFactory.create(code="33")
    for number in range(3):
        make.imported(skill, name=f"Every label is in place {number}")
    scheme(skill)
    indexer.catch_up()

    ways = reader.get(f"{URL}?q=label -skill:18").context["listing"].ways_out

    assert [(way["title"], way["count"]) for way in ways] == [("-skill:18", 1)]


def test_filters_count_exactly_each_without_its_own_choice(reader: Client, skill: Skill) -> None:
    other = make.SkillFactory.create(code="33")
    first, second = scheme(skill), scheme(other, LABEL)

    listing = reader.get(f"{URL}?skill=33").context["listing"]
    counts = {facet["name"]: {option["value"]: option["count"] for option in facet["options"]} for facet in listing.facets}

    assert names(reader, "?skill=33") == ["Every label is in place"]
    assert counts["skill"] == {"18": 2, "33": 1}
    assert counts["source"] == {second.competition.code: 1}
    section = first.sections.get(number=1).wsos_section
    if section is not None:
        assert names(reader, f"?section={section.uid}") == ["Earthing measured at each socket"]


def test_sections_are_those_that_the_scheme_was_settled_to(reader: Client, skill: Skill) -> None:
    made, section = scheme(skill), make.WSOSSectionFactory.create(name="Safe work")
    made.sections.filter(number=1).update(wsos_section=section)

    listing = reader.get(f"{URL}?section={section.uid}").context["listing"]

    assert [entry["plain_name"] for entry in listing.entries] == ["Earthing measured at each socket"]
    facet = next(facet for facet in listing.facets if facet["name"] == "section")
    assert [(option["label"], option["count"]) for option in facet["options"] if option["checked"]] == [("Safe work", 1)]
    assert "§1 Safe work" in reader.get(URL).content.decode()


@pytest.mark.parametrize("hidden", ["drafts", "confidential"])
def test_what_is_not_told_yet_is_nowhere_for_others(as_user: SignIn, skill: Skill, hidden: str) -> None:
    later = timezone.now() + timedelta(days=5)
    made = scheme(skill, **({"into_drafts": True} if hidden == "drafts" else {"confidential_until": later}))
    key = f"{made.uid}:{Aspect.objects.filter(sub_criterion__scheme=made, type='M')[0].row}"

    def sees(user: User) -> bool:
        client = as_user(user)
        listing = client.get(URL).context["listing"]
        copied = client.get(f"{URL}copy/?a={key}").status_code
        assert (listing.page.total, bool(listing.facets), copied) in {(2, True, 200), (0, False, 404)}
        return bool(listing.page.total)

    assert sees(make.scm(skill))
    assert sees(make.admin())
    assert sees(make.sa(skill)) == (hidden == "confidential")
    assert sees(make.secretariat()) == (hidden == "confidential")
    assert not sees(make.scm(make.SkillFactory.create()))
    assert not sees(make.UserFactory.create())


def test_it_ends_with_its_date_and_the_way_to_the_scheme_is_for_those_who_may_open_it(as_user: SignIn, skill: Skill) -> None:
    made = scheme(skill, confidential_until=timezone.now() - timedelta(days=1))

    assert reader_urls(as_user(make.UserFactory.create())) == {""}
    assert all(url.startswith(f"/schemes/{made.uid}/#row-") for url in reader_urls(as_user(make.sa(skill))))


def reader_urls(client: Client) -> set[str]:
    return {entry["url"] for entry in client.get(URL).context["listing"].entries}


def test_an_import_keeps_the_date_that_its_descriptors_get(skill: Skill) -> None:
    until = timezone.now() + timedelta(days=30)
    made = make.scheme(skill, make.CompetitionFactory.create(confidential_until=until))
    assert made.confidential_until == until


def test_several_are_copied_as_cis_rows_and_as_text(reader: Client, skill: Skill) -> None:
    made = scheme(skill)
    rows = Aspect.objects.filter(sub_criterion__scheme=made, type="M").order_by("-row")
    which = "&".join(f"a={made.uid}:{row.row}" for row in rows)

    cis = reader.get(f"{URL}copy/?{which}", headers={"accept": "text/plain"}).content.decode()
    assert [line.split("\t")[3:5] for line in cis.splitlines()] == [
        ["M", "Every label is in place"],
        ["M", "Earthing measured at each socket"],
    ]
    assert cis.splitlines()[1].split("\t")[7:] == ["below 1 ohm", "", "", "1.5"]
    text = reader.get(f"{URL}copy/?as=text&q=earth", headers={"accept": "text/plain"}).content.decode()
    assert text == "Earthing measured at each socket\nRequirement: below 1 ohm\nMark: 1.50\n"
    assert "Text to copy" in reader.get(f"{URL}copy/?{which}", headers={"accept": "text/html"}).content.decode()
    assert reader.get(f"{URL}copy/?a=nonsense:x").status_code == 404


def test_a_measured_row_keeps_the_lines_of_its_extra_description_and_no_formula() -> None:
    text = measured_rows_for_paste([MeasuredItem("=1+1", "first\nsecond", "", 3, Decimal("0.50"))])
    assert [line.split("\t") for line in text.splitlines()] == [
        ["", "", "", "M", "'=1+1", "", "", "", "3", "", "0.5"],
        ["", "", "", "", "", "", "first", "", "", "", ""],
        ["", "", "", "", "", "", "second", "", "", "", ""],
    ]


def test_nothing_found_says_what_to_drop_and_the_tabs_take_the_words_along(reader: Client, skill: Skill) -> None:
    scheme(skill)
    page = reader.get(f"{URL}?q=label&source=NOWHERE").content.decode()
    assert "Nothing with all of: label" in page
    assert "Without Source" in page
    assert "/library/?q=label" in page
    assert "/library/measurements/?q=label" in reader.get("/library/?q=label").content.decode()
    assert "does not narrow measurement aspects" in reader.get(f"{URL}?q=quality:good").content.decode()


def test_the_number_of_questions_does_not_grow(reader: Client, skill: Skill, queries_of: Any) -> None:
    scheme(skill, LABEL)
    reader.get(URL)
    with queries_of() as one:
        reader.get(f"{URL}?q=label")
    for _ in range(3):
        scheme(make.SkillFactory.create(), LABEL)
    reader.get(f"{URL}?q=label")  # what was imported meanwhile is read once
    with queries_of() as several:
        reader.get(f"{URL}?q=label")
    assert len(one) == len(several) <= 12


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("µm", "Gap 5 µm wide"),
        ("µ", "5 µm"),
        ("mm²", "Area 5 mm² there"),
        ("Ω", "Below 1 Ω"),
        ("übung", "Übung done"),
        ("0.5", "within 0.5 mm"),
    ],
)
def test_signs_are_found_as_they_are_written(reader: Client, skill: Skill, typed: str, text: str) -> None:
    scheme(skill, EARTHING | {"E": text}, LABEL)
    assert [entry["plain_name"] for entry in reader.get(URL, {"q": typed}).context["listing"].entries] == [text]


def test_fields_that_mean_nothing_here_are_named(reader: Client, skill: Skill) -> None:
    scheme(skill)
    page = reader.get(URL, {"q": "by:me has:level1 lacks:tag updated:<2020 level3:polished quality:good"}).content.decode()
    for name in ("by", "has", "lacks", "updated", "level3", "quality"):
        assert f"“{name}:” does not narrow measurement aspects" in page


ODD = ["\x00", "a" * 5000, '"(', "[\\", "***:a", "a{9999}^$|", "skill:\x00", "updated:>2026 updated:<2020", "9" * 60, "ﷺ İ", "'%"]


@pytest.mark.parametrize("path", ["/library/", URL, "/library/complete/", "/searches/new/"])
def test_odd_words_and_states_are_no_error(reader: Client, skill: Skill, path: str) -> None:
    scheme(skill)
    for typed in ODD:
        odd = {"sort": "x\x00", "view": "\x00", "every": "tag", "saved": typed, "skill": typed, "section": typed, "per": "٣", "page": "-1"}
        for state in ({"sort": "name", "view": "table", "every": "skill"}, odd):
            assert reader.get(path, {"q": typed} | state).status_code in {200, 404}

"""The library as a table: the same rows in the same order, a line each that opens in place."""

from typing import Any

import pytest
from django.test import Client

from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.factories import imported, scm

pytestmark = pytest.mark.django_db


def test_it_lists_the_same_rows_in_the_same_order_with_what_is_there(client: Client, skill: Skill) -> None:
    for name, levels in (("Beta grid", ("a", "", "", "d")), ("Alpha grid", ("a", "b", "c", "d")), ("Colour", ("", "", "", ""))):
        imported(skill, name=name, levels=levels)
    indexer.catch_up()

    listing = client.get("/library/?q=grid&view=table&sort=name").context["listing"]
    page = client.get("/library/?q=grid&view=table&sort=name").content.decode()

    assert [line["plain_name"] for line in listing.lines] == ["Alpha grid", "Beta grid"]
    assert [[level["is_there"] for level in line["levels"]] for line in listing.lines] == [[True] * 4, [True, False, False, True]]
    assert "Alpha <mark>grid</mark>" in page
    assert "2 of 4 levels" in page
    assert 'aria-sort="ascending"' in page
    assert '<article class="card"' not in page


def test_the_view_is_kept_for_the_next_time_and_can_be_changed_back(client: Client, skill: Skill) -> None:
    imported(skill)
    assert client.get("/library/").context["listing"].view == "cards"
    assert client.get("/library/?view=table").context["listing"].view == "table"
    assert client.get("/library/?q=home").context["listing"].view == "table"
    assert client.get("/library/?view=nonsense").context["listing"].view == "table"
    assert client.get("/library/?view=cards").context["listing"].view == "cards"
    assert client.get("/library/").context["listing"].view == "cards"


def test_a_line_opens_with_every_level_in_full_and_the_words_marked(client: Client, skill: Skill) -> None:
    row = imported(skill, name="Grid", levels=("none", "a grid", "one grid", "grids everywhere"))

    page = client.get(f"/library/{row.uid}/preview/?q=grid").content.decode()

    assert page.startswith('<tr class="preview">')
    assert "<mark>grids</mark> everywhere" in page
    assert "compact" not in page
    assert f"/library/{row.uid}/favourite/" in page


def test_what_one_may_not_see_does_not_open(client: Client, skill: Skill, as_user: Any) -> None:
    hidden = imported(skill, quality_indicator="NEEDS_REVIEW")
    assert client.get(f"/library/{hidden.uid}/preview/").status_code == 404
    assert as_user(scm(skill)).get(f"/library/{hidden.uid}/preview/").status_code == 200


def test_the_number_of_questions_does_not_grow(client: Client, skill: Skill, queries_of: Any) -> None:
    imported(skill)
    indexer.catch_up()
    client.get("/library/?view=table")
    with queries_of() as one:
        client.get("/library/")
    for _ in range(3):
        imported(skill)
    indexer.catch_up()
    with queries_of() as several:
        client.get("/library/")
    assert len(one) == len(several) <= 6

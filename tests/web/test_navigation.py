"""The rail marks where one is, also on the pages that a place leads to."""

from typing import Any

import pytest

from tests.factories import SkillFactory, scm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "place"),
    [("/compare/", "library"), ("/searches/", "library"), ("/cycles/", "my_skills"), ("/collections/favourites/", "collections")],
)
def test_a_page_is_found_under_its_place(as_user: Any, address: str, place: str) -> None:
    answer = as_user(scm(SkillFactory.create())).get(address)
    assert [entry.key for entry in answer.context["nav"] if entry.current] == [place]

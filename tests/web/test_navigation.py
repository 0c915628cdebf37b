"""The rail marks where one is, also on the pages that a place leads to."""

from typing import Any

import pytest

from tests.factories import SkillFactory, admin, scm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "place"),
    [("/compare/", "library"), ("/searches/", "library"), ("/cycles/", "my_skills"), ("/collections/favourites/", "collections")],
)
def test_a_page_is_found_under_its_place(as_user: Any, address: str, place: str) -> None:
    answer = as_user(scm(SkillFactory.create())).get(address)
    assert [entry.key for entry in answer.context["nav"] if entry.current] == [place]


def test_every_place_that_a_person_has_is_drawn(as_user: Any) -> None:
    for person in (scm(SkillFactory.create()), admin()):
        answer = as_user(person).get("/compare/")
        urls = {entry.url for name in ("nav", "nav_admin", "nav_account") for entry in answer.context[name]}
        assert "/replies/" in urls or person.is_admin
        assert [url for url in sorted(urls) if f'href="{url}"' not in answer.content.decode()] == []

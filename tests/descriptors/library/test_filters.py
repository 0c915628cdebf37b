"""The box of a filter with more values than are listed asks for the others."""

import re
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.library.filters import MOST_OPTIONS
from assay.descriptors.models import Tag
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.factories import SkillFactory, UserFactory, draft, imported, sa, scm

pytestmark = pytest.mark.django_db
LABEL = re.compile(r"<span>([^<]*)</span>")


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


def test_of_very_many_values_the_others_are_found_by_their_name(as_user: Any, skill: Skill, reader: User) -> None:
    tags = [Tag.objects.create(name=f"tag {number:03}") for number in range(MOST_OPTIONS + 2)]
    imported(skill, name="Rare").tags.set(tags)
    imported(skill, name="Common").tags.set(tags[2:])
    indexer.catch_up()
    client = as_user(reader)

    page = client.get("/library/", {"every": "tag", "q": "rare"}).content.decode()
    assert f"The {MOST_OPTIONS} of {MOST_OPTIONS + 2} that most have" in page
    assert 'hx-get="/library/filter/tag/?q=rare&amp;every=tag"' in page
    page = client.get("/library/", {"every": "tag"}).content.decode()
    assert "tag 000" not in LABEL.findall(page)

    found = client.get("/library/filter/tag/", {"find": " TAG 00", "tag": str(tags[500].uid)}).content.decode()
    assert LABEL.findall(found) == [f"tag {number:03}" for number in (*range(2, 10), 500, 0, 1)]
    assert f'value="{tags[500].uid}" form="ask" checked' in found
    assert LABEL.findall(client.get("/library/filter/tag/", {"find": "000", "q": "common"}).content.decode()) == []
    assert "None of this name" in client.get("/library/filter/tag/", {"find": "nothing"}).content.decode()


def test_fewer_values_are_all_there_already(as_user: Any, skill: Skill, reader: User) -> None:
    imported(skill).tags.set([Tag.objects.create(name=f"tag {number}") for number in range(20)])
    indexer.catch_up()

    page = as_user(reader).get("/library/", {"every": "tag"}).content.decode()

    assert "data-among" in page
    assert "/library/filter/" not in page


def test_nobody_looks_into_a_filter_that_is_not_theirs(as_user: Any, skill: Skill, reader: User) -> None:
    writer = scm(skill)
    draft(skill, writer).tags.add(Tag.objects.create(name="zebra"))
    imported(skill)
    indexer.catch_up()

    def labels(user: User, path: str, **query: str) -> list[str]:
        return LABEL.findall(as_user(user).get(f"/library/filter/{path}/", query).content.decode())

    assert labels(writer, "tag", find="z", status="DRAFT") == ["zebra"]
    assert labels(writer, "status", find="dra") == ["Draft"]
    assert labels(sa(skill), "tag", find="z", status="DRAFT") == labels(reader, "tag", find="z", status="DRAFT") == []
    assert as_user(reader).get("/library/filter/status/").status_code == 404
    assert as_user(reader).get("/library/filter/colour/").status_code == 404


def test_without_scripts_the_button_stands_before_the_filters(as_user: Any, reader: User) -> None:
    text = as_user(reader).get("/library/").content.decode()

    assert text.count("Apply filters") == 1
    assert text.index("Apply filters") < text.index('name="favourites"')

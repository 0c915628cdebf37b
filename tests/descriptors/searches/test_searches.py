"""Saved searches: under a name, one's own alone, asked anew, renamed, deleted with undo."""

import uuid
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.models import SavedSearch, Tag
from assay.descriptors.search import indexer
from assay.descriptors.searches import actions
from assay.errors import DomainError, NotAllowed
from tests.factories import NOW, SkillFactory, UserFactory, imported, saved_search

pytestmark = pytest.mark.django_db
SAVE = "Save this search"


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def client(client: Client, reader: User) -> Client:
    client.force_login(reader)
    return client


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def test_what_is_asked_is_saved_from_the_page_and_asked_anew(client: Client, reader: User) -> None:
    imported(SkillFactory.create(code="17"), name="White space")
    indexer.catch_up()
    page = text_of(client.get("/library/", {"q": "white", "skill": "17", "sort": "name", "page": "1", "colour": "red"}))
    assert SAVE in page
    assert 'name="query" value="q=white&amp;skill=17&amp;sort=name"' in page

    form = {"query": "q=white&skill=17&sort=name&page=3", "name": "  My   white ", "uid": str(uuid.uuid4())}
    answers = [client.post("/library/searches/", form) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/library/?q=white&skill=17&sort=name"] * 2
    assert [(one.owner, one.name, one.query) for one in SavedSearch.objects.all()] == [(reader, "My white", "q=white&skill=17&sort=name")]
    listed = text_of(client.get("/library/searches/"))
    assert 'href="/library/?q=white&amp;skill=17&amp;sort=name" data-open>My white</a>' in listed
    assert "white · 17 Skill" in listed
    assert "· Name</p>" in listed


def test_there_is_nothing_to_save_where_nothing_is_asked(client: Client) -> None:
    assert SAVE not in text_of(client.get("/library/"))
    assert "Nothing saved yet" in text_of(client.get("/library/searches/"))


def test_a_search_needs_a_name_and_keeps_what_was_asked(client: Client) -> None:
    answer = client.post("/library/searches/", {"query": "q=white", "name": " "})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Give the search a name." in page
    assert 'name="query" value="q=white"' in page
    assert client.post("/library/searches/", {"query": "q=white", "name": "x" * 121}).status_code == 422
    assert not SavedSearch.objects.exists()


def test_the_menu_and_the_empty_box_offer_them(client: Client, reader: User) -> None:
    saved_search("zebra", by=reader)
    saved_search("Apple", "q=a+b", by=reader)
    saved_search("Theirs", by=UserFactory.create())

    menu = text_of(client.get("/library/searches/", headers={"HX-Request": "true"}))
    box = text_of(client.get("/library/complete/", {"q": " "}))

    assert "<html" not in menu
    for part in (menu, box):
        assert part.index("Apple") < part.index("zebra")
        assert "Theirs" not in part
    assert 'data-go="/library/?q=a+b"' in box
    assert "data-go" not in text_of(client.get("/library/complete/", {"q": "ap"}))


def test_a_search_is_renamed_deleted_and_brought_back(client: Client, reader: User) -> None:
    search = saved_search("Old", by=reader)
    address = f"/library/searches/{search.uid}/"

    assert "Renamed." in text_of(client.post(address, {"do": "rename", "name": "New"}, follow=True))
    gone = text_of(client.post(address, {"do": "delete"}, follow=True))
    assert "“New” is deleted." in gone
    assert "Nothing saved yet" in gone
    assert "is deleted" not in text_of(client.get("/library/searches/"))
    assert "New" in text_of(client.post(address, {"do": "restore"}, follow=True))
    assert client.post(address, {"do": "rename", "name": ""}).status_code == 422
    assert client.post(address, {"do": "nonsense"}).status_code == 404


def test_a_search_is_there_for_nobody_else(client: Client, reader: User) -> None:
    search = saved_search(by=UserFactory.create())

    assert client.post(f"/library/searches/{search.uid}/", {"do": "delete"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.rename(search=search, name="Mine", by=reader)
    with pytest.raises(NotAllowed):
        actions.put_away(search=search, deleted=True, by=reader, at=NOW)


def test_there_is_an_end_to_them(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    first = saved_search(by=reader)

    with pytest.raises(DomainError, match="Delete one first"):
        saved_search(by=reader)
    with pytest.raises(DomainError, match="too many filters"):
        actions.save(uid=first.uid, name="Long", query="q=" + "x" * 9000, by=reader, at=NOW)
    actions.put_away(search=first, deleted=True, by=reader, at=NOW)
    saved_search(by=reader)


def test_one_and_three_cost_the_same(client: Client, reader: User, queries_of: Any) -> None:
    numbers = []
    for count in (1, 2):
        for _ in range(count):
            saved_search(query=f"tag={Tag.objects.create(name=str(uuid.uuid4())).uid}&skill={SkillFactory.create().code}", by=reader)
        with queries_of() as page:
            client.get("/library/searches/")
        numbers.append(len(page))

    assert numbers[0] == numbers[1]

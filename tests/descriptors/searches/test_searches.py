"""Saved searches: under a name, one's own alone, asked anew, renewed, renamed, in an order, deleted with undo."""

import uuid
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.curating.terms import merge
from assay.descriptors.models import SavedSearch, Tag
from assay.descriptors.searches import actions
from assay.errors import Invalid, NotAllowed
from tests.factories import (
    NOW,
    CategoryFactory,
    SkillFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    imported,
    saved_search,
)

pytestmark = pytest.mark.django_db
SAVE = "Save this search"
NEW = "/searches/new/"


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


def names_of(reader: User) -> list[str]:
    return [one.name for one in SavedSearch.objects.listed_for(reader)]


def test_what_is_asked_is_saved_from_the_page_and_asked_anew(client: Client, reader: User) -> None:
    imported(SkillFactory.create(code="17"), name="White space")
    page = text_of(client.get("/library/", {"q": "white", "skill": "17", "sort": "name", "page": "1", "colour": "red"}))
    assert SAVE in page
    assert 'name="question" value="q=white&amp;skill=17&amp;sort=name"' in page

    form = {"question": "q=white&skill=17&sort=name&page=3", "name": "  My   white ", "uid": str(uuid.uuid4())}
    answers = [client.post(NEW, form) for _ in range(2)]

    search = SavedSearch.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/library/?q=white&skill=17&sort=name&saved={search.uid}"] * 2
    assert (search.owner, search.name, search.question) == (reader, "My white", "q=white&skill=17&sort=name")
    opened = client.get(f"/searches/{search.uid}/", follow=True)
    assert opened.redirect_chain == [(f"/library/?q=white&skill=17&sort=name&saved={search.uid}", 302)]
    assert "White" in text_of(opened)
    assert SAVE not in text_of(opened)
    listed = text_of(client.get("/searches/"))
    assert "My white</a>" in listed
    assert "white · 17 Skill" in listed
    assert "· Name</p>" in listed


def test_there_is_nothing_to_save_where_nothing_is_asked(client: Client, reader: User) -> None:
    assert SAVE not in text_of(client.get("/library/", {"sort": "name"}))
    assert "Nothing narrows the library here" in text_of(client.get(NEW))
    assert "Nothing saved yet" in text_of(client.get("/searches/"))
    assert client.post(NEW, {"question": "page=2", "name": "All"}).status_code == 422
    assert names_of(reader) == []


@pytest.mark.parametrize(
    ("name", "said"), [(" ", "Give the search a name."), ("x" * 81, "at most 80 characters"), ("\ufdfa" * 60, "at most 80")]
)
def test_a_search_needs_a_name_and_keeps_what_was_asked(client: Client, reader: User, name: str, said: str) -> None:
    answer = client.post(NEW, {"question": "q=white", "name": name})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'name="question" value="q=white"' in page
    assert names_of(reader) == []


def test_a_name_stands_once_whatever_its_case_and_the_other_can_be_replaced(client: Client, reader: User) -> None:
    first = saved_search("Straße", by=reader)
    saved_search("Straße", by=UserFactory.create())

    answer = client.post(NEW, {"question": "q=white", "name": "STRASSE"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "You have a search of this name." in page
    assert "Replace “Straße”" in page
    assert f'formaction="/searches/{first.uid}/"' in page
    assert client.post(f"/searches/{first.uid}/", {"do": "replace", "question": "q=white", "name": "STRASSE"}).status_code == 302
    first.refresh_from_db()
    assert (first.name, first.question) == ("Straße", "q=white")


def test_what_was_changed_since_it_was_opened_can_be_saved_over_it(client: Client, reader: User) -> None:
    search = saved_search("Ready", "quality=GOOD", by=reader)
    there = {"quality": "GOOD", "saved": str(search.uid)}
    same = text_of(client.get("/library/", there))
    assert "Save the change" not in same
    assert f'name="saved" value="{search.uid}"' in same

    changed = text_of(client.get("/library/", there | {"q": "white"}))
    assert "Save the change" in changed
    assert "Save as another" in changed
    answer = client.post(f"/searches/{search.uid}/", {"do": "replace", "question": "q=white&quality=GOOD"}, follow=True)

    assert "“Ready” now asks this." in text_of(answer)
    search.refresh_from_db()
    assert search.question == "q=white&quality=GOOD"
    assert client.post(f"/searches/{search.uid}/", {"do": "replace", "question": ""}).status_code == 422


def test_the_menu_offers_them_in_their_order(client: Client, reader: User) -> None:
    first, second, third = (saved_search(name, by=reader) for name in ("zebra", "Apple", "Mango"))
    saved_search("Theirs", by=UserFactory.create())

    client.post(f"/searches/{third.uid}/", {"do": "move", "to": "0"})
    client.post(f"/searches/{first.uid}/", {"do": "move", "to": "99"})

    menu = text_of(client.get("/searches/", headers={"HX-Request": "true"}))
    assert "<html" not in menu
    assert names_of(reader) == ["Mango", "Apple", "zebra"]
    assert menu.index("Mango") < menu.index(f"/searches/{second.uid}/") < menu.index("zebra")
    assert "Theirs" not in menu


@pytest.mark.parametrize("to", ["", "-", "--1", "------1", "1-", "٣", "9999999"])
def test_a_place_that_is_none_is_not_found(client: Client, reader: User, to: str) -> None:
    search = saved_search("Only", by=reader)

    assert client.post(f"/searches/{search.uid}/", {"do": "move", "to": to}).status_code == 404


def test_a_search_is_renamed_deleted_and_brought_back(client: Client, reader: User) -> None:
    search, other = saved_search("Old", by=reader), saved_search("Other", by=reader)
    address = f"/searches/{search.uid}/"

    assert "Renamed." in text_of(client.post(address, {"do": "rename", "name": "New"}, follow=True))
    assert client.post(address, {"do": "rename", "name": "new"}).status_code == 302
    refused = client.post(address, {"do": "rename", "name": "OTHER"})
    assert refused.status_code == 422
    assert 'value="OTHER"' in refused.content.decode()
    gone = text_of(client.post(address, {"do": "delete"}, follow=True))
    assert "“new” is deleted." in gone
    assert "is deleted" not in text_of(client.get("/searches/"))
    assert names_of(reader) == ["Other"]
    assert client.get(address).status_code == 404
    assert "The search is back" in text_of(client.post(address, {"do": "restore"}, follow=True))
    assert names_of(reader) == ["new", "Other"]
    assert client.post(address, {"do": "nonsense"}).status_code == 404

    actions.delete(search=other, by=reader, at=NOW)
    saved_search("other", by=reader)
    assert client.post(f"/searches/{other.uid}/", {"do": "restore"}).status_code == 409


def test_a_filter_that_was_merged_is_followed_and_one_that_is_gone_is_said(client: Client, reader: User) -> None:
    tags = [Tag.objects.create(name=name) for name in ("Old", "New", "Gone")]
    old, new, gone = tags
    search = saved_search("Tagged", "&".join(f"tag={tag.uid}" for tag in (old, gone)), by=reader)
    merge(term=old, into=new, told=0, by=admin(), at=NOW)
    gone.delete()

    answer = client.get(f"/searches/{search.uid}/", follow=True)

    assert answer.redirect_chain == [(f"/library/?tag={new.uid}&saved={search.uid}", 302)]
    assert "no longer there and was left out: Tags." in text_of(answer)
    assert "Save the change" in text_of(answer)
    assert "unknown" in text_of(client.get("/searches/"))


def test_every_filter_that_is_still_there_is_opened_as_it_was_saved(client: Client, reader: User) -> None:
    row = imported(SkillFactory.create(code="17"), source="WSC2024", wsos_section=WSOSSectionFactory.create())
    tag, category = Tag.objects.create(name="Tag"), CategoryFactory.create()
    assert row.skill
    assert row.wsos_section
    chosen = f"skill=17&sector={row.skill.sector.uid}&category={category.uid}&section={row.wsos_section.uid}&quality=GOOD"
    question = f"q=white&{chosen}&source=WSC2024&status=APPROVED&tag={tag.uid}&favourites=1&as_typed=1&sort=newest&per=50"

    form = {"question": f"{question}&every=skill&page=2&saved={uuid.uuid4()}", "name": "Everything"}
    assert client.post(NEW, form).status_code == 302
    search = SavedSearch.objects.get(owner=reader)

    assert search.question == question
    answer = client.get(f"/searches/{search.uid}/")
    assert answer.headers["Location"] == f"/library/?{question}&saved={search.uid}"
    page = text_of(client.get(answer.headers["Location"] + "&every=skill"))
    assert "Save the change" not in page
    assert "Everything" in page


def test_a_search_is_there_for_nobody_else(client: Client, reader: User) -> None:
    search = saved_search("Theirs", by=UserFactory.create())

    assert client.get(f"/searches/{search.uid}/").status_code == 404
    assert client.post(f"/searches/{search.uid}/", {"do": "delete"}).status_code == 404
    assert "Theirs" not in text_of(client.get("/library/", {"quality": "GOOD", "saved": str(search.uid)}))
    known: dict[str, Any] = {"search": search, "by": reader}
    for refused in (
        lambda: actions.rename(**known, name="Mine", at=NOW),
        lambda: actions.replace(**known, question="q=a", at=NOW),
        lambda: actions.move(**known, to=0),
        lambda: actions.delete(**known, at=NOW),
        lambda: actions.restore(**known),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_there_is_an_end_to_them(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    first = saved_search(by=reader)

    with pytest.raises(Invalid, match="Delete one first"):
        saved_search("Another", by=reader)
    with pytest.raises(Invalid, match="too many filters"):
        actions.replace(search=first, question="q=" + "x" * 9000, by=reader, at=NOW)
    actions.delete(search=first, by=reader, at=NOW)
    saved_search("Another", by=reader)


def test_one_and_three_cost_the_same(client: Client, reader: User, queries_of: Any) -> None:
    numbers = []
    for count in (1, 2):
        for _ in range(count):
            tag = Tag.objects.create(name=str(uuid.uuid4()))
            saved_search(str(tag.uid), f"tag={tag.uid}&skill={SkillFactory.create().code}", by=reader)
        with queries_of() as page:
            client.get("/searches/")
        numbers.append(len(page))

    assert numbers[0] == numbers[1]


def test_any_address_can_be_posted(client: Client, reader: User) -> None:
    nasty = "q=%00%ff&tag=x&per=9999999999999999&sort=%22&saved=1&saved=2"
    answer = client.post(NEW, {"question": nasty, "name": "Nasty\x00", "uid": "no"})

    assert answer.status_code == 302
    assert "q" in QueryDict(SavedSearch.objects.get(owner=reader).question)


def test_the_form_of_one_that_was_deleted_saves_another(client: Client, reader: User) -> None:
    form = {"uid": str(uuid.uuid4()), "name": "White", "question": "q=white"}
    for _ in range(2):
        assert client.post(NEW, form).status_code == 302
        search = SavedSearch.objects.listed_for(reader).get()
        client.post(f"/searches/{search.uid}/", {"do": "delete"})
    taken = saved_search("Theirs", by=UserFactory.create())
    assert client.post(NEW, form | {"uid": str(taken.uid)}).status_code == 302
    assert names_of(reader) == ["White"]

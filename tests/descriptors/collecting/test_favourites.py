"""Favourites: the first of everybody's collections, starred from anywhere, with an order, notes and an undo, and nobody else's."""

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.collecting import actions
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Collection, CollectionItem, Descriptor
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, UserFactory, admin, favourite, imported, sa, scm, starred

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(owner: User, rows: list[Descriptor]) -> Collection:
    """Return the favourites of the owner: the first three, the last starred first."""
    for row in rows[:3]:
        favourite(row, owner)
    return Collection.objects.get(owner=owner)


def star(client: Client, row: Descriptor, *, on: bool = True) -> Any:
    return client.post(f"/library/{row.uid}/favourite/", {"on": "1" if on else "0"}, headers=HTMX)


def do(client: Client, found: Collection, verb: str, **data: Any) -> Any:
    return client.post(f"/collections/{found.uid}/", {"do": verb, **data})


def names(by: User) -> list[str]:
    return [row.criterion_name for row in starred(by)]


def test_the_first_star_makes_them_and_each_new_one_stands_first(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    client = as_user(owner)
    empty = client.get("/collections/favourites/")
    assert "Press the star on a descriptor" in empty.content.decode()
    assert not Collection.objects.exists()

    for row in rows:
        star(client, row)

    assert Collection.objects.get().is_favourites
    assert names(owner) == ["Aspect 3", "Aspect 2", "Aspect 1", "Aspect 0"]
    page = client.get("/collections/favourites/", follow=True)
    assert [row.criterion_name for row in page.context["reading"].rows] == names(owner)
    assert "<h1>Favourites</h1>" in page.content.decode()


def test_they_are_listed_first_and_offered_first(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    actions.create(uid=uuid.uuid4(), name="Another one", skill=None, by=owner, at=NOW)
    client, add = as_user(owner), f"/collections/add/?d={rows[0].uid}"
    for starred_before in (False, True):
        listed, offered = client.get("/collections/").content.decode(), client.get(add).content.decode()
        assert listed.count('href="/collections/favourites/"') == 1
        assert listed.index("/collections/favourites/") < listed.index("Another one")
        assert offered.count('value="favourites"') == 1
        assert offered.index('value="favourites"') < offered.index("Another one")
        if not starred_before:
            assert "0 descriptors" in listed
            favourite(rows[0], owner)


def test_added_to_from_anywhere_they_stand_first_in_their_order(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    client = as_user(owner)
    star(client, rows[0])
    data = {"d": [str(rows[2].uid), str(rows[0].uid), str(rows[3].uid)], "collection": "favourites"}

    said = client.post("/collections/add/", data, headers=HTMX).content.decode()
    again = client.post("/collections/add/", data, headers=HTMX).content.decode()

    assert "2 descriptors added to “Favourites”." in said
    assert "It was in “Favourites” already." in again
    assert names(owner) == ["Aspect 2", "Aspect 3", "Aspect 0"]
    assert 'aria-pressed="true"' in client.get(f"/library/{rows[3].uid}/").content.decode()


def test_order_and_notes_as_in_any_collection(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)

    do(client, mine, "up", descriptor=rows[0].uid, to="2", was="", note="For module C")
    star(client, rows[3])

    assert list(mine.items.values_list("descriptor__criterion_name", "note")) == [
        ("Aspect 3", ""),
        ("Aspect 2", ""),
        ("Aspect 0", "For module C"),
        ("Aspect 1", ""),
    ]
    kept = client.post(
        f"/collections/{mine.uid}/",
        {"do": "note", "descriptor": rows[1].uid, "was": "", "note": "Typed"},
        headers={"X-Autosave": "1"},
    )
    assert kept.json()["fields"] == {"was": "Typed"}


def test_taken_out_it_is_starred_no_more_and_put_back_it_is(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)

    do(client, mine, "remove", descriptor=rows[1].uid, to="1", was="", note="Precious")
    assert 'aria-pressed="false"' in client.get(f"/library/{rows[1].uid}/").content.decode()
    undo = client.get(f"/collections/{mine.uid}/").context["taken_out"]
    do(client, mine, "put back", **undo)

    assert names(owner) == ["Aspect 2", "Aspect 1", "Aspect 0"]
    assert mine.items.get(descriptor=rows[1]).note == "Precious"


def test_a_star_pressed_twice_loses_neither_place_nor_note(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)
    actions.annotate(collection=mine, descriptor=rows[0].uid, note="Precious", by=owner, at=NOW)

    off = star(client, rows[0], on=False)
    assert names(owner) == ["Aspect 2", "Aspect 1"]
    assert (
        "Press the star again, and its note is back, until you sign out or take 20 others out."
        in json.loads(off.headers["HX-Trigger"])["assay:say"]["value"]
    )
    assert "HX-Trigger" not in star(client, rows[2], on=False).headers
    star(client, rows[2])
    assert names(owner) == ["Aspect 2", "Aspect 1"]
    star(client, rows[0])
    assert names(owner) == ["Aspect 2", "Aspect 1", "Aspect 0"]

    actions.annotate(collection=mine, descriptor=rows[1].uid, note="Dear", by=owner, at=NOW)
    star(client, rows[1], on=False)
    star(client, rows[1])
    noted = [("Aspect 2", ""), ("Aspect 1", "Dear"), ("Aspect 0", "Precious")]
    assert list(mine.items.values_list("descriptor__criterion_name", "note")) == noted


@pytest.mark.parametrize("between", ["page", "star", "collection", "merge", "twenty others"])
def test_its_note_is_back_whatever_happens_between(
    as_user: Any, owner: User, rows: list[Descriptor], mine: Collection, between: str
) -> None:
    client, row, back = as_user(owner), rows[1], rows[1]
    other = actions.create(uid=uuid.uuid4(), name="Other", skill=None, by=owner, at=NOW)
    actions.add(collection=other, rows=[rows[1], rows[2]], by=owner, at=NOW)
    actions.annotate(collection=mine, descriptor=row.uid, note="Precious", by=owner, at=NOW)
    star(client, row, on=False)

    if between == "page":
        assert client.get(f"/collections/{mine.uid}/").context["taken_out"]["name"] == "Aspect 1"
        assert client.get(f"/collections/{mine.uid}/").context["taken_out"] is None
    elif between == "star":
        star(client, rows[2], on=False)
        star(client, rows[2])
    elif between == "collection":
        do(client, other, "remove", descriptor=rows[1].uid)
        do(client, other, "remove", descriptor=rows[2].uid)
    elif between == "merge":
        back = rows[3]
        merge(survivor=back, seen=back.change, others=[(row, row.change)], by=admin(), at=NOW)
    else:
        for n in range(20):
            more = imported(SkillFactory.create(), name=f"More {n}")
            favourite(more, owner)
            star(client, more, on=False)
    star(client, back)

    known = between != "twenty others"
    assert mine.items.get(descriptor=back).note == ("Precious" if known else "")
    assert names(owner).index(back.criterion_name) == int(known)
    assert all(
        one["descriptor"] != str(row.uid) or one["collection"] == str(other.uid) for one in client.session.get("collections_taken_out", [])
    )


def test_what_was_put_back_is_kept_no_longer(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)
    star(client, rows[1], on=False)
    do(client, mine, "put back", **client.get(f"/collections/{mine.uid}/").context["taken_out"])

    assert client.session["collections_taken_out"] == []


def test_what_a_star_let_go_waits_for_its_own_page(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)
    other = actions.create(uid=uuid.uuid4(), name="Other", skill=None, by=owner, at=NOW)
    star(client, rows[1], on=False)

    assert client.get(f"/collections/{other.uid}/").context["taken_out"] is None
    undo = client.get(f"/collections/{mine.uid}/").context["taken_out"]
    do(client, mine, "put back", **undo)

    assert names(owner) == ["Aspect 2", "Aspect 1", "Aspect 0"]


def test_a_star_elsewhere_since_is_not_moved_by_pressing_again(as_user: Any, owner: User, rows: list[Descriptor], mine: Collection) -> None:
    client = as_user(owner)
    star(client, rows[0], on=False)
    favourite(rows[0], owner)  # in another window, on another device
    actions.annotate(collection=mine, descriptor=rows[0].uid, note="Written since", by=owner, at=NOW)

    assert star(client, rows[0]).status_code == 200
    assert mine.items.first().note == "Written since"  # type: ignore[union-attr]  # it was starred


def test_one_that_the_person_may_not_open_any_more_is_hidden_and_its_star_can_go(
    as_user: Any, owner: User, rows: list[Descriptor], mine: Collection
) -> None:
    boss = admin()
    favourite(rows[0], boss)
    Descriptor.objects.filter(pk=rows[0].pk).update(deleted_at=NOW, deleted_by=boss)

    assert "2 descriptors" in as_user(owner).get("/collections/").content.decode()
    star(as_user(boss), rows[0], on=False)
    assert starred(boss) == []


@pytest.mark.parametrize("data", [{"do": "rename", "name": "Stars"}, {"do": "share"}, {"do": "delete"}])
def test_they_are_not_renamed_shared_or_deleted(as_user: Any, owner: User, mine: Collection, data: dict[str, str]) -> None:
    client = as_user(owner)

    answer = client.post(f"/collections/{mine.uid}/", data)

    assert answer.status_code == 409
    assert "Favourites are always there and only yours" in answer.content.decode()
    mine.refresh_from_db()
    assert (str(mine), mine.is_shared, mine.deleted_at) == ("Favourites", False, None)
    assert "Name, sharing, delete" not in client.get(f"/collections/{mine.uid}/").content.decode()


@pytest.mark.parametrize("who", [scm, sa, lambda _skill: admin()])
def test_they_are_nobody_elses(as_user: Any, skill: Skill, rows: list[Descriptor], mine: Collection, who: Any) -> None:
    client = as_user(who(skill))

    assert client.get(f"/collections/{mine.uid}/").status_code == 404
    assert do(client, mine, "note", descriptor=rows[0].uid, note="Mine now").status_code == 404
    assert client.post("/collections/add/", {"d": rows[3].uid, "collection": str(mine.uid)}).status_code == 404
    assert str(mine.uid) not in client.get("/collections/").content.decode()


@pytest.mark.parametrize("broken", [{"is_shared": True}, {"deleted_at": NOW}, {"skill": True}])
def test_the_database_keeps_them_ones_own(skill: Skill, mine: Collection, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="collection_favourites_are_ones_own"), transaction.atomic():
        Collection.objects.filter(pk=mine.pk).update(**(broken | ({"skill": skill} if "skill" in broken else {})))


def test_a_person_has_them_once(owner: User, mine: Collection) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.create(name="More", owner=owner, is_favourites=True, created_at=NOW, updated_at=NOW)


def test_more_than_any_other_collection_holds(monkeypatch: pytest.MonkeyPatch, owner: User, rows: list[Descriptor]) -> None:
    monkeypatch.setattr(actions, "MOST", 2)

    for row in rows:
        favourite(row, owner)

    assert len(starred(owner)) == len(rows)


def test_to_unstar_what_was_never_starred_changes_nothing(as_user: Any, rows: list[Descriptor]) -> None:
    assert star(as_user(UserFactory.create()), rows[0], on=False).status_code == 200
    assert not Collection.objects.exists()
    assert not CollectionItem.objects.exists()


def test_a_star_costs_as_many_queries_among_many(as_user: Any, owner: User, rows: list[Descriptor], queries_of: Queries) -> None:
    client = as_user(owner)
    star(client, rows[0])
    counted = []
    for row in (rows[1], rows[3]):
        with queries_of() as pressed:
            star(client, row)
        with queries_of() as taken:
            star(client, row, on=False)
        counted.append((len(pressed), len(taken)))
        client.get("/collections/favourites/", follow=True)
        star(client, rows[1])
        star(client, rows[2])

    assert counted[0] == counted[1]

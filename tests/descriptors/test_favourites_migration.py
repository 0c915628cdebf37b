"""Favourites become a collection, in their order, with what followed merges; and are favourites again where that is taken back."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps.registry import Apps

from tests.descriptors.test_migrations import AT, migrate

BEFORE, AFTER = [("descriptors", "0011_indexes_asked_for")], [("descriptors", "0014_no_model_of_favourites")]
pytestmark = pytest.mark.django_db(transaction=True)


class Old:
    """Two people with favourites, one of which followed a merge, and an ordinary collection."""

    def __init__(self, apps: Apps) -> None:
        self.get = apps.get_model
        self.people = [self.person(name) for name in ("one", "two", "none")]
        self.rows = [self.row(number) for number in range(1, 5)]
        one, two, _none = self.people
        stars = [self.star(one, self.rows[0], days=0), self.star(one, self.rows[1], days=2), self.star(one, self.rows[2], days=1)]
        stars.append(self.star(two, self.rows[1], days=0))
        ordinary = self.get("descriptors", "Collection").objects.create(
            uid=uuid.uuid4(), name="Ready", owner=one, created_at=AT, updated_at=AT
        )
        item = self.get("descriptors", "CollectionItem").objects.create(
            collection=ordinary, descriptor=self.rows[1], place=1, note="Kept", added_at=AT
        )
        self.merge({"favourites": [stars[1].pk, stars[3].pk, 4711], "items": [item.pk], "notes": {}, "skills": []})

    def person(self, name: str) -> Any:
        mail = f"{name}@example.org"
        return self.get("accounts", "User").objects.create(uid=uuid.uuid4(), email=mail, email_key=mail, name=name)

    def row(self, number: int) -> Any:
        known = {"number": number, "criterion_name": f"Aspect {number}", "score1": "There", "wording_key": "0" * 64, "source": "WSC2024"}
        return self.get("descriptors", "Descriptor").objects.create(uid=uuid.uuid4(), created_at=AT, updated_at=AT, **known)

    def star(self, person: Any, row: Any, *, days: int) -> Any:
        return self.get("descriptors", "Favourite").objects.create(user=person, descriptor=row, at=AT + timedelta(days=days))

    def merge(self, followed: dict[str, Any]) -> None:
        merged, survivor, by = self.rows[3], self.rows[1], self.people[0]
        self.get("descriptors", "Merge").objects.create(uid=uuid.uuid4(), merged=merged, survivor=survivor, followed=followed, by=by, at=AT)


def starred(apps: Apps) -> list[tuple[Any, ...]]:
    """Return the favourites as they stand, with the newest first."""
    rows = apps.get_model("descriptors", "Favourite").objects.order_by("user__name", "-at", "-pk")
    return list(rows.values_list("user__name", "descriptor__number", "at"))


def collected(apps: Apps) -> list[tuple[Any, ...]]:
    """Return the favourites as a collection holds them."""
    items = apps.get_model("descriptors", "CollectionItem").objects.filter(collection__is_favourites=True)
    return list(items.order_by("collection__owner__name", "place").values_list("collection__owner__name", "descriptor__number", "added_at"))


def followed(apps: Apps) -> dict[str, Any]:
    """Return what followed the one merge: for whom, or in which collection."""
    found = apps.get_model("descriptors", "Merge").objects.get().followed
    items = apps.get_model("descriptors", "CollectionItem").objects.filter(pk__in=found["items"])
    told = {"items": sorted(items.values_list("collection__owner__name", "collection__name", "note"))}
    if "favourites" in found:
        stars = apps.get_model("descriptors", "Favourite").objects.filter(pk__in=found["favourites"])
        told["favourites"] = sorted(stars.values_list("user__name", "descriptor__number"))
    return told


STARRED = [("one", 2, AT + timedelta(days=2)), ("one", 3, AT + timedelta(days=1)), ("one", 1, AT), ("two", 2, AT)]


@pytest.mark.usefixtures("_everything_again")
def test_favourites_become_a_collection_and_favourites_again() -> None:
    old = migrate(BEFORE)
    Old(old)
    assert starred(old) == STARRED
    before = followed(old)
    for _twice in range(2):
        new = migrate(AFTER)
        assert collected(new) == STARRED
        assert followed(new) == {"items": [("one", "Favourites", ""), ("one", "Ready", "Kept"), ("two", "Favourites", "")]}
        owners = new.get_model("descriptors", "Collection").objects.filter(is_favourites=True)
        assert sorted(owners.values_list("owner__name", "name", "is_shared")) == [
            ("one", "Favourites", False),
            ("two", "Favourites", False),
        ]

        again = migrate(BEFORE)
        assert starred(again) == STARRED
        assert followed(again) == before
        assert list(again.get_model("descriptors", "Collection").objects.values_list("name", flat=True)) == ["Ready"]


@pytest.mark.usefixtures("_everything_again")
def test_notes_on_favourites_outlive_the_way_back_in_an_ordinary_collection() -> None:
    Old(migrate(BEFORE))
    new = migrate(AFTER)
    items = new.get_model("descriptors", "CollectionItem").objects.filter(collection__is_favourites=True, descriptor__number=3)
    items.update(note="Precious")

    again = migrate(BEFORE)

    assert starred(again) == STARRED
    kept = again.get_model("descriptors", "CollectionItem").objects.filter(collection__name="Favourites")
    assert list(kept.order_by("place").values_list("collection__owner__name", "descriptor__number", "note")) == [
        ("one", 2, ""),
        ("one", 3, "Precious"),
        ("one", 1, ""),
    ]

"""Merges, their undos, and what people put on the same rows at the same moment."""

import time
from datetime import datetime
from threading import Event

import pytest

from assay.accounts.models import User
from assay.descriptors.alike import Merge
from assay.descriptors.collecting.actions import add
from assay.descriptors.collecting.favourites import set_favourite
from assay.descriptors.duplicates.following import take_out
from assay.descriptors.duplicates.merging import merge, undo_merge
from assay.descriptors.models import Collection, CollectionItem, Descriptor
from assay.review.invariants import broken
from tests.factories import NOW, SkillFactory, UserFactory, admin, collection, favourite, imported, scm, starred
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture
def rows() -> list[Descriptor]:
    return [imported(name=f"Row {name}") for name in "ABC"]


def into(survivor: Descriptor, other: Descriptor, by: User) -> Merge:
    found = Descriptor.objects.in_bulk([survivor.pk, other.pk])
    others = [(found[other.pk], found[other.pk].change)]
    return merge(survivor=found[survivor.pk], seen=found[survivor.pk].change, others=others, by=by, at=NOW)[0]


def on_dead_rows() -> list[CollectionItem]:
    """Return what stands where nobody sees it."""
    return list(CollectionItem.objects.filter(descriptor__merged_into__isnull=False))


def star(row: Descriptor, by: User) -> None:
    set_favourite(descriptor=row, by=by, at=NOW, on=True)


def collect(row: Descriptor, where: Collection) -> int:
    return add(collection=where, rows=[row], by=where.owner, at=NOW)


def test_what_is_starred_and_collected_while_it_is_merged_stands_on_what_it_becomes(rows: list[Descriptor]) -> None:
    boss, gone, stays = admin(), rows[0], rows[1]
    skill = SkillFactory.create()
    for _round in range(ROUNDS):
        person, listed = UserFactory.create(), collection(skill, by=scm(skill))
        made, *_others = at_once(
            lambda: into(stays, gone, boss),
            lambda person=person: star(gone, person),  # type: ignore[misc]  # a default binds the value
            lambda listed=listed: collect(gone, listed),  # type: ignore[misc]  # a default binds the value
        )
        assert isinstance(made, Merge)
        assert on_dead_rows() == []
        assert starred(person) == [stays]
        assert listed.items.get().descriptor == stays
        undo_merge(found=made, by=boss, at=NOW)
    assert broken() == []


def test_one_who_collects_both_halves_of_a_merge_waits_for_its_undo(rows: list[Descriptor], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever locks what was merged before what it became, and waits there, would end this undo."""
    boss, (gone, stays, _other), skill = admin(), rows, SkillFactory.create()
    listed, made, begun = collection(skill, by=scm(skill)), into(rows[1], rows[0], boss), Event()

    def slowly(found: Merge, at: datetime) -> None:
        begun.set()
        time.sleep(0.5)
        take_out(found, at)

    def both() -> int:
        begun.wait(timeout=5)
        return add(collection=listed, rows=[gone, stays], by=listed.owner, at=NOW)

    monkeypatch.setattr("assay.descriptors.duplicates.merging.take_out", slowly)
    assert at_once(lambda: undo_merge(found=made, by=boss, at=NOW), both) == [gone, 2]
    assert {item.descriptor for item in listed.items.all()} == {gone, stays}


def test_two_undos_at_once_give_back_what_each_took(rows: list[Descriptor]) -> None:
    boss, keeper, (first, second, third) = admin(), UserFactory.create(), rows
    favourite(first, keeper)
    for _round in range(ROUNDS):
        one, other = into(second, first, boss), into(third, second, boss)
        ends = at_once(
            lambda one=one: undo_merge(found=one, by=boss, at=NOW),  # type: ignore[misc]  # a default binds the value
            lambda other=other: undo_merge(found=other, by=boss, at=NOW),  # type: ignore[misc]  # a default binds the value
        )
        assert ends == [first, second]
        assert starred(keeper) == [first]
    assert broken() == []


def test_an_undo_while_the_survivor_is_merged_on_gives_back_what_it_took(rows: list[Descriptor]) -> None:
    boss, keeper, (first, second, third) = admin(), UserFactory.create(), rows
    favourite(first, keeper)
    for _round in range(ROUNDS):
        one = into(second, first, boss)
        _back, on = at_once(
            lambda one=one: undo_merge(found=one, by=boss, at=NOW),  # type: ignore[misc]  # a default binds the value
            lambda: into(third, second, boss),
        )
        assert starred(keeper) == [first]
        if isinstance(on, Merge):
            undo_merge(found=on, by=boss, at=NOW)
    assert Descriptor.objects.live().count() == len(rows)
    assert broken() == []

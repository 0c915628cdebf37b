"""One survives, the others forward to it; what belonged to them follows, and comes back."""

import uuid
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.alike import Merge
from assay.descriptors.amending.actions import propose
from assay.descriptors.collecting.actions import add
from assay.descriptors.duplicates.merging import merge, undo_merge
from assay.descriptors.forwarding import family_of
from assay.descriptors.models import CollectionItem, Descriptor, Quality
from assay.descriptors.states import DRAFT
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.review.invariants import broken
from tests.factories import NOW, SkillFactory, UserFactory, admin, approved, collection, draft, favourite, imported, sa, scm, secretariat

pytestmark = pytest.mark.django_db


def into(survivor: Descriptor, *others: Descriptor, by: User) -> list[Merge]:
    return merge(survivor=survivor, seen=survivor.change, others=[(one, one.change) for one in others], by=by, at=NOW)


def fresh(row: Descriptor) -> Descriptor:
    return Descriptor.objects.get(pk=row.pk)


def keepers(row: Descriptor) -> set[User]:
    return {one.collection.owner for one in CollectionItem.objects.filter(collection__is_favourites=True, descriptor=row)}


def test_the_others_forward_to_the_one_that_stays(client: Client) -> None:
    boss, reader = admin(), UserFactory.create()
    stays, gone = imported(name="Stays"), imported(name="Goes")

    into(stays, gone, by=boss)

    client.force_login(reader)
    assert client.get(f"/library/{gone.uid}/").headers["Location"] == f"/library/{stays.uid}/"
    assert set(Descriptor.objects.in_library()) == {stays}
    assert broken() == []


def test_merged_on_it_forwards_to_the_last(client: Client) -> None:
    boss = admin()
    first, second, third = (imported(name=name) for name in ("First one", "Second one", "Third one"))
    into(second, first, by=boss)
    into(third, second, by=boss)

    client.force_login(UserFactory.create())
    assert client.get(f"/library/{first.uid}/").headers["Location"] == f"/library/{third.uid}/"


def test_favourites_follow_once_a_person() -> None:
    boss, both, one = admin(), UserFactory.create(), UserFactory.create()
    stays, gone = imported(name="Stays"), imported(name="Goes")
    for row, person in ((stays, both), (gone, both), (gone, one)):
        favourite(row, person)

    into(stays, gone, by=boss)

    assert keepers(stays) == {both, one}


def test_places_in_collections_follow_once_a_collection_and_come_back() -> None:
    boss, skill = admin(), SkillFactory.create()
    by, stays, gone = scm(skill), imported(name="Stays"), imported(name="Goes")
    one, both = collection(skill, by=by), collection(skill, by=by)
    add(collection=one, rows=[gone], by=by, at=NOW)
    add(collection=both, rows=[gone, stays], by=by, at=NOW)

    (found,) = into(stays, gone, by=boss)
    merged = [[item.descriptor for item in each.items.all()] for each in (one, both)]
    undo_merge(found=found, by=boss, at=NOW)

    assert merged == [[stays], [gone, stays]]
    assert [item.descriptor for item in one.items.all()] == [gone]


def test_other_skills_stay_able_to_find_it() -> None:
    boss, here, there, also = admin(), *(SkillFactory.create() for _ in range(3))
    stays, gone = imported(here, name="Stays"), imported(there, name="Goes")
    gone.also_useful_for.add(also, here)

    (made,) = into(stays, gone, by=boss)

    assert set(stays.also_useful_for.all()) == {there, also}
    undo_merge(found=made, by=boss, at=NOW)
    assert set(stays.also_useful_for.all()) == set()


def test_lineage_follows() -> None:
    boss, skill = admin(), SkillFactory.create()
    stays, gone = imported(skill, name="Stays"), imported(skill, name="Goes")
    copy = draft(skill, scm(skill), name="Started from it", copied_from=gone)

    into(stays, gone, by=boss)

    assert family_of(fresh(stays)) == {stays.pk, gone.pk}
    assert set(Descriptor.objects.filter(copied_from__in=family_of(stays))) == {copy}


def test_undo_brings_everything_back() -> None:
    boss, keeper = admin(), UserFactory.create()
    stays, gone = imported(name="Stays"), imported(name="Goes")
    favourite(gone, keeper)
    (made,) = into(stays, gone, by=boss)

    undo_merge(found=made, by=boss, at=NOW)
    undo_merge(found=made, by=boss, at=NOW)

    assert fresh(gone).merged_into is None
    assert (keepers(stays), keepers(gone)) == (set(), {keeper})
    assert [fresh(row).change for row in (stays, gone)] == [3, 3]
    assert broken() == []


def test_it_can_be_merged_again_after_an_undo() -> None:
    boss = admin()
    stays, gone = imported(name="Stays"), imported(name="Goes")
    (made,) = into(stays, gone, by=boss)
    undo_merge(found=made, by=boss, at=NOW)

    into(fresh(stays), fresh(gone), by=boss)

    assert fresh(gone).merged_into == stays
    assert Merge.objects.filter(undone_at=None).count() == 1


def test_the_history_says_what_happened() -> None:
    boss = admin(name="The admin")
    stays, gone = imported(name="Stays"), imported(name="Goes")
    (made,) = into(stays, gone, by=boss)
    undo_merge(found=made, by=boss, at=NOW)

    told = [[moment.sentence for moment in timeline_of("descriptor", row.uid, boss)][1:] for row in (gone, stays)]

    assert told == [
        ["The admin merged it into another one", "The admin undid the merge of it"],
        ["The admin merged another one into it", "The admin took another one out of it again"],
    ]


def test_the_same_form_twice_merges_once() -> None:
    boss = admin()
    stays, gone = imported(name="Stays"), imported(name="Goes")
    seen = (stays.change, [(gone, gone.change)])

    first = merge(survivor=stays, seen=seen[0], others=seen[1], by=boss, at=NOW)
    again = merge(survivor=stays, seen=seen[0], others=seen[1], by=boss, at=NOW)

    assert first == again
    assert Event.objects.filter(verb="merged").count() == 1


def test_of_two_who_merge_in_opposite_directions_one_is_told() -> None:
    one, other = imported(name="One of two"), imported(name="Two of two")
    seen = {row.pk: row.change for row in (one, other)}
    into(one, other, by=admin())

    with pytest.raises(Stale):
        merge(survivor=fresh(other), seen=seen[other.pk], others=[(fresh(one), seen[one.pk])], by=admin(), at=NOW)
    assert fresh(one).merged_into is None


def test_an_outdated_page_merges_nothing() -> None:
    boss = admin()
    stays, first, second = (imported(name=name) for name in ("Stays", "First", "Second"))
    with pytest.raises(Stale):
        merge(survivor=stays, seen=1, others=[(first, 1), (second, 7)], by=boss, at=NOW)
    assert {fresh(row).merged_into for row in (first, second)} == {None}


def test_only_library_rows_are_merged() -> None:
    boss, skill = admin(), SkillFactory.create()
    stays, unsent = imported(skill), draft(skill, scm(skill))

    with pytest.raises(Stale):
        into(stays, unsent, by=boss)
    assert fresh(unsent).batch_status == DRAFT


def test_an_approved_one_is_merged_and_comes_back_approved() -> None:
    boss, skill = admin(), SkillFactory.create()
    stays, gone = imported(skill), approved(draft(skill, scm(skill)), by=sa(skill))

    (made,) = into(stays, gone, by=boss)
    back = undo_merge(found=made, by=boss, at=NOW)

    assert (back.batch_status, back.quality_indicator, back.merged_into) == ("APPROVED", Quality.GOOD, None)
    assert broken() == []


def test_what_is_being_amended_is_not_merged_away() -> None:
    boss, skill = admin(), SkillFactory.create()
    author = scm(skill)
    stays, gone = imported(skill), imported(skill, name="Being amended")
    propose(uid=uuid.uuid4(), target=gone, wording=draft(skill, author).wording, by=author, at=NOW)

    with pytest.raises(DomainError, match="“Being amended” is under way"):
        into(stays, gone, by=boss)


@pytest.mark.parametrize("others", [[], ["itself"]])
def test_there_must_be_another_one(others: list[str]) -> None:
    stays: Any = imported()
    with pytest.raises(Invalid):
        into(stays, *(stays for _ in others), by=admin())


def test_only_administrators_merge_and_undo() -> None:
    skill = SkillFactory.create()
    stays, gone = imported(skill, name="Stays"), imported(skill, name="Goes")
    (made,) = into(stays, gone, by=admin())
    for person in (scm(skill), sa(skill), secretariat(), UserFactory.create()):
        with pytest.raises(NotAllowed):
            into(stays, gone, by=person)
        with pytest.raises(NotAllowed):
            undo_merge(found=made, by=person, at=NOW)

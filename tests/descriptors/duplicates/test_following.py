"""What follows a merge comes back with its undo, in whatever order merges are made and undone."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.accounts.models import User
from assay.descriptors.alike import Merge
from assay.descriptors.collecting.actions import add, annotate, create, remove, share
from assay.descriptors.collecting.favourites import set_favourite
from assay.descriptors.duplicates.forms import Chosen, consequences
from assay.descriptors.duplicates.merging import merge, undo_merge
from assay.descriptors.library.lineage import lineage_of
from assay.descriptors.models import Collection, CollectionItem, Descriptor, Quality
from assay.review.invariants import broken
from tests.factories import NOW, SkillFactory, UserFactory, admin, collection, draft, favourite, imported, scm, starred, starred_behind

pytestmark = pytest.mark.django_db
UNDO = "/admin/duplicates/undo/"


def into(survivor: Descriptor, *others: Descriptor, by: User) -> list[Merge]:
    rows = {row.pk: row for row in Descriptor.objects.filter(pk__in=[survivor.pk, *(other.pk for other in others)])}
    seen = [(rows[other.pk], rows[other.pk].change) for other in others]
    return merge(survivor=rows[survivor.pk], seen=rows[survivor.pk].change, others=seen, by=by, at=NOW)


def kept_by(user: User) -> set[str]:
    """Return the names of the rows that a person keeps at hand, merged ones included."""
    return {row.criterion_name for row in starred(user)}


def noted(of: Collection) -> list[tuple[str, str]]:
    """Return what a collection holds, merged ones included, with its notes."""
    return list(of.items.values_list("descriptor__criterion_name", "note"))


@pytest.fixture
def boss() -> User:
    return admin()


@pytest.fixture
def rows() -> list[Descriptor]:
    return [imported(SkillFactory.create(), name=f"Row {name}") for name in "ABC"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_merge_that_was_merged_on_gives_back_in_either_order(boss: User, rows: list[Descriptor], order: tuple[int, int]) -> None:
    keeper, skill = UserFactory.create(), SkillFactory.create()
    listed = collection(skill, by=scm(skill))
    first, second, third = rows
    favourite(first, keeper)
    add(collection=listed, rows=[first], by=listed.owner, at=NOW)
    annotate(collection=listed, descriptor=first.uid, note="Ours", by=listed.owner, at=NOW)
    made = [*into(second, first, by=boss), *into(third, second, by=boss)]

    for number in order:
        undo_merge(found=made[number], by=boss, at=NOW)

    assert kept_by(keeper) == {"Row A"}
    assert noted(listed) == [("Row A", "Ours")]
    assert [set(row.also_useful_for.all()) for row in rows] == [set(), set(), set()]
    assert broken() == []


def test_the_first_of_two_merges_alone_undone_gives_back_at_once(boss: User, rows: list[Descriptor]) -> None:
    keeper = UserFactory.create()
    favourite(rows[0], keeper)
    (made,) = into(rows[1], rows[0], by=boss)
    into(rows[2], rows[1], by=boss)

    undo_merge(found=made, by=boss, at=NOW)

    assert kept_by(keeper) == {"Row A"}
    assert set(rows[2].also_useful_for.all()) == {rows[1].skill}


def test_what_another_merge_brought_too_stays(boss: User, rows: list[Descriptor]) -> None:
    keeper = UserFactory.create()
    stays, one, other = rows
    Descriptor.objects.filter(pk=other.pk).update(skill=one.skill)
    favourite(one, keeper)
    favourite(other, keeper)
    (made,) = into(stays, one, by=boss)
    into(stays, other, by=boss)

    undo_merge(found=made, by=boss, at=NOW)

    assert kept_by(keeper) == {"Row A", "Row B"}
    assert set(stays.also_useful_for.all()) == {one.skill}


def test_what_a_person_let_go_does_not_return_with_another_undo(boss: User, rows: list[Descriptor]) -> None:
    keeper, skill = UserFactory.create(), SkillFactory.create()
    listed = collection(skill, by=scm(skill))
    stays, one, other = rows
    for row in (one, other):
        favourite(row, keeper)
    add(collection=listed, rows=[one, other], by=listed.owner, at=NOW)
    (made,) = into(stays, one, by=boss)
    into(stays, other, by=boss)
    set_favourite(descriptor=stays, by=keeper, at=NOW, on=False)
    remove(collection=listed, descriptor=stays.uid, by=listed.owner, at=NOW)

    undo_merge(found=made, by=boss, at=NOW)

    assert not CollectionItem.objects.filter(descriptor=stays).exists()


def test_a_star_on_a_merged_one_goes_to_what_it_became(client: Client, boss: User, rows: list[Descriptor]) -> None:
    gone, stays, _other = rows
    favourite(gone, boss)
    (made,) = into(stays, gone, by=boss)
    reader = UserFactory.create()
    for person in (boss, reader):
        client.force_login(person)
        client.post(f"/library/{gone.uid}/favourite/", {"on": "1"})
        assert kept_by(person) == {"Row B"}

    client.force_login(boss)
    assert client.post(UNDO, {"merge": made.uid}).status_code == 302
    assert kept_by(boss) == {"Row A"}
    assert kept_by(reader) == {"Row B"}


def test_a_star_that_crossed_a_merge_goes_to_what_it_became(boss: User, rows: list[Descriptor]) -> None:
    keeper = UserFactory.create()
    gone, stays, last = rows
    as_read = Descriptor.objects.get(pk=gone.pk)
    into(stays, gone, by=boss)
    into(last, stays, by=boss)

    set_favourite(descriptor=as_read, by=keeper, at=NOW, on=True)
    assert kept_by(keeper) == {"Row C"}
    set_favourite(descriptor=as_read, by=keeper, at=NOW, on=False)
    assert kept_by(keeper) == set()


def test_a_star_that_stands_on_both_is_no_hindrance(boss: User, rows: list[Descriptor]) -> None:
    gone, stays, _other = rows
    favourite(gone, boss)
    (made,) = into(stays, gone, by=boss)
    starred_behind(boss, gone)

    undo_merge(found=made, by=boss, at=NOW)

    assert "Row A" in kept_by(boss)


def test_a_collection_that_crossed_a_merge_holds_what_it_became(boss: User, rows: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    listed = collection(skill, by=scm(skill))
    gone, stays, other = rows
    as_read = list(Descriptor.objects.filter(pk__in=[gone.pk, other.pk]).order_by("pk"))
    add(collection=listed, rows=[gone], by=listed.owner, at=NOW)
    (made,) = into(stays, gone, by=boss)

    assert add(collection=listed, rows=as_read, by=listed.owner, at=NOW) == 1
    assert noted(listed) == [("Row B", ""), ("Row C", "")]
    undo_merge(found=made, by=boss, at=NOW)
    assert noted(listed) == [("Row A", ""), ("Row C", "")]


def test_what_crossed_a_merge_into_a_confidential_one_is_not_added(boss: User, rows: list[Descriptor]) -> None:
    owner = UserFactory.create()
    skill = SkillFactory.create()
    listed = collection(skill, by=scm(skill))
    as_read = Descriptor.objects.get(pk=rows[0].pk)
    Descriptor.objects.filter(pk=rows[1].pk).update(confidential_until=timezone.now() + timedelta(days=9))
    into(rows[1], rows[0], by=boss)

    assert add(collection=listed, rows=[as_read], by=listed.owner, at=NOW) == 0
    assert kept_by(owner) == set()


@pytest.fixture
def secret() -> Descriptor:
    """Return a row that only its skill may open yet."""
    return imported(SkillFactory.create(), name="Secret", confidential_until=timezone.now() + timedelta(days=9))


def with_note(row: Descriptor, *, shared: bool = True) -> Collection:
    """Return somebody's own collection with a note on a row."""
    assert row.skill is not None
    owner = scm(row.skill)
    listed = create(uid=uuid.uuid4(), name="Ready", skill=None, by=owner, at=NOW)
    add(collection=listed, rows=[row], by=owner, at=NOW)
    annotate(collection=listed, descriptor=row.uid, note="For module C", by=owner, at=NOW)
    share(collection=listed, on=shared, by=owner, at=NOW)
    return listed


def test_a_note_on_a_confidential_one_stays_behind(client: Client, boss: User, rows: list[Descriptor], secret: Descriptor) -> None:
    listed = with_note(secret)

    (made,) = into(rows[0], secret, by=boss)

    client.force_login(UserFactory.create())
    page = client.get(f"/collections/{listed.uid}/").content.decode()
    assert ("Row A" in page, "For module C" in page) == (True, False)
    undo_merge(found=made, by=boss, at=NOW)
    assert noted(listed) == [("Secret", "For module C")]


def test_what_was_noted_since_is_kept_with_the_note_that_returns(boss: User, rows: list[Descriptor], secret: Descriptor) -> None:
    listed = with_note(secret)
    (other,) = into(rows[0], rows[1], by=boss)
    (made,) = into(rows[0], secret, by=boss)
    annotate(collection=listed, descriptor=rows[0].uid, note="Said since", by=listed.owner, at=NOW)

    undo_merge(found=other, by=boss, at=NOW)
    assert noted(listed) == [("Row A", "Said since")]
    undo_merge(found=made, by=boss, at=NOW)
    assert noted(listed) == [("Secret", "For module C\n\nSaid since")]


def test_what_was_noted_since_stays_where_everybody_reads_it(boss: User, rows: list[Descriptor], secret: Descriptor) -> None:
    listed = with_note(secret)
    annotate(collection=listed, descriptor=secret.uid, note="", by=listed.owner, at=NOW)
    (other,) = into(rows[0], rows[1], by=boss)
    into(rows[0], secret, by=boss)
    annotate(collection=listed, descriptor=rows[0].uid, note="Said since", by=listed.owner, at=NOW)

    undo_merge(found=other, by=boss, at=NOW)

    assert noted(listed) == [("Row A", "Said since")]


def test_a_note_follows_where_nobody_else_reads_it(boss: User, rows: list[Descriptor], secret: Descriptor) -> None:
    mine = with_note(secret, shared=False)
    narrower = imported(secret.skill, name="Narrower", confidential_until=timezone.now() + timedelta(days=10))
    theirs = with_note(secret)

    into(narrower, secret, by=boss)

    assert (noted(mine), noted(theirs)) == ([("Narrower", "For module C")], [("Narrower", "For module C")])
    into(rows[0], narrower, by=boss)
    assert (noted(mine), noted(theirs)) == ([("Row A", "For module C")], [("Row A", "")])


def test_the_question_says_that_notes_stay_behind(rows: list[Descriptor], secret: Descriptor) -> None:
    with_note(secret)
    with_note(secret, shared=False)
    told = consequences(Chosen(rows[0], [secret], {}, ""), at=timezone.now())

    assert "1 note stays behind" in " ".join(told)
    assert "behind" not in " ".join(consequences(Chosen(secret, [rows[0]], {}, ""), at=timezone.now()))


class Undone(Exception):
    """Ends an example; everything in it is rolled back."""


class World:
    """A few rows, some closed to most people, with what people made of them by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)  # noqa: S311  chance that can be repeated
        self.boss, self.people = admin(), [UserFactory.create() for _ in range(3)]
        self.skills = [SkillFactory.create() for _ in range(3)]
        self.collections = [collection(skill, by=scm(skill)) for skill in self.skills[:2]]
        self.rows = [imported(chance.choice(self.skills), name=f"Row {name}", **self.closed()) for name in "ABCDE"]
        for row in self.rows:
            row.also_useful_for.set(set(chance.sample(self.skills, chance.randint(0, 2))) - {row.skill})
            for person in chance.sample(self.people, chance.randint(0, 3)):
                starred_behind(person, row, note=chance.choice(["", f"{person} on {row}"]))
            for number, one in enumerate(chance.sample(self.collections, chance.randint(0, 2))):
                note = chance.choice(["", f"Note {number} on {row}"])
                CollectionItem.objects.create(collection=one, descriptor=row, place=chance.randint(1, 9), note=note, added_at=NOW)
            draft(self.skills[0], self.collections[0].owner, name=f"From {row}", copied_from=row)

    def closed(self) -> dict[str, Any]:
        until = timezone.now() + timedelta(days=self.chance.randint(8, 10))
        return self.chance.choice([{}, {"confidential_until": until}, {"quality_indicator": Quality.NEEDS_REVIEW}])

    def merge_some(self) -> list[tuple[int, int]]:
        """Merge one or two of those that stand; return which into which."""
        standing = list(Descriptor.objects.filter(pk__in=[row.pk for row in self.rows]).live().order_by("pk"))
        if len(standing) < 2:
            return []
        stays, *others = self.chance.sample(standing, min(len(standing), self.chance.randint(2, 3)))
        return [(one.merged_id, one.survivor_id) for one in into(stays, *others, by=self.boss)]

    def undo_one(self) -> None:
        made = list(Merge.objects.filter(undone_at=None))
        if made:
            undo_merge(found=self.chance.choice(made), by=self.boss, at=NOW)

    def stand(self) -> list[Any]:
        """Return all that a merge moves, as it stands, hidden things included."""
        return [
            list(Descriptor.objects.order_by("pk").values_list("pk", "merged_into", "also_useful_for").order_by("pk", "also_useful_for")),
            list(CollectionItem.objects.order_by("pk").values_list("pk", "descriptor", "collection", "place", "note")),
            [{kin.descriptor.pk for kin in lineage_of(row, self.boss).became} for row in Descriptor.objects.live().order_by("pk")],
            list(Merge.objects.filter(undone_at=None).order_by("pk").values_list("merged", "survivor", "followed__notes")),
        ]

    def replayed(self, merges: list[tuple[int, int]]) -> list[Any]:
        """Return how everything would stand had only these been made."""
        rows = Descriptor.objects.in_bulk()
        with transaction.atomic():
            for other, stays in merges:
                into(rows[stays], rows[other], by=self.boss)
            found = self.stand()
            transaction.set_rollback(True)
        return found


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(st.sampled_from(["merge", "merge", "undo"]), min_size=2, max_size=8))
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_merges_and_undos_leave_what_the_remaining_merges_make(seed: int, steps: list[str]) -> None:
    with pytest.raises(Undone), transaction.atomic():
        lived(World(seed), steps)


def lived(world: World, steps: list[str]) -> None:
    """Merge and undo, compare with the merges that remain made alone, then undo them all in any order."""
    before = world.stand()
    for step in steps:
        world.merge_some() if step == "merge" else world.undo_one()
    remaining = list(Merge.objects.filter(undone_at=None).order_by("pk").values_list("merged", "survivor"))
    there = world.stand()
    assert broken() == []
    while Merge.objects.filter(undone_at=None).exists():
        world.undo_one()
    assert world.stand() == before
    assert world.replayed(remaining) == there
    raise Undone

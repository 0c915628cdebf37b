"""Near-duplicates: found in spite of small changes, said in words, and nothing that the person may not open."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.descriptors.recording import fact_of, fields_of
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.likeness import likeness, parts_of
from assay.descriptors.search.similar import MOST, Asked, related, similar, similar_to_each
from assay.descriptors.wording import Wording
from assay.history.record import record
from tests.descriptors.search.test_rights import World
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, admin, draft, imported, scm

pytestmark = pytest.mark.django_db
JOINT = Wording(
    "Mitre joints of the frame",
    (
        "Gaps are visible from two metres, glue stains the timber",
        "Joints are closed, slight gaps under one millimetre remain at corners",
        "Joints are closed without gaps; timber grain is not matched",
        "Joints are closed without gaps and the grain runs through every corner",
    ),
)
PAGE = Wording(
    "Landing page colour palette",
    (
        "Colours clash on the screen",
        "Palette of five colours applied",
        "Palette supports the brand",
        "Palette guides the visitor with contrast",
    ),
)


def add(wording: Wording, skill: object = None, **fields: object) -> Descriptor:
    return imported(skill or SkillFactory.create(), name=wording.criterion_name, levels=wording.levels, **fields)  # type: ignore[arg-type]


def reworded(wording: Wording, **levels: str) -> Wording:
    """Return a wording with some levels (`level2=…`) or its name replaced."""
    texts = tuple(levels.get(f"level{n}", text) for n, text in enumerate(wording.levels))
    return Wording(levels.get("name", wording.criterion_name), (texts[0], texts[1], texts[2], texts[3]), wording.section)


def found(wording: Wording, user: User, **besides: object) -> list[Descriptor]:
    return [one.descriptor for one in similar(wording, Scope.of(user, timezone.now()), **besides)]  # type: ignore[arg-type]


@pytest.fixture(params=["index", "database"])
def catch_up(request: pytest.FixtureRequest) -> Callable[[], object]:
    """Return what brings the index up to date, or leaves it missing."""
    return indexer.catch_up if request.param == "index" else lambda: None


def test_a_reworded_one_is_found_and_another_idea_is_not(catch_up: Callable[[], object]) -> None:
    reader, joint = UserFactory.create(), add(JOINT)
    add(PAGE)
    catch_up()

    near = reworded(JOINT, level2="Joints closed with no gap; the grain of the timber is not matched at corners")

    assert found(near, reader) == [joint]
    assert found(Wording("Pricing of a menu", ("Wrong", "Right within ten percent", "Right", "Right and explained")), reader) == []


def test_exact_copies_are_found_although_every_word_is_common(catch_up: Callable[[], object]) -> None:
    reader = UserFactory.create()
    copies = [add(JOINT) for _ in range(15)]
    catch_up()

    assert found(reworded(JOINT, name="mitre  JOINTS of the frame"), reader) == copies[:MOST]


def test_two_levels_of_four_are_enough(catch_up: Callable[[], object]) -> None:
    reader, joint = UserFactory.create(), add(JOINT)
    add(PAGE)
    catch_up()

    half = reworded(JOINT, level0="Nothing fits together", level3="Assembled to furniture quality and praised by customers")

    assert found(half, reader) == [joint]


def test_it_is_not_similar_to_itself() -> None:
    skill = SkillFactory.create()
    author = scm(skill)
    own = draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels)
    indexer.catch_up()

    assert found(JOINT, author, besides=own.uid) == []
    assert found(JOINT, author) == [own]


def test_what_was_written_a_moment_ago_is_found_before_the_index_knows_it() -> None:
    reader = UserFactory.create()
    add(PAGE)
    indexer.catch_up()

    joint = add(JOINT)

    assert found(reworded(JOINT, level1="Joints closed"), reader) == [joint]


def test_what_was_reworded_since_is_compared_as_it_is_now() -> None:
    reader, joint = UserFactory.create(), add(JOINT)
    indexer.catch_up()
    Descriptor.objects.filter(pk=joint.pk).alter(seen=1, **fields_of(PAGE))
    joint.refresh_from_db()
    record([fact_of(joint, "curated")], by=None, at=NOW)

    assert found(JOINT, reader) == []
    assert found(PAGE, reader) == [joint]


def near_for(user: User, wording: Wording) -> set[Descriptor]:
    """Return the same by looking at every row: what the person may open and is near, every word weighing the same."""
    rows = Descriptor.objects.filter(deleted_at=None, merged_into=None, amends=None)
    seen = [row for row in rows if user.has_perm("descriptors.view", row)]
    return {row for row in seen if likeness(parts_of(wording), parts_of(row.wording), lambda _stem: 1.0).is_near}


def family(chance: random.Random, number: int, row: int) -> Wording:
    """Return one of several wordings that differ in one word of eighteen."""
    own = [f"word{number}x{n}" for n in range(18)]
    own[chance.randrange(18)] = f"other{row}"
    return Wording(" ".join(own[:2]), (" ".join(own[2:6]), " ".join(own[6:10]), " ".join(own[10:14]), " ".join(own[14:])))


@pytest.mark.parametrize("seed", range(4))
def test_exactly_what_the_person_may_open_is_suggested(seed: int, catch_up: Callable[[], object]) -> None:
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated
    world = World(chance)
    for place, row in enumerate(world.rows):
        wording = family(chance, place // 4, place)
        Descriptor.objects.filter(pk=row.pk).update(**fields_of(wording) | {"wsos_section_id": row.wsos_section_id})
    catch_up()

    for user in world.people:
        for number in range(0, 15, 2):
            wording = family(chance, number, 100 + number)
            assert set(found(wording, user)) == near_for(user, wording)


def test_related_ones_are_of_other_skills_or_of_the_same_section() -> None:
    reader, section = UserFactory.create(), WSOSSectionFactory.create()
    here = SkillFactory.create()
    asked = add(JOINT, here, wsos_section=section)
    elsewhere = add(reworded(JOINT, level0="Gaps are visible", level1="Joints are closed", name="Frame corners"))
    beside = add(PAGE, here, wsos_section=section)
    add(JOINT, here)
    indexer.catch_up()

    beside_it = related(asked, Scope.of(reader, timezone.now()))

    assert [one.descriptor for one in beside_it.elsewhere] == [elsewhere]
    assert beside_it.in_section == [beside]


def test_a_shared_name_makes_kin_and_a_word_by_chance_does_not() -> None:
    asked = add(JOINT, SkillFactory.create())
    other = Wording("Balance of the bouquet", tuple(f"Flowers of sort {n} lean, {word}" for n, word in enumerate("abcd")))  # type: ignore[arg-type]
    by_levels = add(reworded(JOINT, name="Corners", level0=other.levels[0], level1=other.levels[1]))
    by_name = add(
        reworded(other, name="Mitre joints of the skirting", level2="Joints are closed without gaps; timber grain is not matched")
    )
    add(reworded(other, level1="Flowers lean, gaps remain"))
    for number in range(20):
        add(Wording(f"Dish {number}", tuple(f"Sauce {number} {level} is warm" for level in range(4))))  # type: ignore[arg-type]
    indexer.catch_up()

    found = related(asked, Scope.of(UserFactory.create(), timezone.now())).elsewhere

    assert {one.descriptor for one in found} == {by_levels, by_name}


def test_related_ones_stand_beside_it_without_an_index_too() -> None:
    reader, section = UserFactory.create(), WSOSSectionFactory.create()
    asked, beside = add(JOINT, wsos_section=section), add(PAGE, wsos_section=section)
    add(PAGE, wsos_section=section, confidential_until=timezone.now() + timedelta(days=1))

    assert related(asked, Scope.of(reader, timezone.now())).in_section == [beside]
    assert len(related(asked, Scope.of(admin(), timezone.now())).in_section) == 2


def test_many_are_looked_up_with_as_many_queries_as_one(queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]) -> None:
    reader = UserFactory.create()
    rows = [add(wording) for wording in (JOINT, PAGE)]
    indexer.catch_up()
    scope, counts = Scope.of(reader, timezone.now()), []

    for asked in ([JOINT], [JOINT, PAGE, reworded(JOINT, level0="None")]):
        with queries_of() as queries:
            answers = similar_to_each([Asked(wording) for wording in asked], scope)
        counts.append(len(queries))

    assert [[one.descriptor for one in answer] for answer in answers] == [[rows[0]], [rows[1]], [rows[0]]]
    assert counts[0] == counts[1]


def test_without_an_index_many_are_looked_up_for_exact_copies_alone() -> None:
    reader, joint = UserFactory.create(), add(JOINT)
    scope = Scope.of(reader, timezone.now())

    copies, near = (similar_to_each([Asked(wording)], scope)[0] for wording in (JOINT, reworded(JOINT, level0="None")))

    assert ([one.descriptor for one in copies], near) == ([joint], [])

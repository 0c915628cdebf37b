"""Curation is an edit with a revision and an event, and never a step of the workflow."""

import uuid
from dataclasses import replace

import pytest

from assay.accounts.models import User
from assay.descriptors.actions import Details
from assay.descriptors.curating.actions import Sorting, curate, curate_many, put_away
from assay.descriptors.curating.adding import Entry, add_one
from assay.descriptors.models import Descriptor, Quality, Revision
from assay.descriptors.recording import state_of
from assay.descriptors.wording import Wording
from assay.errors import Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.review.invariants import broken
from assay.standards.models import Skill
from tests.factories import NOW, CategoryFactory, SkillFactory, WSOSSectionFactory, approved, draft, imported, sa, scm

pytestmark = pytest.mark.django_db
WORKFLOW = ("batch_status", "batch_id", "created_by_id", "submitted_at", "reviewer_id", "reviewed_at", "was_modified_during_approval")


def reworded(row: Descriptor, **changed: str) -> Wording:
    levels = tuple(changed.get(f"score{n}", text) for n, text in enumerate(row.levels))
    return Wording(changed.get("criterion_name", row.criterion_name), (levels[0], levels[1], levels[2], levels[3]), row.wsos_section_id)


def decided(skill: Skill) -> Descriptor:
    return approved(draft(skill, scm(skill)), by=sa(skill))


def test_a_rewording_is_a_revision_and_an_event(skill: Skill, advisor: User) -> None:
    row = imported(skill)

    curate(descriptor=row, seen=1, by=advisor, at=NOW, wording=reworded(row, score2="Attractive on every page"))

    row.refresh_from_db()
    revision, event = Revision.objects.get(descriptor=row, number=2), Event.objects.get(subject=row.uid, change=2)
    assert (row.version, row.change, row.score2) == (2, 2, "Attractive on every page")
    assert (revision.wording, revision.author) == (row.wording, advisor)
    assert (event.verb, event.actor, event.revision, event.state_after) == ("curated", advisor, 2, state_of(row))
    assert broken() == []


def test_sorting_makes_an_event_and_no_revision(skill: Skill, curator: User) -> None:
    row, category, other = imported(skill), CategoryFactory.create(), SkillFactory.create()
    sorting = Sorting(Quality.EXCELLENT, (category,), Details("B2.1", ("colour", "layout"), (other.pk,)))

    curate(descriptor=row, seen=1, by=curator, at=NOW, sorting=sorting)

    row.refresh_from_db()
    assert (row.quality_indicator, row.code, row.version, row.change) == ("EXCELLENT", "B2.1", 1, 2)
    assert list(row.categories.all()) == [category]
    assert sorted(tag.name for tag in row.tags.all()) == ["colour", "layout"]
    assert list(row.also_useful_for.all()) == [other]
    assert Event.objects.filter(subject=row.uid).count() == 2


def test_a_save_that_changes_nothing_writes_nothing(skill: Skill, curator: User) -> None:
    row = imported(skill)
    same = Sorting(Quality.REFERENCE, (), Details())

    curate(descriptor=row, seen=1, by=curator, at=NOW, wording=row.wording, sorting=same)

    assert Descriptor.objects.get().change == Event.objects.filter(subject=row.uid).count() == 1


def test_no_step_of_curation_touches_the_workflow(skill: Skill, curator: User) -> None:
    row = decided(skill)
    before = [getattr(row, name) for name in WORKFLOW]

    curate(
        descriptor=row, seen=row.change, by=curator, at=NOW, wording=reworded(row, score3="Polished"), sorting=Sorting(Quality.EXCELLENT)
    )
    row.refresh_from_db()
    for deleted in (True, False):
        put_away(rows=[(row, row.change)], by=curator, at=NOW, deleted=deleted)

    row = Descriptor.objects.get()
    assert [getattr(row, name) for name in WORKFLOW] == before
    assert (row.quality_indicator, row.score3, row.deleted_at) == ("EXCELLENT", "Polished", None)
    assert [event.verb for event in Event.objects.filter(subject=row.uid).order_by("change")][-3:] == ["curated", "deleted", "restored"]
    assert broken() == []


def test_what_an_advisor_decided_does_not_need_review_again(skill: Skill, curator: User) -> None:
    row = decided(skill)

    with pytest.raises(Invalid, match="was approved by a Skill Advisor"):
        curate(descriptor=row, seen=row.change, by=curator, at=NOW, sorting=Sorting(Quality.NEEDS_REVIEW))


@pytest.mark.parametrize("reviewed", [False, True])
def test_a_section_may_be_missing_only_where_it_was_never_reviewed(skill: Skill, curator: User, reviewed: bool) -> None:
    row = decided(skill) if reviewed else imported(skill, wsos_section=WSOSSectionFactory.create())
    wording = replace(row.wording, section=None)

    if reviewed:
        with pytest.raises(Invalid) as refused:
            curate(descriptor=row, seen=row.change, by=curator, at=NOW, wording=wording)
        assert list(refused.value.fields) == ["wsos_section"]
    else:
        assert curate(descriptor=row, seen=1, by=curator, at=NOW, wording=wording).wsos_section is None


def test_the_home_skill_moves_by_an_administrator_and_only_where_it_was_never_reviewed(skill: Skill, curator: User, advisor: User) -> None:
    row, other = imported(skill), SkillFactory.create()
    row.also_useful_for.add(other)
    with pytest.raises(NotAllowed):
        curate(descriptor=row, seen=1, by=advisor, at=NOW, sorting=Sorting(skill=other))
    reviewed = decided(skill)
    with pytest.raises(Invalid, match="stays there"):
        curate(descriptor=reviewed, seen=reviewed.change, by=curator, at=NOW, sorting=Sorting(skill=other))

    curate(descriptor=row, seen=1, by=curator, at=NOW, sorting=Sorting(skill=other))

    row.refresh_from_db()
    assert (row.skill, row.sector, list(row.also_useful_for.all())) == (other, other.sector, [])


def test_of_many_all_or_none_are_changed(skill: Skill, curator: User) -> None:
    rows = [imported(skill, name=f"Aspect {n}") for n in range(3)]
    curate(descriptor=rows[1], seen=1, by=curator, at=NOW, sorting=Sorting(Quality.GOOD))
    facts = Event.objects.count()

    with pytest.raises(Stale, match="one was changed meanwhile: “Aspect 1”") as refused:
        curate_many(rows=[(row, 1) for row in rows], how=lambda _row: Sorting(Quality.EXCELLENT), by=curator, at=NOW)

    assert refused.value.found == [rows[1]]
    assert list(Descriptor.objects.order_by("pk").values_list("quality_indicator", "change")) == [
        ("REFERENCE", 1),
        ("GOOD", 2),
        ("REFERENCE", 1),
    ]
    assert Event.objects.count() == facts


def test_many_share_a_transaction_and_only_those_that_change_get_an_event(skill: Skill, curator: User) -> None:
    rows = [imported(skill, quality_indicator=quality) for quality in (Quality.REFERENCE, Quality.GOOD, Quality.REFERENCE)]

    changed = curate_many(rows=[(row, 1) for row in rows], how=lambda _row: Sorting(Quality.GOOD), by=curator, at=NOW)

    events = Event.objects.filter(verb="curated")
    assert changed == [rows[0], rows[2]]
    assert {event.subject for event in events} == {rows[0].uid, rows[2].uid}
    assert len({event.transaction for event in events}) == 1


def test_a_repeated_delete_is_no_conflict(skill: Skill, curator: User) -> None:
    row = imported(skill)
    put_away(rows=[(row, 1)], by=curator, at=NOW, deleted=True)

    assert put_away(rows=[(Descriptor.objects.get(), 1)], by=curator, at=NOW, deleted=True) == []
    assert Event.objects.filter(subject=row.uid, verb="deleted").count() == 1


def test_what_an_administrator_adds_stands_outside_the_workflow_and_is_made_once(skill: Skill, curator: User) -> None:
    entry = Entry(Wording("Home page design", ("", "Basic styling", "", "")), skill, "Manual", uid=uuid.uuid4(), tags=("colour",))

    made = [add_one(entry=entry, by=curator, at=NOW) for _ in range(2)]

    row = Descriptor.objects.get()
    assert made == [row, row]
    assert (row.batch_status, row.created_by, row.quality_indicator, row.source) == (None, curator, "NEEDS_REVIEW", "Manual")
    assert [event.verb for event in Event.objects.all()] == ["added"]
    with pytest.raises(Stale):
        add_one(entry=replace(entry, wording=replace(entry.wording, criterion_name="Another design")), by=curator, at=NOW)
    assert broken() == []

"""Tags and categories: every row that carries one says what became of it, and the index follows."""

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.curating.adding import Entry, add_one
from assay.descriptors.curating.terms import AnyTerm, NameTaken, add_category, kind_of, merge, rename, set_retired
from assay.descriptors.models import Category, Descriptor, Tag
from assay.descriptors.search import indexer
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.review.invariants import broken
from assay.standards.models import Skill
from tests.descriptors.search.asking import ask
from tests.factories import (
    NOW,
    CategoryFactory,
    SkillFactory,
    TagFactory,
    UserFactory,
    admin,
    approved,
    draft,
    imported,
    sa,
    scm,
    secretariat,
    sent,
)

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("made", [TagFactory.create, CategoryFactory.create], ids=["tag", "category"])
Make = Callable[..., AnyTerm]


def put_on(term: AnyTerm, *rows: Descriptor) -> None:
    term.descriptors.add(*rows)


def carried_by(row: Descriptor, term: AnyTerm) -> list[str]:
    """Return the names that a row carries, of this kind of term."""
    return sorted(one.name for one in (row.tags if isinstance(term, Tag) else row.categories).all())


def in_every_state(skill: Skill) -> list[Descriptor]:
    author = scm(skill)
    written = [draft(skill, author, name=f"Written {n}") for n in range(3)]
    sent(written[1], by=author)
    approved(written[2], by=sa(skill))
    gone = imported(skill, name="Deleted", deleted_at=NOW, deleted_by=author)
    return [*written, imported(skill), gone]


@KINDS
def test_a_renamed_term_leaves_an_event_on_every_row_that_carries_it(skill: Skill, curator: User, made: Make) -> None:
    term, rows, other = made(name="Dust"), in_every_state(skill), imported(skill, name="Other")
    put_on(term, *rows)
    before = {row.pk: row for row in Descriptor.objects.all()}

    rename(term=term, name="Clean air", was="Dust", by=curator, at=NOW)

    for row in Descriptor.objects.filter(pk__in=[row.pk for row in rows]):
        was, event = before[row.pk], Event.objects.get(subject=row.uid, change=row.change)
        assert (row.change, row.version, row.batch_status, row.quality_indicator) == (
            was.change + 1,
            was.version,
            was.batch_status,
            was.quality_indicator,
        )
        assert (event.verb, event.actor) == ("term_renamed", curator)
        assert carried_by(row, term) == ["Clean air"]
    assert Descriptor.objects.get(pk=other.pk).change == 1
    assert Event.objects.filter(subject=term.uid, verb="renamed").count() == 1
    assert timeline_of("descriptor", rows[3].uid, UserFactory.create())[-1].sentence == (
        f"The administrator renamed a {kind_of(term)} of it, now “Clean air”"
    )
    assert broken() == []


@KINDS
def test_of_two_that_are_merged_one_survives_and_the_rows_follow(skill: Skill, curator: User, made: Make) -> None:
    term, into, third = made(name="Dust"), made(name="Clean air"), made(name="Third")
    rows, both = in_every_state(skill), imported(skill, name="Both")
    put_on(term, *rows, both)
    put_on(into, both)
    put_on(third, rows[3])
    states = list(Descriptor.objects.order_by("pk").values_list("batch_status", "quality_indicator", "version", "wording_key"))

    merge(term=term, into=into, told=6, by=curator, at=NOW)

    found = list(Descriptor.objects.order_by("pk"))
    assert [carried_by(row, term) for row in found] == [["Clean air"]] * 4 + [["Clean air", "Third"]] + [["Clean air"]]
    assert list(Descriptor.objects.order_by("pk").values_list("batch_status", "quality_indicator", "version", "wording_key")) == states
    assert Event.objects.filter(verb="term_merged").count() == 6
    assert timeline_of("descriptor", both.uid, UserFactory.create())[-1].sentence == (
        f"The administrator merged the {kind_of(term)} “Dust” of it into “Clean air”"
    )
    assert timeline_of(kind_of(term), term.uid, curator)[-1].sentence == (
        f"The administrator merged the {kind_of(term)} “Dust” into “Clean air”"
    )
    assert broken() == []


@KINDS
def test_a_merge_twice_is_one_and_what_was_merged_before_forwards_to_the_last(skill: Skill, curator: User, made: Make) -> None:
    first, second, last = made(), made(), made()
    merge(term=first, into=second, told=0, by=curator, at=NOW)
    merge(term=second, into=last, told=0, by=curator, at=NOW)

    assert merge(term=second, into=last, told=0, by=curator, at=NOW) == last

    for term in (first, second):
        term.refresh_from_db()
        assert term.merged_into == last
    assert Event.objects.filter(verb="merged").count() == 2


def test_whoever_types_a_merged_tag_gets_the_one_that_it_became(skill: Skill, curator: User) -> None:
    term, into = TagFactory.create(name="Dust"), TagFactory.create(name="Clean air")
    merge(term=term, into=into, told=0, by=curator, at=NOW)
    details = writing.Details(tags=("dust", "clean air"))
    entry = Entry(Wording("Home page design", ("", "Basic", "", "")), skill, "Manual", tags=("Dust", "Clean air"))

    rows = [draft(skill, scm(skill), details=details), add_one(entry=entry, by=curator, at=NOW)]

    assert [list(row.tags.all()) for row in rows] == [[into], [into]]


@KINDS
def test_a_merge_that_is_not_possible_changes_nothing(skill: Skill, curator: User, made: Make) -> None:
    term, into, retired, merged = made(), made(), made(retired_at=NOW), made()
    put_on(term, imported(skill))
    merge(term=merged, into=into, told=0, by=curator, at=NOW)
    merged.refresh_from_db()

    for other, says in ((term, "Choose another"), (retired, "was retired"), (merged, "was merged meanwhile")):
        with pytest.raises(DomainError, match=says):
            merge(term=term, into=other, told=1, by=curator, at=NOW)
    with pytest.raises(Stale, match="Look at the number again"):
        merge(term=term, into=into, told=0, by=curator, at=NOW)

    assert Descriptor.objects.get().change == 1
    assert not Event.objects.filter(verb="term_merged").exists()


@KINDS
def test_a_name_is_unique_whatever_its_case(curator: User, made: Make) -> None:
    term, other = made(name="Übung"), made(name="Dust")

    with pytest.raises(NameTaken, match="Merge the two") as refused:
        rename(term=other, name="  ÜBUNG ", was="Dust", by=curator, at=NOW)
    rename(term=term, name="übung", was="Übung", by=curator, at=NOW)

    term.refresh_from_db()
    assert (refused.value.term, term.name) == (term, "übung")


@KINDS
def test_a_rename_is_refused_where_it_was_renamed_meanwhile(curator: User, made: Make) -> None:
    term = made(name="Dust")
    rename(term=type(term).objects.get(pk=term.pk), name="Air", was="Dust", by=curator, at=NOW)

    with pytest.raises(Stale, match="it is “Air” now"):
        rename(term=term, name="Clean air", was="Dust", by=curator, at=NOW)

    assert Event.objects.filter(verb="renamed").count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "one, two"])
def test_a_name_that_cannot_be_typed_is_refused(curator: User, name: str) -> None:
    with pytest.raises(Invalid):
        rename(term=TagFactory.create(name="Dust"), name=name, was="Dust", by=curator, at=NOW)

    assert Tag.objects.get().name == "Dust"


@KINDS
def test_a_retired_one_stays_where_it_is_and_comes_back(skill: Skill, curator: User, made: Make) -> None:
    term, row = made(name="Dust"), imported(skill)
    put_on(term, row)

    for retired in (True, True, False, False):
        set_retired(term=term, retired=retired, by=curator, at=NOW)
        assert (term in type(term).objects.offered()) != retired
        assert carried_by(row, term) == ["Dust"]

    assert [event.verb for event in Event.objects.filter(subject=term.uid).order_by("position")] == ["retired", "brought_back"]
    assert Descriptor.objects.get().change == 1


def test_a_category_is_added_once(curator: User) -> None:
    uid = uuid.uuid4()

    made = [add_category(uid=uid, name=" Clean  air", by=curator, at=NOW) for _ in range(2)]
    with pytest.raises(NameTaken, match="is there already"):
        add_category(uid=uuid.uuid4(), name="clean air", by=curator, at=NOW)

    category = Category.objects.get()
    assert (made, category.name, category.uid) == ([category, category], "Clean air", uid)
    assert Event.objects.get().verb == "created"


def test_only_administrators_change_them(skill: Skill) -> None:
    term, into = TagFactory.create(name="Dust"), TagFactory.create()
    for person in (secretariat(), sa(skill), scm(skill), UserFactory.create()):
        for act in (
            lambda by=person: rename(term=term, name="Air", was="Dust", by=by, at=NOW),
            lambda by=person: merge(term=term, into=into, told=0, by=by, at=NOW),
            lambda by=person: set_retired(term=term, retired=True, by=by, at=NOW),
            lambda by=person: add_category(uid=uuid.uuid4(), name="Air", by=by, at=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()

    assert not Event.objects.exists()


def test_the_search_index_follows(skill: Skill, curator: User) -> None:
    row, reader = imported(skill), UserFactory.create()
    dust, air = TagFactory.create(name="Dust"), TagFactory.create(name="Air")
    put_on(dust, row)
    indexer.catch_up()
    rename(term=dust, name="Workshop", was="Dust", by=curator, at=NOW)
    assert ask(reader, "dust ").total == 0  # left out until it is read again
    indexer.catch_up()
    assert ask(reader, "workshop ").rows == [row.uid]

    merge(term=dust, into=air, told=1, by=curator, at=NOW)
    assert ask(reader, "workshop ").total == 0
    indexer.catch_up()

    assert ask(reader, "tag:air").rows == ask(reader, "air ").rows == [row.uid]
    assert ask(reader, "workshop ").total == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_a_tag_into_different_ones_one_is_told() -> None:
    term, one, two = (TagFactory.create() for _ in range(3))
    row, by = imported(), admin()
    put_on(term, row)
    start, refused = threading.Barrier(2), []

    def act(into: Tag) -> None:
        try:
            start.wait(timeout=10)
            merge(term=term, into=into, told=1, by=by, at=NOW)
        except DomainError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(into,)) for into in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    term.refresh_from_db()
    assert len(refused) == 1
    assert list(row.tags.all()) == [term.merged_into]
    assert Descriptor.objects.get().change == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [rename, merge], ids=["rename", "merge"])
def test_a_row_that_loses_its_tag_meanwhile_keeps_its_count(act: Callable[..., AnyTerm]) -> None:
    skill, by, taken_off = SkillFactory.create(), admin(), threading.Event()
    author, term, into = scm(skill), TagFactory.create(name="dust"), TagFactory.create(name="air")
    row = draft(skill, author)
    put_on(term, row)
    known: dict[str, object] = {"name": "clean air", "was": "dust"} if act is rename else {"into": into, "told": 1}

    def take_off() -> None:
        try:
            with transaction.atomic():
                writing.edit(descriptor=row, seen=1, wording=row.wording, details=writing.Details(), by=author, at=NOW)
                taken_off.set()
                threading.Event().wait(1)  # the other one has come as far as this row's lock
        finally:
            connection.close()

    thread = threading.Thread(target=take_off)
    thread.start()
    taken_off.wait(timeout=10)
    with suppress(Stale):
        act(term=term, by=by, at=NOW, **known)
    thread.join(timeout=30)

    row.refresh_from_db()
    assert list(row.tags.all()) == []
    assert broken() == []
    writing.edit(descriptor=row, seen=row.change, wording=Wording("Another name", row.levels, row.wsos_section_id), by=author, at=NOW)

"""The index is derived: it may be lost, broken, old or of another database, and heals."""

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from assay.descriptors.models import Descriptor, Tag
from assay.descriptors.recording import fact_of
from assay.descriptors.search import index, indexer, store
from assay.history.models import Event
from assay.history.record import Fact, record
from assay.home.health import without_index
from tests.descriptors.search.asking import ask, names
from tests.factories import NOW, SkillFactory, UserFactory, imported


def rename(row: Descriptor, name: str, *, by: Any = None) -> None:
    Descriptor.objects.filter(pk=row.pk).alter(seen=row.change, criterion_name=name)
    row.refresh_from_db()
    record([fact_of(row, "curated")], by=by, at=NOW)


def until(true: Callable[[], bool], seconds: float = 8) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


@contextmanager
def following() -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=indexer.follow_forever, args=(stop,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


@pytest.mark.django_db
def test_changes_are_added_and_rows_that_are_gone_are_taken_out() -> None:
    reader, skill = UserFactory.create(), SkillFactory.create()
    renamed, deleted = imported(skill, name="Old name"), imported(skill, name="Deleted")
    indexer.catch_up()
    rename(renamed, "New name")
    Descriptor.objects.filter(pk=deleted.pk).alter(seen=1, deleted_at=NOW, deleted_by=reader)
    deleted.refresh_from_db()
    record([fact_of(deleted, "deleted")], by=None, at=NOW)
    imported(skill, name="Added")

    indexer.catch_up()

    assert sorted(names(ask(reader))) == ["Added", "New name"]
    assert ask(reader, "old ").total == 0
    assert store.snapshot().searcher.num_docs == 3  # two rows and the mark
    assert store.snapshot().mark == indexer.last_mark()


@pytest.mark.django_db
def test_a_renamed_tag_is_found_by_its_new_name() -> None:
    reader, tag = UserFactory.create(), Tag.objects.create(name="Dust")
    imported(SkillFactory.create()).tags.add(tag)
    indexer.catch_up()
    tag.name = "Clean air"
    tag.save()
    record([Fact("tag", tag.uid, "renamed")], by=None, at=NOW)

    indexer.catch_up()

    assert (ask(reader, "air ").total, ask(reader, "dust ").total) == (1, 0)


@pytest.mark.django_db
def test_without_an_index_the_database_answers_and_says_so() -> None:
    reader = UserFactory.create()
    row = imported(SkillFactory.create())
    assert ask(reader, "home").degraded
    indexer.catch_up()
    assert not ask(reader, "home").degraded

    shutil.rmtree(store.root())

    page = ask(reader, "home")
    assert (page.degraded, page.rows) == (True, [row.uid])
    indexer.catch_up()
    assert not ask(reader, "home").degraded


def break_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("{", encoding="utf-8")


def break_files(folder: Path) -> None:
    for file in folder.iterdir():
        if file.name not in {"meta.json", ".managed.json"}:
            size = file.stat().st_size
            file.unlink()  # truncated in place it would end a process that has it open
            file.write_bytes(b"x" * size)


def break_pointer(folder: Path) -> None:
    (folder.parent / store.CURRENT).write_text("nonsense", encoding="utf-8")


def remove_files(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [break_meta, break_files, break_pointer, remove_files])
def test_a_broken_index_is_not_used_and_is_made_anew(harm: Callable[[Path], None]) -> None:
    reader = UserFactory.create()
    imported(SkillFactory.create())
    indexer.catch_up()
    harm(store.current_folder())
    store.OPENED.clear()  # as a new process finds it

    assert ask(reader, "home").degraded
    indexer.catch_up()
    assert not ask(reader, "home").degraded
    assert len(list(store.root().glob("build-*"))) == 1


@pytest.mark.django_db
def test_an_index_of_another_version_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = UserFactory.create()
    imported(SkillFactory.create())
    indexer.catch_up()
    monkeypatch.setattr(store, "fingerprint", lambda: "of another schema")

    assert ask(reader).degraded
    indexer.catch_up()
    assert not ask(reader).degraded


@pytest.mark.django_db
def test_an_index_of_another_database_is_not_used() -> None:
    reader = UserFactory.create()
    imported(SkillFactory.create())
    mark = indexer.last_mark()
    indexer.catch_up()
    foreign = store.Mark(mark.position, str(uuid.uuid4()))

    with pytest.raises(store.Unavailable, match="another database"):
        index.pending_after(foreign)
    assert not indexer.is_of_this_database(foreign)
    with pytest.raises(store.Unavailable, match="another database"):
        indexer.events_after(foreign)
    assert not ask(reader).degraded


@pytest.mark.django_db
def test_with_too_much_changed_the_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_PENDING", 2)
    monkeypatch.setattr(index, "LATE", timedelta(days=36_500))
    reader, skill = UserFactory.create(), SkillFactory.create()
    imported(skill)
    indexer.catch_up()
    imported(skill)
    imported(skill)
    assert (ask(reader).degraded, ask(reader).total) == (False, 1)

    imported(skill)

    assert (ask(reader).degraded, ask(reader).total) == (True, 4)


@pytest.mark.django_db
def test_what_nobody_follows_any_more_is_found_in_the_database() -> None:
    reader, skill = UserFactory.create(), SkillFactory.create()
    imported(skill)
    indexer.catch_up()
    imported(skill)

    with time_machine.travel(NOW + timedelta(seconds=2)):
        assert (ask(reader).degraded, ask(reader).total, without_index(timezone.now())) == (False, 1, [])
    with time_machine.travel(NOW + timedelta(seconds=4)):
        assert (ask(reader).degraded, ask(reader).total) == (True, 2)
        (said,) = without_index(timezone.now())
        assert "Does `assay worker` run?" in said
        indexer.catch_up()
        assert (ask(reader).degraded, ask(reader).total, without_index(timezone.now())) == (False, 2, [])


@pytest.mark.django_db
def test_only_one_writes() -> None:
    with store.lock() as mine, store.lock() as theirs:
        assert (mine, theirs) == (True, False)
        assert store.is_followed()
        assert not indexer.catch_up()
    assert not store.is_followed()


@pytest.mark.django_db(transaction=True)
def test_the_indexer_follows_and_the_person_who_changed_something_finds_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PATIENCE", 5.0)  # how long it takes is measured in benchmarks/search
    person, skill = UserFactory.create(), SkillFactory.create()
    row = imported(skill, name="Old name")
    with following():
        assert until(lambda: not ask(person).degraded)
        rename(row, "New name", by=person)

        assert names(ask(person, "new ")) == ["New name"]

        shutil.rmtree(store.root(), ignore_errors=True)  # the indexer removes some files itself
        assert until(lambda: not ask(person).degraded)
        assert names(ask(person, "new ")) == ["New name"]
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_the_command_rebuilds_and_says_how_the_index_stands(capsys: pytest.CaptureFixture[str]) -> None:
    imported(SkillFactory.create())
    with pytest.raises(CommandError, match="there is no index yet"):
        call_command("index")

    call_command("index", "rebuild")
    call_command("index")

    said = capsys.readouterr().out
    assert said.startswith("1 descriptors indexed in ")
    assert "1 descriptors, 0 events behind" in said


@pytest.mark.django_db
def test_where_a_worker_writes_the_command_leaves_it_to_the_worker(capsys: pytest.CaptureFixture[str]) -> None:
    indexer.catch_up()
    with store.lock():
        call_command("index", "rebuild")

    assert capsys.readouterr().out == "The worker makes the index anew now.\n"
    with pytest.raises(store.Unavailable):
        store.snapshot()

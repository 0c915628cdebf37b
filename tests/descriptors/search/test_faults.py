"""A damaged, locked or full place for the index: the search answers from the database, says so, and the index heals by itself."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.search import counting, index, indexer, store
from tests.descriptors.search.asking import ask
from tests.factories import SkillFactory, UserFactory, imported

pytestmark = pytest.mark.django_db
HOLDER = """
import fcntl, os, sys, time
fcntl.flock(os.open(sys.argv[1], os.O_RDWR), fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""
WORDS = ("home", "page", "design", "ho")


@pytest.fixture
def reader() -> User:
    skill = SkillFactory.create()
    for number in range(30):
        imported(skill, name=f"Home page design {number}")
    indexer.catch_up()
    return UserFactory.create()


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build be old enough to be given up at once."""
    monkeypatch.setattr(store, "SETTLED", 0.0)


def holds(reader: User, *, heals: bool = True) -> None:
    """Hold that the answers stay complete, and that after the indexer's next look they come from the index again."""
    for word in WORDS:
        found = ask(reader, word)
        assert (found.total, *found.facets["skill"].values()) == (30, 30)
    if heals:
        indexer.catch_up()
        assert all((ask(reader, word).total, ask(reader, word).degraded) == (30, False) for word in WORDS)
        assert len(list(store.root().glob("build-*"))) == 1


@pytest.mark.parametrize("kind", [".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term"])
@pytest.mark.parametrize("seed", range(3))
def test_files_full_of_rubbish_never_break_a_page(reader: User, kind: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated
    for file in store.current_folder().glob(f"*{kind}"):
        content = bytearray(file.read_bytes())
        for _ in range(max(8, len(content) // 100)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        file.unlink()  # who has it open keeps the old one
        file.write_bytes(content)
    store.OPENED.clear()  # as a new process finds it

    for word in WORDS:
        ask(reader, word)
    store.forget_if_settled()
    holds(reader)


@pytest.mark.parametrize("failing", [ValueError("rubbish"), OSError("gone")])
def test_counts_that_fail_beside_the_search_come_from_the_database(
    reader: User, monkeypatch: pytest.MonkeyPatch, failing: Exception
) -> None:
    def fails(_part: counting.Part) -> None:
        raise failing

    monkeypatch.setattr(counting.Part, "counts", fails)
    found = ask(reader, "home")
    assert (found.total, found.degraded, len(found.rows)) == (30, False, 20)
    assert list(found.facets["skill"].values()) == [30]
    with pytest.raises(store.Unavailable):
        store.current_folder()


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_files_cut_off_are_noticed_by_the_next_process(reader: User, share: float) -> None:
    for name in sorted(file.name for file in store.current_folder().iterdir() if file.suffix and not file.name.startswith(".")):
        path = store.current_folder() / name
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[: int(len(content) * share)])
        store.OPENED.clear()
        holds(reader)
        if not (store.current_folder() / name).exists():  # the new build has other names
            break


def test_the_page_says_so_while_the_index_is_away(reader: User, client: Client) -> None:
    client.force_login(reader)
    shutil.rmtree(store.root())
    answer = client.get("/library/?q=home")
    assert answer.status_code == 200
    assert "The search index is being prepared" in answer.content.decode()
    assert answer.context["listing"].page.total == 30
    indexer.catch_up()
    assert "The search index is being prepared" not in client.get("/library/?q=home").content.decode()


def test_the_indexer_heals_what_a_reader_found_damaged(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.current_folder()

    def panics(_asking: object) -> None:
        raise type(store.PANIC, (BaseException,), {})("the engine gave up")

    with monkeypatch.context() as once:
        once.setattr(index, "look", panics)  # what the engine does with files that no test can make at will
        assert ask(reader, "home").degraded
    assert not (store.root() / store.CURRENT).exists()
    holds(reader)
    assert store.current_folder() != first


def test_a_full_disk_keeps_what_is_there_and_leaves_nothing_half_written(reader: User) -> None:
    with small_files(4_096):
        with pytest.raises((OSError, ValueError)):
            indexer.build()
        assert len(list(store.root().glob("build-*"))) == 1
        holds(reader, heals=False)
    shutil.rmtree(store.current_folder())
    with small_files(4_096):
        with pytest.raises((OSError, ValueError)):
            indexer.catch_up()
        assert ask(reader, "home").degraded
        holds(reader, heals=False)
    holds(reader)


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """Let no file grow beyond some bytes: the system refuses as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_lock_of_a_dead_process_holds_nobody_up(reader: User) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(store.root() / store.LOCK)], stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert not indexer.catch_up()  # a living one writes
        assert store.is_followed()
        os.kill(holder.pid, signal.SIGKILL)
    assert not store.is_followed()
    assert indexer.catch_up()
    holds(reader)


@pytest.mark.parametrize("harm", ["directory", "file"])
def test_a_place_that_cannot_be_written_is_no_error_page(reader: User, harm: str) -> None:
    lock = store.root() / store.LOCK
    lock.unlink()
    lock.mkdir() if harm == "directory" else lock.symlink_to("/nowhere/at/all")
    imported(SkillFactory.create(), name="Added meanwhile")
    assert not store.is_followed()
    assert ask(reader, "home").total == 30

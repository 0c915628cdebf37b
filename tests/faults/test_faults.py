"""A database that is gone or busy, and a disk that takes nothing: an answer that people can read, and nothing half done."""

import errno
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.history.models import Event
from assay.web.faults import cannot_be_written
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="arranged with SQLite's own means")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="arranged with PostgreSQL's own means")
Written = tuple[Client, dict[str, Any]]


@pytest.fixture
def written() -> Written:
    """Return a signed-in SCM's client, and what they typed into the form of a new descriptor."""
    use = make.StandardSectionFactory.create()
    client = Client(raise_request_exception=False)
    client.force_login(make.scm(use.standard.skill))
    hidden = {"uid": uuid.uuid4(), "skill": use.standard.skill.code, "change": 0, "new_section_uid": uuid.uuid4()}
    levels = {f"score{number}": f"Even within {4 - number} mm" for number in range(4)}
    return client, hidden | levels | {"criterion_name": "Gaps between the tiles", "wsos_section": use.section.uid}


def saved() -> tuple[int, int]:
    """Return how many descriptors and events there are."""
    return Descriptor.objects.count(), Event.objects.count()


def post(written: Written, **headers: str) -> Any:
    """Send the form of a new descriptor."""
    client, data = written
    return client.post(reverse("write"), data, headers=headers)


def test_the_form_is_one_that_saves(written: Written) -> None:
    """Without a fault; else the tests below would prove nothing."""
    assert post(written).status_code == 302
    assert saved() == (1, 1)


# A disk that is full or read-only


@on_sqlite
def test_a_read_only_database_answers_507_and_reading_goes_on(written: Written) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    answer = post(written)
    library = written[0].get(reverse("library"))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = OFF")

    assert answer.status_code == 507
    assert "disk is full or cannot be written" in answer.content.decode()
    assert "Going back keeps what you typed" in answer.content.decode()
    assert library.status_code == 200
    assert saved() == (0, 0)
    assert post(written).status_code == 302


@on_sqlite
def test_a_full_disk_answers_507_and_nothing_is_half_done(written: Written) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        cursor.execute("CREATE TABLE filler AS SELECT zeroblob(?) AS pages", [cursor.fetchone()[0] * 4096])
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    client, data = written
    answer = client.post(reverse("write"), data | {f"score{n}": "Even within 1 mm. " * 200 for n in range(4)})
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")

    assert answer.status_code == 507
    assert answer.headers["Retry-After"] == "5"
    assert saved() == (0, 0)
    assert post(written).status_code == 302


def test_a_disk_that_fills_up_while_a_file_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("assay.importing.views.upload", full)
    client = Client(raise_request_exception=False)
    client.force_login(make.admin())
    answer = client.post(reverse("imports"), {"file": SimpleUploadedFile("scheme.xlsx", b"PK")})
    assert answer.status_code == 507


@pytest.mark.parametrize(
    ("exception", "refused"),
    [
        (OperationalError("database or disk is full"), True),
        (OperationalError("attempt to write a readonly database"), True),
        (OperationalError('could not extend file "base/1/2": No space left on device'), True),
        (DatabaseError("cannot execute INSERT in a read-only transaction"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OSError(errno.ENOENT, "No such file or directory"), False),
        (OperationalError("database is locked"), False),
        (ValueError("the text says that the disk is full"), False),
    ],
)
def test_which_exceptions_mean_a_disk_that_takes_nothing(exception: Exception, refused: bool) -> None:
    assert cannot_be_written(exception) is refused


# A database that is busy or gone


@pytest.fixture
def locked() -> Iterator[Callable[[], None]]:
    """Hold the whole SQLite file from elsewhere until the test lets go."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield lambda: other.execute("ROLLBACK") and None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20000")


@on_sqlite
def test_a_busy_database_answers_503_also_before_a_view_is_reached(written: Written, locked: Callable[[], None]) -> None:
    reads, writes = written[0].get(reverse("library")), post(written)
    locked()

    for answer in (reads, writes):
        page = answer.content.decode()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "try again in a moment" in page
        assert "Traceback" not in page
        assert answer.headers["Content-Security-Policy"]
    assert saved() == (0, 0)
    assert post(written).status_code == 302


@on_sqlite
@pytest.mark.parametrize("header", ["X-Autosave", "HX-Request"])
def test_a_script_is_told_in_a_sentence(header: str, written: Written, locked: Callable[[], None]) -> None:
    answer = post(written, **{header: "true"})
    locked()
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "The database is busy or restarting. Nothing was lost: try again in a moment."


@on_postgresql
def test_a_database_that_ends_the_connection_answers_503_and_serves_again(written: Written) -> None:
    with closing(connection.copy()) as another, another.cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        answer = post(written)
    close_old_connections()  # as a server does after every request, and the test client does not

    assert answer.status_code == 503
    assert post(written).status_code == 302
    assert saved() == (1, 1)


@pytest.mark.parametrize("exception", [OperationalError("the database system is starting up"), InterfaceError("connection already closed")])
def test_a_database_that_is_gone_answers_503_wherever_it_is_noticed(
    exception: Exception, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise exception

    client = written[0]
    places = ["assay.home.views.parts", "assay.web.middleware.policy_of", "assay.accounts.session_store.SessionStore.load"]
    for place in places:
        with monkeypatch.context() as patched:
            patched.setattr(place, gone)
            assert client.get("/").status_code == 503, place
    assert client.get("/").status_code == 200


# A mistake of ours


def test_a_mistake_is_said_to_a_script_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=make.UserFactory.create().pk))
    monkeypatch.setattr("assay.home.views.parts", lambda *_: 1 / 0)
    answer = client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert "Something broke here" in answer.content.decode()

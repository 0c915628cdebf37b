"""`assay doctor` says what is wrong with an installation and what to do, and ends with 1 where something is."""

import io
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.utils import timezone

from assay.home import health
from assay.notifications.models import Job, JobState
from tests.commands.installation import Installation, free_port


class Disk(NamedTuple):
    """What is left on a disk."""

    free: int


def findings(said: str) -> dict[str, str]:
    """Return check → finding."""
    rows = [line.strip() for line in said.splitlines() if line.startswith(" ")]
    return {name: finding for name in health.CHECKS for row in rows if row.startswith(name) and (finding := row.removeprefix(name).strip())}


def test_an_installation_in_order(installation: Installation) -> None:
    done = installation.run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert findings(done.stdout) == dict.fromkeys(health.CHECKS, "in order")
    assert "note: No mail server: mails are kept in" in done.stdout
    assert "note: The database answers searches for now: there is no index yet." in done.stdout


def test_a_configured_one_has_fewer_notes(installation: Installation) -> None:
    assert installation.run("index", "rebuild").returncode == 0
    said = installation.run("doctor", ASSAY_MAIL_URL="smtp://127.0.0.1:25").stdout
    assert "No mail server" not in said
    assert "no index" not in said


def without_static_files(installation: Installation) -> None:
    (installation.folder / "static" / ".fingerprint").unlink()


def without_cache(installation: Installation) -> None:
    installation.sql("DROP TABLE web_cache")


def without_trigger(installation: Installation) -> None:
    installation.sql("DROP TRIGGER history_event_no_update")


def one_migration_back(installation: Installation) -> None:
    installation.sql("DELETE FROM django_migrations WHERE app = 'descriptors' AND name = '0002_batch_workflow'")


BROKEN: dict[Callable[[Installation], None], tuple[str, str]] = {
    without_static_files: ("static files", "Styles and scripts are not collected. Run `assay migrate`."),
    without_cache: ("cache", "The cache's table is missing. Run `assay migrate`."),
    without_trigger: ("history", "are missing: history_event_no_update. Run `assay migrate`."),
    one_migration_back: ("migrations", "Migrations that are not applied: 1. Run `assay migrate`."),
}


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__)
def test_what_is_broken_is_named_with_its_remedy(breaks: Callable[[Installation], None], installation: Installation) -> None:
    name, sentence = BROKEN[breaks]
    breaks(installation)

    done = installation.run("doctor")

    assert (done.returncode, done.stderr) == (1, "CommandError: 1 of 8 checks failed.\n")
    assert findings(done.stdout)[name].endswith(sentence)
    assert {finding for other, finding in findings(done.stdout).items() if other != name} == {"in order"}


def test_the_remedy_helps(installation: Installation) -> None:
    for breaks in (without_static_files, without_cache, without_trigger):
        breaks(installation)
    assert installation.run("migrate").returncode == 0
    assert installation.run("doctor").returncode == 0


def test_an_empty_folder_is_told_to_migrate(tmp_path: Path) -> None:
    done = Installation(tmp_path).run("doctor")
    assert done.returncode == 1
    assert "Migrations that are not applied:" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer(installation: Installation) -> None:
    done = installation.run("doctor", DATABASE_URL=f"postgres://assay@127.0.0.1:{free_port()}/assay")
    assert done.returncode == 1
    assert findings(done.stdout)["database"].startswith("The database does not answer:")
    assert "Traceback" not in done.stderr


def test_a_damaged_database(installation: Installation) -> None:
    (installation.folder / "assay.sqlite3").write_bytes(b"no database" * 1000)
    done = installation.run("doctor")
    assert done.returncode == 1
    assert findings(done.stdout)["database"].startswith("The database does not answer: file is not a database.")


# The rest cannot be arranged on every machine.


@pytest.fixture
def in_order(monkeypatch: pytest.MonkeyPatch, db: None, tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(health, "CHECKS", {name: (lambda: "") for name in health.CHECKS})


def doctor() -> tuple[str, int]:
    """Run the command here; return what it says, and how it ends."""
    said = io.StringIO()
    try:
        call_command("doctor", stdout=said)
    except CommandError as refusal:
        return said.getvalue(), refusal.returncode
    return said.getvalue(), 0


def test_a_disk_that_is_nearly_full(in_order: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(3 * 1024 * 1024))
    assert health.disk().startswith("Only 3 MB are free")


def test_a_folder_that_cannot_be_written(in_order: None, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "data"
    assert health.data_folder() == f"{settings.DATA_DIR} cannot be written (Not a directory). Change its owner, or set ASSAY_DATA_DIR."


def test_a_configuration_that_makes_no_sense(in_order: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "run_checks", lambda: [Error("The route 'x' has no access policy.", id="assay.E001")])
    assert "The route 'x' has no access policy." in health.configuration()


@pytest.mark.parametrize(
    ("version", "told"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False)],
)
def test_an_old_sqlite(version: tuple[int, int, int], told: bool, in_order: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(health.connection, "vendor", "sqlite")
    assert any("may corrupt a shared write-ahead log" in remark for remark in health.remarks()) is told


def test_open_doors_are_told(in_order: None, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = True
    settings.BASE_URL = "http://assay.example.org"
    said, code = doctor()
    assert code == 0
    assert "note: Demonstration mode: anybody may sign in" in said
    assert "note: ASSAY_DEBUG shows the program's inside to everybody." in said
    assert "note: http://assay.example.org is not https" in said


def test_work_that_waits_or_was_given_up_is_told(in_order: None) -> None:
    now = timezone.now()
    for number, (state, ago) in enumerate([(JobState.WAITING, 20), (JobState.WAITING, 5), (JobState.DEAD, 5)]):
        at = now - timedelta(minutes=ago)
        Job.objects.create(kind="mail", key=str(number), state=state, run_after=at, created_at=at)
    said, code = doctor()
    assert code == 0
    assert "note: Jobs that have waited for more than 15 minutes: 1. Does `assay worker` run?" in said
    assert "note: Mails and other jobs that were given up: 1. See" in said

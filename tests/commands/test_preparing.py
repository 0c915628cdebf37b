"""`assay migrate` and `assay demo`: from nothing, and again."""

import stat
from pathlib import Path

from tests.commands.installation import Installation


def test_migrate_makes_an_installation_of_an_empty_folder(tmp_path: Path) -> None:
    empty = Installation(tmp_path / "new" / "data")
    done = empty.run("migrate")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The database and the static files in {empty.folder} are up to date.\n"
    assert empty.run("doctor").returncode == 0
    assert stat.S_IMODE((empty.folder / "secret-key").stat().st_mode) == 0o600
    assert empty.sql("SELECT count(*) FROM standards_skill") == [(64,)]


def test_migrate_again_changes_nothing(installation: Installation) -> None:
    before = installation.dump()
    assert installation.run("migrate").returncode == 0
    assert installation.dump() == before


def test_static_files_that_were_collected_for_development_are_collected_anew(installation: Installation) -> None:
    installation.run("migrate", ASSAY_DEBUG="1")
    assert "Styles and scripts are not collected" in installation.run("doctor").stdout

    installation.run("migrate")

    assert (installation.folder / "static" / "staticfiles.json").exists()
    assert installation.run("doctor").returncode == 0


def test_demo_is_loaded_once(installation: Installation) -> None:
    first = installation.run("demo", ASSAY_DEMO="1")
    loaded = installation.dump()
    second = installation.run("demo", ASSAY_DEMO="1")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "The demonstration library is loaded." in first.stdout
    assert "scm@example.org" in first.stdout
    assert "The demonstration library is there already." in second.stdout
    assert installation.dump() == loaded
    assert installation.run("check-data").returncode == 0

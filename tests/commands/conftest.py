import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.installation import Installation


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder after `assay migrate`."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    done = Installation(folder).run("migrate")
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def installation(prepared: Path, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation that is in order."""
    shutil.copytree(prepared, tmp_path / "data")
    return Installation(tmp_path / "data")

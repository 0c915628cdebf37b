"""`assay adopt` as people run it, and as it dies."""

import io
import json
import re
import shutil
import signal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from tests.commands.conftest import installation, prepared  # noqa: F401  fixtures
from tests.commands.installation import Installation, wait_for
from tests.importing.adopting.tracker import STATES, Tracker, fill, tracker_on

BOSS = ("--as", "boss@example.org")


def adopt(*arguments: str) -> str:
    """Run the command in this process; return what it prints."""
    out = io.StringIO()
    call_command("adopt", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_rehearsal_comes_first_and_the_report_is_the_owners_alone(tracker: Tracker, boss: User, tmp_path: Path) -> None:
    for state in STATES:
        tracker.descriptor(state, criterionName="<i>Home</i> page")
    html, data = tmp_path / "r.html", tmp_path / "r.json"

    told = adopt(tracker.url, *BOSS, "--report", str(html), "--report", str(data))

    assert "nothing was written" in told
    assert not Descriptor.objects.exists()
    assert html.stat().st_mode & 0o077 == 0
    page = html.read_text(encoding="utf-8")
    assert "&lt;i&gt;Home&lt;/i&gt; page" in page
    assert "<i>Home</i>" not in page
    found = json.loads(data.read_text(encoding="utf-8"))
    assert (found["applied"], found["totals"]["Descriptor"]["made"], len(found["rows"])) == (False, 5, 13)

    assert "Now: assay check-data" in adopt(tracker.url, *BOSS, "--apply")
    assert "Nothing was changed." in adopt(tracker.url, *BOSS, "--apply")
    assert Descriptor.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--as", "nobody@example.org"), "There is no active account nobody@example.org."),
        (("--report", "report.pdf"), "a report ends in .html or .json"),
        (("--report", "/never/there.html"), "cannot be written"),
        (("--skill", "Weaving"), "--skill wants NAME=CODE"),
        (("--skill", "Weaving=ZZ"), "There is no skill ZZ here"),
        (("--system", "cis"), "--system wants a name"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tracker: Tracker, boss: User, arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=re.escape(sentence)):
        adopt(tracker.url, *BOSS, *arguments)


@pytest.mark.django_db
def test_the_address_comes_by_standard_input_too(tracker: Tracker, boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{tracker.url}\n"))
    assert "nothing was written" in adopt("-", *BOSS)


@pytest.fixture
def ready(installation: Installation) -> Installation:  # noqa: F811  the fixture
    done = installation.run("user", "create", "boss@example.org", "--admin")
    assert done.returncode == 0
    return installation


def test_a_kill_in_the_middle_leaves_nothing_half_taken_over(ready: Installation, server: str) -> None:
    with tracker_on(server) as tracker:
        fill(tracker, 7, 600)
        before = ready.dump()
        running = ready.start("adopt", tracker.url, *BOSS, "--apply")
        wait_for(lambda: is_writing(ready.folder) or running.process.poll() is not None)
        assert running.process.poll() is None
        running.stop(signal.SIGKILL)

        assert copy_of(ready).dump() == before
        assert ready.run("adopt", tracker.url, *BOSS, "--apply").returncode == 0
        assert ready.sql("SELECT count(*) FROM descriptors_descriptor") == [(600,)]
        assert ready.run("check-data").returncode == 0


def is_writing(folder: Path) -> bool:
    """Return whether a transaction has begun to write into the database."""
    beside = (folder / f"assay.sqlite3-{end}" for end in ("journal", "wal"))
    return any(path.exists() and path.stat().st_size > 0 for path in beside)


def copy_of(ready: Installation) -> Installation:
    """Return the same data elsewhere, as whoever opens it next finds them."""
    folder = ready.folder.with_name("copy")
    shutil.copytree(ready.folder, folder)
    return Installation(folder)

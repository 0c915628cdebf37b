"""`assay import` of a folder, a zip or several files: a line for each, a transaction for each, and none that stops the others."""

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from assay.descriptors.curating.actions import curate
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.importing.many import files
from assay.importing.undoing import undo
from assay.review.invariants import broken
from assay.schemes.models import Scheme
from assay.standards.models import Competition, StandardSection
from tests import factories as make
from tests.formats.hostile import bomb
from tests.formats.sheets import sheet, workbook
from tests.importing.books import JOINTS, LOG, PALETTE, Words, rows_of

pytestmark = pytest.mark.django_db
LATER = JOINTS.but(level1="Closed, with gaps under a millimetre")
GOOD, AGAIN, EARLIER, NEWER = "1_WSC2026.xlsx", "2_WSC2026.xlsx", "0_WSC2024.xlsx", "3_WSC2026.xlsx"
BOMB, TEXT, OTHER = "4_WSC2026.xlsx", "5_WSC2026.xlsx", "6_WSC2026.xlsx"


def data(*words: Words) -> bytes:
    return sheet(*rows_of(*words))


def contents() -> dict[str, bytes]:
    """Return every kind of file: read, the same again, an older and a newer version, a bomb, no workbook, no known layout."""
    same = data(PALETTE)  # a workbook says in its bytes when it was made
    return {
        EARLIER: data(JOINTS),
        GOOD: same,
        AGAIN: same,
        NEWER: data(LATER, PALETTE, LOG),
        BOMB: bomb(),
        TEXT: b"no workbook at all",
        OTHER: workbook({"Kriterien": {1: {"A": "Nr.", "B": "Kriterium", "C": "Punkte"}}}),
    }


ENDS = {EARLIER: "imported", GOOD: "imported", AGAIN: "before", NEWER: "imported", BOMB: "refused", TEXT: "refused", OTHER: "unsure"}


@pytest.fixture(autouse=True)
def competitions(use: StandardSection) -> StandardSection:
    """Return the section of the skill that the workbooks are of; WSC2024 went before."""
    make.CompetitionFactory.create(code="WSC2024")
    return use


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one of each, and with what is no workbook."""
    inside = tmp_path / "in"
    (inside / "below").mkdir(parents=True)
    for name, content in contents().items():
        (inside / name).write_bytes(content)
    (inside / "notes.txt").write_text("nothing")
    (inside / "~$1_WSC2026.xlsx").write_bytes(b"a lock")
    return inside


def run(*arguments: object) -> tuple[dict[str, dict[str, Any]], bool]:
    """Return the lines of a run by file, and whether it failed."""
    out, failed = io.StringIO(), False
    try:
        call_command("import_scheme", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    except CommandError:
        failed = True
    return {line["file"]: line for line in map(json.loads, out.getvalue().splitlines())}, failed


def ends(lines: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: line["end"] for name, line in lines.items()}


def labels(line: dict[str, Any]) -> dict[str, int]:
    return {label: number for label, number in line["labels"].items() if number}


def test_each_file_ends_for_itself(folder: Path) -> None:
    lines, failed = run(folder)

    assert ends(lines) == ENDS
    assert failed
    assert (lines[NEWER]["skill"], lines[NEWER]["competition"], lines[EARLIER]["competition"]) == ("09", "WSC2026", "WSC2024")
    assert labels(lines[NEWER]) == {"changed": 1, "identical": 1, "new": 1}
    assert lines[NEWER]["became"] == {"REWORDED": 1, "MADE": 1, "LINKED": 1}
    assert lines[NEWER]["needs"] == []
    assert "imported before" in lines[AGAIN]["why"]
    assert "/import/" in lines[OTHER]["why"]
    assert Scheme.objects.count() == 3
    assert {row.criterion_name for row in Descriptor.objects.all()} == {JOINTS.name, PALETTE.name, LOG.name}
    assert list(broken()) == []


def test_what_was_reworded_here_since_is_left_and_said(tmp_path: Path) -> None:
    run(saved(tmp_path, EARLIER, data(JOINTS)))
    row, by = Descriptor.objects.get(), make.admin()
    curate(descriptor=row, seen=row.change, by=by, at=make.NOW, wording=replace(row.wording, levels=LOG.levels))

    lines, failed = run(saved(tmp_path, NEWER, data(LATER)), "--as", by.email)

    assert not failed
    assert (labels(lines[NEWER]), lines[NEWER]["became"]) == ({"changed": 1}, {"LINKED": 1})
    assert lines[NEWER]["needs"] == ["1 was changed and is left here as it is."]
    row.refresh_from_db()
    assert row.wording.levels == LOG.levels


def test_what_is_nearly_there_waits_for_a_look(tmp_path: Path) -> None:
    make.imported(make.SkillFactory.create(), name=JOINTS.name, levels=JOINTS.levels)
    indexer.catch_up()
    path = saved(tmp_path, "2_WSC2026.xlsx", data(LATER))

    lines, failed = run(path, "--as", make.admin().email)

    assert not failed
    assert labels(lines["2_WSC2026.xlsx"]) == {"near": 1}
    assert lines["2_WSC2026.xlsx"]["needs"] == ["1 is nearly there already: look whether it is the same."]


def test_a_second_run_changes_nothing_and_says_so(folder: Path) -> None:
    for name in (BOMB, TEXT, OTHER):
        (folder / name).unlink()
    run(folder)
    before = list(Descriptor.objects.values_list("pk", "change"))

    lines, failed = run(folder)

    assert set(ends(lines).values()) == {"before"}
    assert not failed
    assert list(Descriptor.objects.values_list("pk", "change")) == before


def test_a_rehearsal_says_the_same_and_writes_nothing(folder: Path) -> None:
    lines, failed = run(folder, "--dry-run")

    assert failed
    assert ends(lines) == {name: "ready" if end == "imported" else end for name, end in ENDS.items()}
    assert lines[AGAIN]["why"] == f"The same file as {GOOD}."
    assert lines[GOOD]["became"] == {"MADE": 1}
    assert not Scheme.objects.exists()
    assert not Descriptor.objects.exists()


def test_each_import_is_undone_alone(folder: Path) -> None:
    run(folder)
    scheme = Scheme.objects.get(file=GOOD)

    undo(scheme=Scheme.objects.get(file=EARLIER), by=make.admin(), at=make.NOW)

    scheme.refresh_from_db()
    assert scheme.undone_at is None
    assert Scheme.objects.standing().count() == 2


def test_a_zip_is_read_as_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents().items():
            archive.writestr(f"in/{name}", content)
        archive.writestr("__MACOSX/in/1_WSC2026.xlsx", b"rest")

    lines, _failed = run(path)

    assert ends(lines) == {f"in/{name}": end for name, end in ENDS.items()}
    assert Scheme.objects.filter(file=GOOD).exists()


def test_a_damaged_file_in_a_zip_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1_WSC2026.xlsx", data(PALETTE))
        archive.writestr("2_WSC2026.xlsx", b"MARK" * 50)
    path.write_bytes(path.read_bytes().replace(b"MARKMARK", b"BARKMARK", 1))

    lines, failed = run(path)

    assert failed
    assert ends(lines) == {"1_WSC2026.xlsx": "imported", "2_WSC2026.xlsx": "refused"}
    assert "cannot be unpacked" in lines["2_WSC2026.xlsx"]["error"]


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_what_the_workbook_does_not_say_needs_a_person_or_an_option(tmp_path: Path) -> None:
    path = saved(tmp_path, "made.xlsx", data(PALETTE))

    lines, failed = run(path)
    forced, refused = run(path, "--competition", "WSC2027")

    assert (failed, lines["made.xlsx"]["end"]) == (True, "unsure")
    assert "--competition CODE" in lines["made.xlsx"]["why"]
    assert (refused, forced["made.xlsx"]["end"]) == (False, "imported")
    assert Competition.objects.filter(code="WSC2027").exists()


def test_an_scm_imports_drafts_of_their_own_skills_alone(tmp_path: Path, use: StandardSection) -> None:
    path = saved(tmp_path, GOOD, data(PALETTE))
    mine, other = make.scm(use.standard.skill), make.scm(make.SkillFactory.create())

    refused, failed = run(path, "--as", other.email)
    lines, _failed = run(path, "--as", mine.email)

    assert (failed, refused[GOOD]["end"], lines[GOOD]["end"]) == (True, "refused", "imported")
    assert {row.created_by for row in Descriptor.objects.all()} == {mine}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        os.truncate(file.fileno(), files.LARGEST_UPLOAD + 1)

    lines, _failed = run(large, tmp_path / "gone.xlsx", saved(tmp_path, GOOD, data(PALETTE)))

    assert ends(lines) == {"large.xlsx": "refused", "gone.xlsx": "refused", GOOD: "imported"}
    assert "5 MB" in lines["large.xlsx"]["why"]
    assert lines["gone.xlsx"]["why"] == "No such file or directory"


@pytest.mark.parametrize(
    ("limit", "most", "said"), [("MOST_FILES", 6, "more than 6 files"), ("MOST_BYTES", 9_000, "Import them in several runs")]
)
def test_too_much_is_refused_before_anything_is_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, said: str
) -> None:
    monkeypatch.setattr(files, limit, most)

    with pytest.raises(CommandError, match=said):
        call_command("import_scheme", str(folder))

    assert not Scheme.objects.exists()


@pytest.mark.parametrize(("name", "said"), [("empty", "no workbook in it"), ("bad.zip", "no zip|not a zip")])
def test_nothing_to_import_is_said(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK no")

    with pytest.raises(CommandError, match=said):
        call_command("import_scheme", str(tmp_path / name))


def test_the_report_has_a_row_for_each_file_and_where_to_undo_it(folder: Path, tmp_path: Path) -> None:
    report, out, err = tmp_path / "report.html", io.StringIO(), io.StringIO()
    (folder / "below" / "<b>_WSC2026.xlsx").write_bytes(data(LOG))

    with pytest.raises(CommandError, match="3 of 8 files"):
        call_command("import_scheme", str(folder), "--report", str(report), stdout=out, stderr=err)

    page = report.read_text(encoding="utf-8")
    assert all(name in page for name in ENDS)
    assert "below/&lt;b&gt;_WSC2026.xlsx" in page
    assert all(reverse("import_undo", args=[scheme.uid]) in page for scheme in Scheme.objects.all())
    assert page.count("Undo this import") == 4
    assert report.stat().st_mode & 0o077 == 0
    assert "Imported: 4 · Imported before: 1 · Needs a person: 1 · Refused: 2" in out.getvalue()
    assert f"{BOMB}: " in err.getvalue()
    assert "Importing" not in err.getvalue()


@pytest.mark.parametrize("odd", ["one\x1b[2J.xlsx", "o\nne.xlsx", "o\u202ene.xlsx", "one\x9b.xlsx", "one\udcff.xlsx"])
def test_a_name_steers_no_terminal_and_stops_no_report(odd: str, tmp_path: Path) -> None:
    (tmp_path / odd).write_bytes(b"no workbook")
    report, err = tmp_path / "report.html", io.StringIO()
    report.write_text("of an earlier run", encoding="utf-8")
    report.chmod(0o644)

    with pytest.raises(CommandError, match="1 of 1 files were refused"):
        call_command("import_scheme", str(tmp_path), "--report", str(report), stdout=io.StringIO(), stderr=err)

    assert err.getvalue().splitlines()[0].endswith(".xlsx: This is not an Excel workbook (.xlsx).")
    assert (err.getvalue() + report.read_text(encoding="utf-8")).replace("\n", "").isprintable()
    assert report.stat().st_mode & 0o077 == 0


def test_a_report_that_cannot_be_written_stops_it_before_it_begins(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"a report ends in \.html"):
        call_command("import_scheme", str(folder), "--report", "report.pdf")

    assert not Scheme.objects.exists()


def test_a_zip_whose_contents_are_as_long_as_its_mark_is_looked_into_where_it_is_opened() -> None:
    mark = b"PK\x05\x06"
    record = mark + bytes(8) + mark + bytes(6)  # the length of the contents, some 100 MB, reads as another mark

    with pytest.raises(ValueError, match=r"^$"):
        files.check_contents(io.BytesIO(bytes(100) + record))

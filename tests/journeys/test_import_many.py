"""Many workbooks come in together: dropped, settled once, imported each by itself, and one of them taken back."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assay.demo.schemes.write import scheme
from assay.formats import as_cis
from assay.formats.scheme import Aspect, Workbook
from tests.journeys.conftest import Arrives
from tests.journeys.visitor import A_MOMENT, ADMIN, Visitor

pytestmark = pytest.mark.journey

DROP = """files => {
    const carried = new DataTransfer();
    const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    for (const [name, text] of Object.entries(files)) carried.items.add(new File([bytesOf(text)], name));
    return carried;
}"""
MEANT = "Work organization and management"
WRITTEN = "Organising the work, and managing it"


def words(text: str, letter: str) -> str:
    """Return as many words that nobody else has."""
    return " ".join(letter + word[::-1] for word in text.split())


def told_anew(aspect: Aspect, letter: str) -> Aspect:
    """Return an aspect in words of its own."""
    zero, one, two, three = (replace(level, text=words(level.text, letter)) for level in aspect.levels)
    return replace(aspect, description=words(aspect.description, letter), levels=(zero, one, two, three))


def book(letter: str) -> Workbook:
    """Return the scheme of the demonstration in words of its own, with another name for its first section."""
    made = scheme("demo2025_09")
    parts = tuple(replace(part, aspects=tuple(told_anew(one, letter) for one in part.aspects)) for part in made.sub_criteria)
    sections = tuple(replace(one, name=WRITTEN if one.number == 1 else one.name) for one in made.sections)
    return replace(made, sub_criteria=parts, sections=sections)


def written() -> Mapping[str, bytes]:
    """Return two workbooks and a file that is none; the second names no competition."""
    return {
        "es2023_09.xlsx": as_cis.write(book("x")),
        "09_second.xlsx": as_cis.write(replace(book("y"), title="09 Software Applications Development", standards_title="")),
        "notes.xlsx": b"no workbook at all",
    }


def drop(importer: Visitor, files: Mapping[str, bytes]) -> None:
    """Drop files where they may be dropped."""
    importer.goes_to("/import/")
    large = {"name": "large.xlsx", "mimeType": "", "buffer": bytes(6 * 1024 * 1024)}
    importer.page.get_by_label("Workbooks exported from CIS").set_input_files([large])
    importer.sees("large.xlsx has 6.0 MB, more than a workbook may have.")
    carried = importer.page.evaluate_handle(DROP, {name: base64.b64encode(content).decode() for name, content in files.items()})
    importer.page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": carried})
    importer.sees("3 files are chosen.")
    importer.clicks("Read")
    importer.reads_title("3 workbooks")


def test_three_files_are_dropped_settled_imported_and_one_is_undone(arrives: Arrives) -> None:
    admin = arrives(ADMIN)
    drop(admin, written())
    admin.page.get_by_text("Nothing is written before you have said so.").wait_for(timeout=A_MOMENT * 1_000)
    admin.sees("This is not an Excel workbook (.xlsx).")
    admin.sees("Choose its competition.")

    admin.page.get_by_label("Competition: 09_second.xlsx").select_option(label="ES2023")
    admin.page.get_by_label(WRITTEN).select_option(label=MEANT)
    admin.clicks("Save")
    admin.page.get_by_role("button", name="Import the 2 ready…").wait_for(timeout=A_MOMENT * 1_000)
    admin.clicks("Import the 2 ready…")
    admin.reads_title("Import 2 workbooks")
    admin.sees("New 52")
    admin.clicks("Import into the library")
    admin.page.get_by_role("heading", name=re.compile("^Imported")).wait_for(timeout=A_MOMENT * 1_000)
    admin.page.get_by_text("26 made").nth(1).wait_for(timeout=A_MOMENT * 1_000)

    admin.clicks(re.compile("^Undo… es2023_09"))
    admin.reads_title("Undo this import")
    admin.clicks("Undo the import")
    admin.clicks("Run")
    admin.reads_title("3 workbooks")
    admin.sees("Undone")
    admin.goes_to("/import/")
    admin.sees("1 not imported")


def test_a_run_works_without_scripts(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN, java_script_enabled=False)
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in written().items():
        (folder / name).write_bytes(content)
    admin.goes_to("/import/")
    admin.page.get_by_label("Workbooks exported from CIS").set_input_files(sorted(folder.iterdir()))
    admin.clicks("Read")
    admin.reads_title("3 workbooks")
    looks_until_done(admin)

    admin.page.get_by_label("Competition, where a file names none").select_option(label="ES2023")
    admin.page.get_by_label(WRITTEN).select_option(label="Without a section")
    admin.clicks("Save")
    looks_until_done(admin)
    admin.clicks("Import the 2 ready…")
    admin.clicks("Import into the library")
    looks_until_done(admin)
    admin.sees("26 made")


def looks_until_done(importer: Visitor) -> None:
    """Look again until nothing is done in the background."""
    again = importer.page.get_by_role("link", name="Look again")
    for _ in range(int(A_MOMENT)):
        if not again.count():
            return
        importer.page.wait_for_timeout(1_000)
        importer.clicks("Look again")
    raise AssertionError("the background is still at work")

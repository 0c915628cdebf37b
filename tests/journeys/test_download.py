"""What a search finds goes out as files and is read back: a table, and the workbook that CIS takes."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assay.formats import from_cis
from tests.journeys.conftest import Arrives
from tests.journeys.visitor import SCM, Visitor

pytestmark = pytest.mark.journey


def takes(visitor: Visitor, entry: str | re.Pattern[str], folder: Path) -> Path:
    """Take a file from the menu of the page, or from the page that it leads to."""
    with visitor.page.expect_download() as taken:
        visitor.clicks(entry)
    file = folder / taken.value.suggested_filename
    taken.value.save_as(file)
    return file


def test_what_a_search_finds_is_taken_as_a_table_and_as_a_cis_workbook(arrives: Arrives, tmp_path: Path) -> None:
    scm = arrives()
    scm.signs_in(SCM)
    scm.goes_to("/library/?skill=09&q=order&sort=name")
    shown = [each.inner_text() for each in scm.page.locator("[data-row] [data-open]").all()]
    assert 1 < len(shown) < 20

    scm.unfolds("Download")
    table = takes(scm, re.compile(r"^Table \(CSV\)"), tmp_path)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["aspect"] for row in rows] == shown
    assert {row["skill_name"] for row in rows} == {"Software Applications Development"}

    expect(scm.page.locator("details.menu[open]")).to_have_count(0)
    scm.unfolds("Download")
    scm.clicks(re.compile(r"^CIS workbook \(Excel\)…"))
    scm.reads_title("Download")
    scm.sees("No aspect has a mark. Write the marks into column K")
    book = from_cis.read(takes(scm, "Download", tmp_path).read_bytes(), name="taken.xlsx")
    assert book.title == "09 Software Applications Development"
    assert sorted(aspect.description for aspect in book.judgement) == sorted(shown)
    assert all(aspect.section for aspect in book.judgement)
    assert {aspect.description: aspect.levels[3].text for aspect in book.judgement} == {row["aspect"]: row["level_3"] for row in rows}

    scm.clicks("Back")
    expect(scm.page.locator("[data-row] [data-open]").first).to_have_text(shown[0])

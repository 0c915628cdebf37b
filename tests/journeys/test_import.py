"""A marking scheme comes in: what a workbook would make is shown first, then it is in the library with its origin."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assay.demo.schemes.write import scheme
from assay.formats import as_cis
from assay.formats.scheme import Aspect
from tests.conftest import SAMPLES
from tests.journeys.conftest import Arrives
from tests.journeys.stories import find, upload
from tests.journeys.visitor import ADMIN, Visitor

pytestmark = pytest.mark.journey

LEFT_OUT = "Leave it out; it stays in the scheme"
ASPECT = "Common website elements (header, navigation, footer) are responsive"
REAL = SAMPLES / "es2023_17_final.xlsx"


def written(folder: Path, *, changed: int = 0) -> Path:
    """Write the workbook of the demonstration in words of its own, the first few aspects in others still."""
    book, left = scheme("demo2025_09"), changed
    parts = []
    for part in book.sub_criteria:
        aspects = []
        for one in part.aspects:
            other = in_own_words(one)
            if one.is_judgement and left:
                left -= 1
                other = replace(other, description=f"{other.description} at last")
            aspects.append(other)
        parts.append(replace(part, aspects=tuple(aspects)))
    path = folder / f"es2023_09{'_final' if changed else ''}.xlsx"
    path.write_bytes(as_cis.write(replace(book, sub_criteria=tuple(parts))))
    return path


def in_own_words(aspect: Aspect) -> Aspect:
    """Return an aspect of as many words that nobody else has: each is written backwards."""
    zero, one, two, three = (replace(level, text=backwards(level.text)) for level in aspect.levels)
    return replace(aspect, description=backwards(aspect.description), levels=(zero, one, two, three))


def backwards(text: str) -> str:
    """Return a text with each word written backwards."""
    return " ".join(word[::-1] for word in text.split())


def test_a_workbook_becomes_descriptors_of_the_library(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN)
    upload(admin, written(tmp_path))
    admin.sees("Into the library: 26 descriptors, 26 complete")
    admin.sees("39 measured aspects stay in the scheme")
    import_it(admin)
    admin.clicks("See them in the library")
    admin.sees("26 descriptors")


@pytest.mark.skipif(not REAL.is_file(), reason="the real marking schemes are not beside this checkout")
def test_a_real_workbook_is_found_with_its_origin(arrives: Arrives) -> None:
    admin = arrives(ADMIN)
    upload(admin, REAL)
    import_it(admin)
    find(admin, "common website elements", ASPECT)
    admin.clicks(ASPECT)
    admin.sees("Origin")
    admin.sees(REAL.name)


def test_a_later_version_updates_what_changed_and_is_taken_back(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN)
    upload(admin, written(tmp_path))
    import_it(admin)
    upload(admin, written(tmp_path, changed=2))
    admin.sees("2 get a new wording.")
    admin.clicks(re.compile("^Changed 2"))
    admin.page.wait_for_url("**label=changed**")
    admin.sees("differs in E")
    admin.page.get_by_label(re.compile("^What becomes of ")).first.select_option(label=LEFT_OUT)
    expect(admin.page.locator("[data-save-state]")).to_have_text("Your choices are kept.")
    admin.page.reload()
    admin.clicks("Import into the library")
    admin.sees("1 has a new wording.")
    admin.sees("24 were there already.")
    admin.clicks("Undo this import…")
    admin.reads_title("Undo this import")
    admin.sees("1 reads as before the import.")
    admin.clicks("Undo the import")
    admin.sees("This import was undone")
    admin.sees("Nothing of it was kept.")
    upload(admin, written(tmp_path, changed=2))
    admin.sees("2 get a new wording.")


def import_it(admin: Visitor) -> None:
    """Import what was shown."""
    admin.clicks("Import into the library")
    admin.sees("26 descriptors are in the library.")


def test_choices_that_could_not_be_sent_wait_on_the_page(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN)
    upload(admin, written(tmp_path))
    state, becomes = admin.page.locator("[data-save-state]"), admin.page.get_by_label(re.compile("^What becomes of "))
    with admin.without_connection():
        becomes.first.select_option(label=LEFT_OUT)
        expect(state).to_have_text("No connection: your choices wait on this page, so leave it open until they are kept.")
        assert "assay:" not in admin.page.evaluate("Object.keys(localStorage).join()")
    expect(state).to_have_text("Your choices are kept.")
    admin.page.reload()
    expect(becomes.first.locator("option:checked")).to_have_text(LEFT_OUT)


def test_choices_are_kept_after_another_competition_was_chosen(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN)
    upload(admin, written(tmp_path))
    state, becomes = admin.page.locator("[data-save-state]"), admin.page.get_by_label(re.compile("^What becomes of "))
    with admin.page.expect_response(lambda answer: "competition=" in answer.url):
        admin.page.get_by_label("Competition", exact=True).select_option(index=2)
    becomes.first.select_option(label=LEFT_OUT)
    expect(state).to_have_text("Your choices are kept.")

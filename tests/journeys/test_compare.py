"""Descriptors side by side: on a desk, on a phone, and on paper; and the tray that leads there."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Arrives
from tests.journeys.visitor import PHONE, SCM, TELLS_BEYOND, Visitor

pytestmark = pytest.mark.journey


def compares(visitor: Visitor, number: int) -> None:
    """Put the first of the library side by side."""
    visitor.goes_to("/library/?view=cards")
    found = visitor.page.locator("[data-row] [data-open]").evaluate_all("(links) => links.map((link) => link.href.split('/').at(-2))")
    visitor.goes_to("/compare/?" + "&".join(f"d={uid}" for uid in found[:number]))
    visitor.reads_title(f"Compare {number}")


def words(text: str) -> str:
    """Return a text as paper and page have in common: without white space and ligatures."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def texts(page: Page, selector: str) -> list[str]:
    return [words(text) for text in page.locator(selector).all_text_contents()]


def printed(page: Page, *, landscape: bool) -> list[str]:
    """Print on A4; return the words of each page."""
    paper = page.pdf(format="A4", landscape=landscape)
    return [words(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(paper)).pages]


@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
@pytest.mark.parametrize("number", [3, 6])
def test_on_paper_nothing_is_missing_and_what_belongs_together_stays_so(arrives: Arrives, number: int, landscape: bool) -> None:
    scm = arrives(SCM)
    compares(scm, number)
    names = texts(scm.page, "thead h2")
    labels = texts(scm.page, ".compare-level .caps")
    levels = [texts(scm.page, f"tbody:nth-of-type({place}) .rung-text") for place in range(1, 5)]

    sheets = printed(scm.page, landscape=landscape)

    assert [len(names), *map(len, levels)] == [number] * 5
    assert len(sheets) <= 2
    for label, level in zip(labels, levels, strict=True):
        sheet = next(sheet for sheet in sheets if label in sheet)
        assert [text for text in level if text not in sheet] == []
        assert [name for name in names if name not in sheet] == []


def test_on_a_phone_each_has_its_actions_under_its_name(arrives: Arrives) -> None:
    scm = arrives(**PHONE)
    scm.context.add_init_script(TELLS_BEYOND)
    scm.signs_in(SCM)
    compares(scm, 3)
    names = scm.page.locator("thead h2").all_inner_texts()
    acts = scm.page.locator("tfoot td")

    for place, name in enumerate(names):
        expect(acts.nth(place).get_by_text(name, exact=True)).to_be_visible()
    scm.presses(acts.nth(1).get_by_role("link", name=f"Move {names[1]} one place back"))
    expect(scm.page.locator("thead h2")).to_have_text([names[1], names[0], names[2]])
    scm.presses(acts.nth(1).get_by_role("link", name="Leave out"))
    expect(scm.page.locator("thead h2")).to_have_text([names[1], names[2]])


def lays(visitor: Visitor, number: int) -> None:
    """Lay the first of the library into the tray."""
    visitor.goes_to("/library/?view=cards")
    for place in range(number):
        visitor.presses(visitor.page.get_by_role("article").nth(place).get_by_role("button", name=re.compile("^Compare")))
        expect(visitor.page.locator("#tray")).to_contain_text(f"Tray ({place + 1})")


def test_the_tray_is_a_line_that_the_keyboard_unfolds(arrives: Arrives) -> None:
    scm = arrives(SCM)
    lays(scm, 8)
    tray = scm.page.locator("#tray")
    box = tray.bounding_box()
    assert box
    assert box["height"] < 60, "the tray takes more than a line"
    expect(tray.get_by_text("and 5 more")).to_be_visible()

    tray.locator(".tray-fold > summary").focus()
    scm.page.keyboard.press("Enter")
    outs = tray.get_by_role("button", name="Take out")
    expect(outs).to_have_count(8)
    expect(outs.last).to_be_visible()
    outs.last.focus()
    scm.page.keyboard.press("Enter")
    expect(outs).to_have_count(7)
    expect(tray.locator(".tray-fold > summary")).to_be_focused()
    expect(outs.last).to_be_visible()


def test_what_is_said_leaves_the_tray_free_on_a_short_page_and_unfolded(arrives: Arrives) -> None:
    scm = arrives(SCM, reduced_motion="reduce")
    lays(scm, 2)
    scm.goes_to("/library/?q=nothingiscalledso")
    tray, said = scm.page.locator("#tray"), scm.page.locator(".toast").last
    for said_so in ("Saved as “Nothing”", "Copied 2 descriptors."):
        scm.page.evaluate("(words) => document.dispatchEvent(new CustomEvent('assay:say', { detail: words }))", said_so)
        expect(said).to_have_text(said_so)
        above, below = said.bounding_box(), tray.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"]
        tray.locator(".tray-fold > summary").click()


def test_the_tray_leaves_an_opened_line_free(arrives: Arrives) -> None:
    scm = arrives(SCM)
    lays(scm, 2)
    scm.goes_to("/library/?view=table")
    row, preview, tray = scm.page.locator("tr[data-row]").nth(3), scm.page.locator("tr.preview"), scm.page.locator("#tray")
    row.get_by_role("link", name="Preview").focus()
    at = scm.page.evaluate("scrollY")
    scm.page.keyboard.press("p")
    expect(row.locator("[data-preview]")).to_have_attribute("aria-expanded", "true")

    opened, below = preview.bounding_box(), tray.bounding_box()
    assert opened
    assert below
    assert opened["y"] + opened["height"] <= below["y"]
    scm.page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    assert scm.page.evaluate("scrollY") == at

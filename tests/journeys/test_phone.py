"""The main path on a phone: by touch, 390 pixels wide, nothing reaching beyond."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, SKILL, fill, find, release, reword, send
from tests.journeys.visitor import PHONE, SA, SCM, TELLS_BEYOND, Visitor

pytestmark = pytest.mark.journey

BETTER = "The log is opened within a minute and the line of the fault is found"


def test_the_main_path_works_by_touch(arrives: Arrives) -> None:
    scm, sa = on_a_phone(arrives, SCM), on_a_phone(arrives, SA)
    scm.opens("My skills")
    scm.clicks("Write a descriptor")
    scm.clicks(SKILL)
    fill(scm, LOG)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    send(scm, LOG)

    sa.opens("Review")
    sa.clicks(LOG.name)
    reword(sa, 1, BETTER)
    sa.clicks("Approve with my wording")
    sa.sees("1 of 1 decided")
    release(sa, 1)

    scm.opens("Library")
    narrow_down(scm)
    find(scm, "error log", LOG.name)
    scm.clicks(LOG.name)
    scm.sees(BETTER)


def on_a_phone(arrives: Arrives, account: str) -> Visitor:
    """Let somebody arrive with a phone in the hand."""
    visitor = arrives(**PHONE)
    visitor.context.add_init_script(TELLS_BEYOND)
    visitor.signs_in(account)
    return visitor


def narrow_down(scm: Visitor) -> None:
    """The filters are a sheet; a card shows two of its levels, then all four."""
    scm.clicks("Filters")
    sheet = scm.page.locator("#filters")
    expect(sheet).to_be_visible()
    scm.presses(sheet.get_by_label("17 Web Technologies"))
    expect(scm.page.get_by_role("button", name="Filters (1)")).to_have_count(1)
    scm.clicks(re.compile(r"^Show \d+"), within=sheet)
    expect(sheet).to_be_hidden()
    card = scm.page.get_by_role("article").first
    expect(card.get_by_role("listitem")).to_have_count(2)
    scm.clicks("all four levels", within=card)
    expect(card.get_by_role("listitem")).to_have_count(4)


def test_what_was_said_leaves_the_tray_free(arrives: Arrives) -> None:
    scm = arrives(SCM, **PHONE, reduced_motion="reduce")
    scm.goes_to("/library/")
    for number in range(2):
        scm.presses(scm.page.get_by_role("article").nth(number).get_by_role("button", name=re.compile("^Compare")))
        expect(scm.page.locator("#tray")).to_contain_text(f"Tray ({number + 1})")
    scm.page.evaluate("document.dispatchEvent(new CustomEvent('assay:say', { detail: 'Copied 2 descriptors.' }))")
    scm.is_told("Copied 2 descriptors.")
    tray, said = scm.page.locator("#tray").bounding_box(), scm.page.locator(".toast").bounding_box()
    assert tray is not None
    assert said is not None
    assert said["y"] + said["height"] <= tray["y"]
    assert tray["height"] < 80, "the tray takes more than a line"


def test_the_filters_are_a_sheet_that_is_closed_and_cleared_by_touch_and_by_keys(arrives: Arrives) -> None:
    scm = arrives(SCM, **PHONE, reduced_motion="reduce")
    scm.goes_to("/library/")
    first = scm.page.get_by_role("article").first.bounding_box()
    assert first is not None
    assert first["y"] < 340, "the first card stands too low"
    opener, sheet = scm.page.get_by_role("button", name=re.compile("^Filters")), scm.page.locator("#filters")
    opener.focus()
    scm.page.keyboard.press("Enter")
    expect(sheet.get_by_role("heading", name="Filters")).to_be_visible()
    scm.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    scm.presses(opener)
    scm.presses(sheet.get_by_role("button", name="Close the filters"))
    expect(sheet).to_be_hidden()
    scm.presses(opener)
    expect(sheet.get_by_role("link", name="Clear")).to_have_count(0)
    sheet.get_by_role("checkbox", name=re.compile("Web Technologies")).check()
    expect(opener).to_have_text("Filters (1)")
    scm.presses(sheet.get_by_role("link", name="Clear"))
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("checkbox", checked=True)).to_have_count(0)
    scm.presses(sheet.get_by_role("button", name=re.compile("^Show [0-9]+ descriptors")))
    expect(sheet).to_be_hidden()

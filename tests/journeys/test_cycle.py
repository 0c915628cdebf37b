"""A cycle from its start to its last draft, with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import start_cycle
from tests.journeys.visitor import PHONE, SCM, Visitor

pytestmark = pytest.mark.journey


def types(visitor: Visitor, *keys: str) -> None:
    """Press keys one after the other, faster than the answers come."""
    for key in keys:
        visitor.page.keyboard.press(key)


def test_deciding_goes_on_and_what_is_to_change_is_written_one_after_the_other(arrives: Arrives) -> None:
    scm = arrives(SCM)
    start_cycle(scm)
    names = scm.page.locator("#cycle > article h2").all_inner_texts()

    kept = scm.page.get_by_role("navigation", name="By decision").get_by_role("link", name="Kept")
    types(scm, "1")
    scm.is_told(f"“{names[0]}”: Keep")
    expect(kept).to_have_text("Kept1")
    types(scm, "u")
    scm.is_told(f"“{names[0]}”: undecided")
    expect(kept).to_have_text("Kept0")
    types(scm, "2", "2", "3")
    scm.is_told(f"“{names[2]}”: Drop")
    expect(scm.page.locator("#cycle > article:focus-within h2")).to_have_text(names[3])
    expect(scm.page.get_by_role("link", name="Write the 2 to change").first).to_be_visible()

    types(scm, "w")
    scm.page.wait_for_url(re.compile("/write/"))
    scm.sees("0 of 2 to change are written")
    expect(scm.page.get_by_label("Aspect", exact=True)).to_have_value(names[0])
    scm.fills("Aspect", f"{names[0]}, put better")
    scm.clicks("Save and write the next")
    expect(scm.page.get_by_label("Aspect", exact=True)).to_have_value(names[1])
    scm.sees("1 of 2 to change are written")
    scm.fills("Aspect", f"{names[1]}, put better")
    scm.clicks("Save and go back to the cycle")
    scm.page.wait_for_url(re.compile(r"/cycles/[0-9a-f-]+/#a-"))
    expect(scm.page.locator("#cycle > article:focus-within h2")).to_have_text(names[1])
    types(scm, "w")
    scm.reads_title(f"{names[1]}, put better")
    scm.sees("Started from")


def test_on_a_phone_the_bar_is_there_once_it_says_something(arrives: Arrives) -> None:
    scm = arrives(SCM, **PHONE)
    start_cycle(scm)
    bar, first = scm.page.locator(".cycle-bar"), scm.page.locator("#cycle > article").first
    expect(scm.page.locator("#cycle-ways").get_by_role("link")).to_be_hidden()
    assert bar.bounding_box()["width"] == 1  # type: ignore[index]

    first.get_by_role("button", name="Keep").tap()
    scm.is_told(": Keep")
    expect(bar.get_by_role("button", name="Undo")).to_be_visible()
    expect(bar.get_by_role("link", name="1 of")).to_be_visible()

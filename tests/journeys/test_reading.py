"""Reading what was found: with the keys, in cards and in the table, in place and there and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrives
from tests.journeys.visitor import ADMIN, SCM

pytestmark = pytest.mark.journey
ROW = "(node) => document.activeElement.closest('[data-row]') === node"


def settles(page: Page) -> None:
    """Wait until nothing of the page is still being replaced."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')")


def presses(page: Page, key: str) -> None:
    """Press a key once nothing of the page is still being replaced."""
    settles(page)
    page.keyboard.press(key)


@pytest.fixture
def page(arrives: Arrives) -> Page:
    """The library, in front of the SCM."""
    visitor = arrives(permissions=["clipboard-read", "clipboard-write"])
    visitor.signs_in(SCM)
    return visitor.page


@pytest.mark.parametrize("address", ["/library/", "/library/measurements/", "/admin/curation/?show=all"])
def test_one_filter_after_the_other_narrows_the_list(arrives: Arrives, address: str) -> None:
    """The filters stand in what every answer replaces."""
    visitor = arrives()
    visitor.signs_in(ADMIN)
    page = visitor.page
    page.goto(address)
    page.locator("#facet-section > summary").click()
    for number in (1, 2):
        page.locator("#facet-section input[type=checkbox]:not(:checked)").first.check()
        expect(page).to_have_url(re.compile(".*section=" * number))
        settles(page)


@pytest.mark.parametrize("view", ["cards", "table"])
def test_keys_act_on_the_row_in_focus_also_after_the_list_was_replaced(page: Page, view: str) -> None:
    page.goto(f"/library/?view={view}")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search aspects")).to_be_focused()
    page.keyboard.type("order ")
    expect(page).to_have_url(re.compile(r"\?q=order"))
    rows = page.locator("[data-row]")
    expect(rows.first).to_contain_text("order")
    page.get_by_role("combobox", name="Search aspects").blur()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    second = rows.nth(1)
    assert second.evaluate(ROW)
    page.keyboard.press("k")
    assert rows.first.evaluate(ROW)

    presses(page, "c")
    expect(page.get_by_role("status").filter(has_text="Copied 5 rows")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").count("\r\n") == 5
    presses(page, "f")
    expect(rows.first.locator("[data-key=f]")).to_have_attribute("aria-pressed", "true")
    assert rows.first.evaluate(ROW)
    presses(page, "f")
    expect(rows.first.locator("[data-key=f]")).to_have_attribute("aria-pressed", "false")
    presses(page, "x")
    expect(page.locator("#tray")).to_contain_text("Tray (1)")
    presses(page, "x")
    expect(page.locator("#tray")).not_to_contain_text("Tray")

    name = rows.first.locator("[data-open]").inner_text()
    with page.expect_navigation():
        presses(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(page.get_by_role("combobox", name="Search aspects")).to_have_value(re.compile("order"))
    expect(page.locator("[data-row]").first).to_contain_text("order")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Favourite")


def anew(page: Page, step: str) -> None:
    """Step through the history, and wait for the page that is asked for anew."""
    page.wait_for_function("() => document.readyState === 'complete'")
    page.locator("html").evaluate("(here) => here.setAttribute('data-was-here', '')")
    page.evaluate(step)
    expect(page.locator("html[data-was-here]")).to_have_count(0)
    page.wait_for_load_state()


def test_a_search_prints_no_error_where_something_in_the_browser_styled_the_page(page: Page) -> None:
    page.goto("/library/?q=order")
    page.evaluate("""() => document.querySelectorAll("main [id]").forEach((node) => {
        node.style.setProperty("caret-color", "transparent");
        node.style.removeProperty("caret-color");
    })""")
    assert page.locator("main [id][style]").count()
    page.get_by_role("combobox", name="Search aspects").fill("colour ")
    expect(page).to_have_url(re.compile(r"\?q=colour"))
    expect(page.locator("[data-row]").first).to_contain_text("colour", ignore_case=True)
    settles(page)  # and the visitor heard no complaint


def test_back_leads_to_what_stood_there_before_a_search_was_typed(page: Page) -> None:
    page.goto("/library/?sort=name")
    page.keyboard.press("/")
    for part in ("or", "der", " list"):
        page.keyboard.type(part)
        expect(page).to_have_url(re.compile(part.strip() + r"\b"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first).to_contain_text("order")
    settles(page)

    anew(page, "history.back()")
    expect(page).to_have_url(re.compile(r"/library/\?sort=name$"))
    expect(page.get_by_role("combobox", name="Search aspects")).to_have_value("")
    anew(page, "history.forward()")
    expect(page.get_by_role("combobox", name="Search aspects")).to_have_value("order list")


def test_the_printed_list_says_what_was_asked_and_shows_no_controls(page: Page) -> None:
    page.goto("/library/?q=order&quality=EXCELLENT")
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(r"^\d+ descriptors?: order, Exemplary$"))).to_be_visible()
    expect(page.locator("[data-row]").first).to_be_visible()
    expect(page.locator(":is(button, input, select, summary):visible")).to_have_count(0)


def test_a_search_is_saved_with_the_keyboard_from_where_it_is_asked(page: Page) -> None:
    page.goto("/library/?q=order")
    page.get_by_text("Save this search").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of this search")).to_be_focused()
    page.keyboard.type("Orders")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved as “Orders”")).to_be_visible()


def test_a_line_of_the_table_opens_in_place_and_closes_where_it_was(page: Page) -> None:
    page.goto("/library/?view=table")
    for _ in range(6):
        page.keyboard.press("j")
    row, preview = page.locator("tr[data-row]").nth(5), page.locator("tr.preview")
    assert row.evaluate(ROW)
    before = page.evaluate("scrollY")

    page.keyboard.press("p")
    expect(preview).to_have_count(1)
    expect(preview.locator(".rung")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    assert row.evaluate(ROW)
    assert page.evaluate("scrollY") == before

    page.keyboard.press("p")
    expect(preview).to_have_count(1)
    page.keyboard.press("p")
    expect(preview).to_have_count(0)
    page.keyboard.press("p")
    expect(row.locator("[data-preview]")).to_have_attribute("aria-expanded", "true")
    preview.get_by_role("link").first.focus()
    page.keyboard.press("p")
    expect(preview).to_have_count(0)
    expect(row.locator("[data-preview]")).to_have_attribute("aria-expanded", "false")
    row.get_by_role("link", name="Preview").click()
    preview.get_by_role("button", name="Close").click()
    expect(preview).to_have_count(0)


def test_a_card_shows_its_long_levels_in_full_and_folds_them_again(page: Page) -> None:
    page.goto("/library/?view=cards")
    more = page.locator("[data-row] .rung-more")
    expect(more.first).to_be_visible()
    place = page.evaluate("[...document.querySelectorAll('[data-row]')].findIndex((row) => row.querySelector('.rung-more'))")
    for _ in range(place + 1):
        page.keyboard.press("j")
    card = page.locator("[data-row]").nth(place)
    folded = card.bounding_box()

    page.keyboard.press("p")
    expect(card.locator(".rung-more")).to_have_count(0)
    opened = card.bounding_box()
    page.keyboard.press("p")
    expect(card.locator(".rung-more").first).to_be_visible()

    assert folded
    assert opened
    assert opened["height"] > folded["height"]

"""The main path with the keyboard alone, where the focus is always seen and comes back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, SECTION, SKILL, level_field
from tests.journeys.visitor import SCM, Visitor

pytestmark = pytest.mark.journey

FARTHEST = 120
# Whether whoever looks sees where the focus stands: an outline or a shadow, on it or on its label.
IS_MARKED = """() => [document.activeElement, document.activeElement.closest("label")].some((node) => {
    const style = node && getComputedStyle(node);
    const outlined = style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return node === document.body || outlined || (style && style.boxShadow !== "none");
})"""
HAS_FOCUS = "(node) => node === document.activeElement"


@pytest.fixture
def scm(arrives: Arrives) -> Visitor:
    """The SCM, signed in without a mouse."""
    visitor = arrives(permissions=["clipboard-read", "clipboard-write"])
    visitor.goes_to("/sign-in/")
    tab_to(visitor, visitor.page.get_by_role("listitem").filter(has_text=SCM).get_by_role("button"))
    press(visitor, "Enter")
    expect(visitor.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    return visitor


def press(visitor: Visitor, *keys: str) -> None:
    for key in keys:
        visitor.page.keyboard.press(key)


def tab_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until something has the focus; on the way it is always seen where it stands."""
    expect(target).to_have_count(1)
    for _ in range(FARTHEST):
        press(visitor, "Tab")
        assert visitor.page.evaluate(IS_MARKED), f"the focus is not seen on the way to {target}"
        if target.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def follow(visitor: Visitor, place: str) -> None:
    """Go somewhere through the rail."""
    rail = visitor.page.get_by_role("navigation", name="Main", exact=True)
    tab_to(visitor, rail.get_by_role("link", name=re.compile(f"^{place}\\b")))
    press(visitor, "Enter")
    visitor.reads_title(place)
    visitor.page.wait_for_load_state()  # the keys are there once the scripts are


def test_the_search_box_goes_on_with_fields_and_their_values(scm: Visitor) -> None:
    scm.goes_to("/library/")
    box, offers = scm.page.get_by_role("combobox", name="Search aspects"), scm.page.locator("#offers").get_by_role("option")
    press(scm, "/")
    scm.page.keyboard.type("sk")
    expect(offers).to_have_count(1)
    press(scm, "ArrowDown", "Enter")
    expect(box).to_have_value("skill:")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(offers).not_to_have_count(1)

    press(scm, "ArrowDown", "ArrowDown", "ArrowUp")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    press(scm, "Tab")
    expect(box).to_have_value(re.compile(r"^skill:\w+ $"))
    expect(scm.page).to_have_url(re.compile(r"\?q=skill%3A\w+\+"))

    scm.page.keyboard.type("sec")
    expect(offers).to_have_count(2)
    press(scm, "Escape")
    expect(offers).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile("sec$"))
    press(scm, "Tab")
    expect(scm.page.get_by_role("button", name="Search", exact=True)).to_be_focused()


def test_the_arrows_lead_from_the_search_box_into_what_it_found_and_back(scm: Visitor) -> None:
    scm.goes_to("/library/")
    box, cards = scm.page.get_by_role("combobox", name="Search aspects"), scm.page.get_by_role("article")
    press(scm, "/")
    scm.page.keyboard.type("focus")
    scm.page.wait_for_url("**q=focus**")
    expect(cards.first).to_contain_text(re.compile("focus", re.IGNORECASE))

    press(scm, "ArrowDown")
    expect(cards.first.get_by_role("heading").get_by_role("link")).to_be_focused()
    press(scm, "ArrowUp")
    expect(box).to_be_focused()
    expect(box).to_have_value("focus")


def test_the_list_of_keys_names_each_once(scm: Visitor) -> None:
    scm.goes_to("/library/")
    press(scm, "?")
    keys = scm.page.get_by_role("dialog", name="Keys on this page").locator("kbd:visible")
    expect(keys.filter(has_text=re.compile("^x$"))).to_have_count(1)
    assert len(set(keys.all_inner_texts())) == keys.count()


def test_the_first_key_skips_to_the_content(scm: Visitor) -> None:
    scm.goes_to("/library/")
    press(scm, "Tab")
    skip = scm.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press(scm, "Enter")
    expect(scm.page.get_by_role("main")).to_be_focused()
    press(scm, "Tab")
    expect(scm.page.get_by_role("main").get_by_role("link", name="Write a descriptor")).to_be_focused()


def test_search_leaf_through_and_copy(scm: Visitor) -> None:
    follow(scm, "Library")
    press(scm, "/")
    expect(scm.page.get_by_label("Search aspects")).to_be_focused()
    scm.page.keyboard.type("focus")
    press(scm, "Enter")
    scm.page.wait_for_url("**q=focus**")
    cards = scm.page.get_by_role("article")
    expect(cards.first).to_contain_text(re.compile("focus", re.IGNORECASE))

    press(scm, "Tab", "j")
    name = cards.first.get_by_role("heading").get_by_role("link")
    expect(name).to_be_focused()
    press(scm, "c")
    scm.is_told("Copied")
    assert scm.page.evaluate("navigator.clipboard.readText()")

    press(scm, "?")
    expect(scm.page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    press(scm, "Escape")
    expect(scm.page.get_by_role("dialog")).to_have_count(0)
    expect(name).to_be_focused()
    press(scm, "Enter")
    expect(scm.page.get_by_role("heading", name="Facts")).to_be_visible()


def test_a_menu_gives_the_focus_back(scm: Visitor) -> None:
    menu = scm.page.locator(".rail summary")
    tab_to(scm, menu)
    press(scm, "Enter", "ArrowDown")
    expect(scm.page.locator(".rail").get_by_role("link", name="Your account")).to_be_focused()
    press(scm, "Escape")
    expect(menu).to_be_focused()


def test_write_and_send(scm: Visitor) -> None:
    follow(scm, "My skills")
    tab_to(scm, scm.page.get_by_role("main").get_by_role("link", name="Write a descriptor"))
    press(scm, "Enter")
    tab_to(scm, scm.page.get_by_role("main").get_by_role("link", name=SKILL))
    press(scm, "Enter")
    write_by_keys(scm)
    choose_by_keys(scm)

    tab_to(scm, scm.page.get_by_label(re.compile("^Note to the Skill Advisor")))
    scm.page.keyboard.type("Written without a mouse.")
    tab_to(scm, scm.page.get_by_role("button", name="Send 1 to the Skill Advisor"))
    press(scm, "Enter")
    scm.is_told("Sent 1 descriptor")


def write_by_keys(scm: Visitor) -> None:
    """Tab leads from field to field; Ctrl+Enter saves from within one."""
    tab_to(scm, scm.page.get_by_label("Aspect", exact=True))
    scm.page.keyboard.type(LOG.name)
    section = scm.page.get_by_label("WSOS section", exact=True)
    number = section.locator("option", has_text=SECTION).first.inner_text().split()[0]
    tab_to(scm, section)
    scm.page.keyboard.type(number)
    expect(section.locator("option:checked")).to_contain_text(SECTION)
    for level, text in enumerate(LOG.levels):
        tab_to(scm, scm.page.get_by_label(level_field(level)))
        scm.page.keyboard.insert_text(text)
    press(scm, "Control+Enter")
    scm.is_told(f"Saved: {LOG.name}")


def choose_by_keys(scm: Visitor) -> None:
    """j goes from row to row, x chooses the one in focus."""
    follow(scm, "My skills")
    name = scm.page.get_by_role("article").get_by_role("link", name=LOG.name, exact=True)
    for _ in range(FARTHEST):
        press(scm, "j")
        if name.evaluate(HAS_FOCUS):
            break
    press(scm, "x")
    expect(scm.page.get_by_role("checkbox", name=LOG.name)).to_be_checked()
    tab_to(scm, scm.page.get_by_role("button", name="Send 1 to the Skill Advisor…"))
    press(scm, "Enter")
    scm.reads_title("Send to the Skill Advisor")

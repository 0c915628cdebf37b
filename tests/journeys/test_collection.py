"""Notes in a collection: two people write beside one descriptor, the connection goes, the page is closed, and no word is lost."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import SKILL, collect
from tests.journeys.visitor import PHONE, SA, SCM, TELLS_BEYOND, Visitor

pytestmark = pytest.mark.journey

MINE, THEIRS = "Ask for the reason first", "Good for the\nmodule of analysis"


def note_of(visitor: Visitor) -> Locator:
    """The box beside the one descriptor."""
    return visitor.page.get_by_label(re.compile("^Note on "))


def writes(visitor: Visitor, text: str, told: str) -> None:
    """Write a note, and wait for what is said about it."""
    note_of(visitor).fill(text)
    visitor.is_told(told)


def comes_back(visitor: Visitor) -> None:
    """Open the page anew, in another tab, after the one before was closed."""
    url, before = visitor.page.url, visitor.page
    visitor.page = visitor.context.new_page()
    before.close()
    visitor.goes_to(url)


def someone(arrives: Arrives, account: str, device: dict[str, Any]) -> Visitor:
    """Let somebody arrive, who sees it where a page reaches beyond the screen."""
    visitor = arrives(**device)
    visitor.context.add_init_script(TELLS_BEYOND)
    visitor.signs_in(account)
    return visitor


@pytest.mark.parametrize("device", [{}, PHONE], ids=["screen", "phone"])
def test_words_written_without_connection_are_offered_when_the_page_opens_again(arrives: Arrives, device: dict[str, Any]) -> None:
    scm = someone(arrives, SCM, device)
    collect(scm, "record", "For the module of analysis", SKILL)
    with scm.without_connection():
        writes(scm, MINE, "No connection: the note is kept on this device.")
        url, before = scm.page.url, scm.page
        scm.page = scm.context.new_page()
        before.close()
    scm.goes_to(url)

    scm.sees("A note of yours that was not sent is kept on this device:")
    expect(note_of(scm)).to_have_value("")
    with scm.without_connection():  # while they wait to be used
        scm.page.evaluate("navigator.onLine")
    comes_back(scm)
    scm.sees(MINE)
    scm.clicks("Use it")
    scm.is_told("The note is kept.")

    scm.page.reload()
    expect(note_of(scm)).to_have_value(MINE)
    scm.page.wait_for_load_state()
    expect(scm.page.get_by_role("button", name="Use it")).to_have_count(0)


@pytest.mark.parametrize("device", [{}, PHONE], ids=["screen", "phone"])
def test_two_who_write_beside_one_descriptor_lose_nothing(arrives: Arrives, device: dict[str, Any]) -> None:
    scm, sa = someone(arrives, SCM, device), someone(arrives, SA, device)
    collect(scm, "record", "For the module of analysis", SKILL)
    sa.goes_to(scm.page.url)
    writes(scm, THEIRS.splitlines()[0], "The note is kept.")
    note_of(scm).press_sequentially(f"\n{THEIRS.splitlines()[1]}")
    expect(scm.page.locator("[data-was]")).to_have_value(THEIRS)

    with sa.expecting(409):
        writes(sa, MINE, "This note was changed meanwhile.")
        comes_back(sa)
        expect(note_of(sa)).to_have_value(THEIRS)
        sa.clicks("Use it")
        sa.is_told("This note was changed meanwhile.")
        sa.clicks("Keep the note")
        sa.sees("This note was changed while you wrote")
    expect(sa.page.get_by_role("alert").locator("blockquote")).to_have_text(THEIRS)
    expect(sa.page.get_by_label("Your note")).to_have_value(MINE)
    sa.fills("Your note", f"{THEIRS}\n{MINE}")
    sa.clicks("Keep yours")
    expect(note_of(sa)).to_have_value(f"{THEIRS}\n{MINE}")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["screen", "phone"])
def test_a_star_that_is_pressed_off_and_on_again_keeps_its_note(arrives: Arrives, device: dict[str, Any]) -> None:
    scm = someone(arrives, SCM, device)
    scm.goes_to("/library/?view=table&source=SCM")
    line = scm.page.locator("tr[data-row]").first
    star = line.get_by_role("button", name=re.compile("^Favourite: "))
    if star.get_attribute("aria-pressed") == "false":
        scm.presses(star)
    expect(star).to_have_attribute("aria-pressed", "true")
    scm.presses(line.get_by_role("link", name=re.compile("^Add .+ to a collection$")))
    dialog = scm.page.get_by_role("dialog")
    dialog.get_by_label("Favourites").check()
    scm.clicks("Add", within=dialog)
    expect(dialog).to_contain_text("It was in “Favourites” already.")
    scm.clicks("Open the collection", within=dialog)
    scm.page.get_by_label(re.compile("^Note on ")).first.fill(MINE)
    scm.is_told("The note is kept.")

    first = scm.page.get_by_role("article").first.get_by_role("button", name=re.compile("^Favourite: "))
    scm.presses(first)
    scm.sees("Press the star again, and its note is back")
    scm.presses(first)
    expect(first).to_have_attribute("aria-pressed", "true")
    scm.page.reload()

    expect(scm.page.get_by_label(re.compile("^Note on ")).first).to_have_value(MINE)

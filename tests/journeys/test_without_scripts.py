"""The whole way without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import KEYBOARD, LOG, find, return_it, reword, save_search, send, write
from tests.journeys.visitor import PHONE, SA, SCM

pytestmark = pytest.mark.journey

BETTER = "The line is found, and the cause is said aloud before the code is changed"


def test_the_main_path_needs_no_scripts(arrives: Arrives) -> None:
    scm, sa = arrives(SCM, java_script_enabled=False), arrives(SA, java_script_enabled=False)
    for text in (KEYBOARD, LOG):
        write(scm, text)
    send(scm, KEYBOARD, LOG, note="No scripts here.")

    return_it(sa, KEYBOARD, "2 and 3 cannot be told apart.")
    sa.reads_title(LOG.name)
    reword(sa, 2, BETTER)
    sa.clicks("Approve with my wording")
    sa.sees("2 of 2 decided")
    sa.clicks("Release 1…")
    sa.clicks("Release 1 and send 1 mail")

    scm.goes_to("/my-skills/?tab=returned")
    scm.sees("2 and 3 cannot be told apart.")
    find(scm, "error log", LOG.name)
    scm.page.get_by_role("article").filter(has_text=LOG.name).get_by_text("Copy", exact=True).click()
    scm.clicks(re.compile("CIS rows"))
    scm.reads_title("Copy")
    expect(scm.page.get_by_label("Text to copy")).to_have_value(re.compile(re.escape(BETTER)))


@pytest.mark.parametrize("context", [{"java_script_enabled": False}, PHONE], ids=["without scripts", "on a phone"])
def test_a_search_is_saved_changed_renamed_deleted_and_brought_back(arrives: Arrives, context: dict[str, Any]) -> None:
    scm = arrives(SCM, **context)
    save_search(scm, "record", "Records")

    scm.goes_to("/library/")
    scm.unfolds("Saved searches")
    scm.clicks("Records" if context is PHONE else "Saved searches")
    if context is not PHONE:
        scm.clicks("Records")
    expect(scm.page.get_by_label("Search aspects")).to_have_value("record")
    scm.sees_no_more("Save the change")
    scm.page.get_by_label("Search aspects").fill("fault")
    if context is not PHONE:
        scm.clicks("Search")
    scm.clicks(re.compile("^Save the change"))
    scm.is_told("“Records” now asks this.")

    scm.goes_to("/searches/")
    scm.sees("fault")
    scm.unfolds("Rename")
    scm.fills("Name", "Faults")
    scm.clicks("Rename")
    scm.is_told("Renamed.")
    scm.clicks(re.compile("^Delete"))
    scm.sees("“Faults” is deleted.")
    scm.clicks("Undo")
    scm.is_told("The search is back.")
    expect(scm.page.get_by_role("listitem").get_by_role("link", name="Faults")).to_be_visible()

"""The whole way without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import KEYBOARD, LOG, find, return_it, reword, send, write
from tests.journeys.visitor import SA, SCM

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

    scm.goes_to("/my-skills/?tab=returned")
    scm.sees("2 and 3 cannot be told apart.")
    find(scm, "error log", LOG.name)
    scm.page.get_by_role("article").filter(has_text=LOG.name).get_by_text("Copy", exact=True).click()
    scm.clicks(re.compile("CIS rows"))
    scm.reads_title("Copy")
    expect(scm.page.get_by_label("Text to copy")).to_have_value(re.compile(re.escape(BETTER)))

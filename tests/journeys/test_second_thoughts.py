"""What was done can be undone: a draft deleted, a batch sent, a descriptor returned."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import KEYBOARD, LOG, at_once, level_field, return_it, send, write
from tests.journeys.visitor import SA, SCM

pytestmark = pytest.mark.journey

COMMENT = "Say in 1 how long the search may take."


def test_a_deleted_draft_comes_back(arrives: Arrives) -> None:
    scm = arrives(SCM)
    write(scm, LOG)
    scm.clicks("Delete")
    scm.is_told(f"Deleted: {LOG.name}")
    expect(scm.page.get_by_role("link", name=LOG.name)).to_have_count(0)
    scm.clicks("Undo", within=scm.page.locator("body"))
    scm.is_told(f"Restored: {LOG.name}")
    scm.clicks(LOG.name)
    expect(scm.page.get_by_label(level_field(3))).to_have_value(LOG.levels[3])


def test_what_was_sent_is_withdrawn(arrives: Arrives) -> None:
    scm, sa = arrives(SCM), arrives(SA)
    for text in (KEYBOARD, LOG):
        write(scm, text)
    send(scm, KEYBOARD, LOG)
    scm.goes_to("/my-skills/?tab=pending")
    scm.clicks(KEYBOARD.name)
    scm.clicks("Withdraw…")
    scm.sees("the Skill Advisor does not decide it")
    scm.clicks("Withdraw")
    scm.is_told(f"Withdrawn: “{KEYBOARD.name}”; it is a draft again")

    sa.goes_to("/review/")
    sa.sees(LOG.name)
    sa.sees_no_more(KEYBOARD.name)


def test_a_return_is_recalled_until_somebody_works_on_it(arrives: Arrives) -> None:
    scm, sa = arrives(SCM), arrives(SA)
    for text in (KEYBOARD, LOG):
        write(scm, text)
    send(scm, KEYBOARD, LOG)

    return_it(sa, LOG, COMMENT)
    sa.clicks(re.compile(f"^Undo {LOG.name}"))
    sa.is_told(f"“{LOG.name}” waits for your decision again.")
    expect(sa.page.get_by_label(re.compile("^Comment to "))).to_have_value(COMMENT)
    scm.goes_to("/my-skills/?tab=returned")
    expect(scm.page.get_by_role("link", name=LOG.name)).to_have_count(0)

    at_once(sa)
    sa.clicks("Return with comment")
    scm.goes_to("/my-skills/?tab=returned")
    scm.clicks(LOG.name)
    scm.fills(level_field(1), f"{LOG.levels[1]} within five minutes")
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    sa.goes_to("/review/")
    expect(sa.page.get_by_role("button", name=re.compile(f"^Recall {LOG.name}"))).to_have_count(0)
    sa.clicks(LOG.name)
    sa.sees("has started to work on it, so it cannot be recalled any more")

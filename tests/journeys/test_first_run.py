"""From the first words to an approved descriptor in the library; and from a return, over a revision, to the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import (
    KEYBOARD,
    LOG,
    SECTION,
    SKILL,
    Text,
    at_once,
    fill,
    find,
    level_field,
    release,
    return_it,
    reword,
    send,
    write,
)
from tests.journeys.visitor import SA, SCM, Visitor

pytestmark = pytest.mark.journey

COMMENT = "2 and 3 cannot be told apart: what would an Expert see on the screen?"
BETTER = "Focus is always visible and the order follows the page; closing a dialog returns to the top of the page"


def test_from_the_first_words_to_an_approved_descriptor(arrives: Arrives) -> None:
    scm = arrives(SCM)
    write_the_first(scm)
    write_another(scm)
    send(scm, KEYBOARD, LOG, note="The last two of module C.")

    sa = arrives()
    follow_the_mail(sa)
    decide_both(sa)
    release(sa, 2)

    learn_what_was_decided(scm)
    find(scm, "stock list keyboard", KEYBOARD.name)
    scm.clicks(KEYBOARD.name)
    scm.sees(BETTER)
    scm.sees("Approved by SA of 09, 10 and 17")


def write_the_first(scm: Visitor) -> None:
    """Words are kept from the first ones; the page says when they are a draft."""
    scm.opens("My skills")
    scm.clicks("Write a descriptor")
    scm.reads_title("In which skill?")
    scm.clicks(SKILL)
    scm.page.get_by_label("Aspect", exact=True).press_sequentially(KEYBOARD.name)
    scm.is_told("Kept for you, not a draft yet: section and one level missing")
    scm.selects("WSOS section", SECTION)
    scm.sees(re.compile(r"Section \d+ of the standard, \d+ % of the marks"))
    fill(scm, KEYBOARD)
    scm.is_told("Draft saved")
    scm.clicks("Save and write another")
    scm.is_told(f"Saved: {KEYBOARD.name}")


def write_another(scm: Visitor) -> None:
    """The next one begins with the same section."""
    scm.reads_title("New descriptor")
    expect(scm.page.get_by_label("WSOS section", exact=True).locator("option:checked")).to_contain_text(SECTION)
    fill(scm, LOG)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")


def follow_the_mail(sa: Visitor) -> None:
    """The mail about the batch leads, over signing in, to the batch."""
    sa.goes_to("/mails/")
    about = sa.page.get_by_role("listitem").filter(has_text=f"to {SA}").get_by_role("link", name="2 descriptors for your decision")
    sa.waits_for(about)
    about.click()
    sa.sees(LOG.name)
    sa.clicks(re.compile("batches"))
    sa.reads_title("Sign in")
    sa.chooses(SA)
    sa.reads_title("Batch 09-")
    sa.sees("The last two of module C.")


def decide_both(sa: Visitor) -> None:
    """One is approved with better wording, the other goes back with a comment."""
    sa.clicks("Review 2 undecided")
    sa.reads_title(KEYBOARD.name)
    reword(sa, 2, BETTER)
    sa.clicks("Approve with my wording")
    sa.is_told(f"To approve with your wording: “{KEYBOARD.name}”")
    sa.reads_title(LOG.name)
    with sa.expecting(422):
        sa.clicks("Return with comment")
        sa.sees("Write a comment of at least 5 characters")
    sa.fills(re.compile("^Comment to "), COMMENT)
    sa.clicks("Return with comment")
    sa.reads_title("Batch 09-")
    sa.sees("2 of 2 decided")


def learn_what_was_decided(scm: Visitor) -> None:
    """The bell counts; it leads to the batch with the comment, and to what was changed word by word."""
    scm.goes_to("/")
    bell = scm.page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name=re.compile("^Notices"))
    expect(bell).to_contain_text("unread")
    bell.click()
    scm.clicks(re.compile("released decisions on batch .*: 1 approved with changed wording, 1 returned"))
    scm.reads_title("Batch 09-")
    scm.sees(COMMENT)
    scm.clicks(re.compile("^wording changed"))
    scm.reads_title(KEYBOARD.name)
    scm.sees_change(removed="is nice for", added="returns to the top of")


def test_a_returned_descriptor_is_revised_and_approved(arrives: Arrives) -> None:
    scm, sa = arrives(SCM), arrives(SA)
    write(scm, LOG)
    send(scm, LOG)
    return_it(sa, LOG, COMMENT)

    scm.goes_to("/my-skills/?tab=returned")
    scm.sees(COMMENT)
    scm.clicks(LOG.name)
    scm.fills(re.compile("^Your reply"), "3 says now what is there afterwards.")
    better = LOG.levels[3].replace("a test that failed because of it passes afterwards", "a new test holds it from now on")
    scm.fills(level_field(3), better)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    send(scm, LOG, tab="returned")

    look_at_round_two(sa, LOG)
    at_once(sa)
    sa.clicks("Approve")
    sa.is_told(f"Approved: “{LOG.name}”")
    find(scm, "error log", LOG.name)


def look_at_round_two(sa: Visitor, text: Text) -> None:
    """What changed stands beside the earlier comment and the reply."""
    sa.goes_to("/review/")
    row = sa.page.get_by_role("listitem").filter(has_text=text.name).first
    expect(row).to_contain_text("Round 2")
    row.get_by_role("link").click()
    sa.sees("Your comment last time")
    sa.sees(COMMENT)
    sa.sees("3 says now what is there afterwards.")
    sa.sees("1 change since it was returned")
    sa.sees_change(removed="because of it passes", added="holds it from now on")

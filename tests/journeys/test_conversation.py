"""The conversation of a review: a reply that is kept for it, and a guest who takes part for some days and sees nothing else."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import sign_in_by_code
from tests.journeys.visitor import GUEST, SA

pytestmark = pytest.mark.journey
REPLY = "What would an Expert see or measure at this level? Please name it."


def test_an_advisor_puts_a_saved_reply_into_a_return(arrives: Arrives) -> None:
    sa = arrives(SA)
    sa.goes_to("/review/")
    sa.clicks(re.compile("^(Review|Go on with) 09-"))
    decision, box = sa.page.locator("#decision"), sa.page.get_by_label(re.compile("^Comment to "))
    box.fill("Level 2: ")
    sa.presses(decision.get_by_text("Saved replies"))
    sa.clicks(re.compile(r"^Insert\s?: Not observable"), within=decision)
    expect(box).to_have_value(f"Level 2: \n{REPLY}")
    expect(box).to_be_focused()

    sa.presses(decision.get_by_text("Saved replies"))
    with sa.page.expect_popup() as beside:
        sa.clicks(re.compile("^Save this as a reply"), within=decision)
    expect(beside.value.get_by_label("Text", exact=True)).to_have_value(f"Level 2: \n{REPLY}")
    beside.value.get_by_role("button", name="Save", exact=True).click()
    expect(beside.value.get_by_role("listitem").filter(has_text="Level 2:")).to_be_visible()
    expect(decision.locator(".reply").filter(has_text="Level 2:")).to_be_visible()
    expect(decision.get_by_role("button", name=re.compile(r"^Insert\s?: Level 2:"))).to_be_visible()
    beside.value.get_by_role("listitem").filter(has_text="Level 2:").get_by_role("button", name="Delete").click()
    expect(decision.locator(".reply").filter(has_text="Level 2:")).to_have_count(0)
    beside.value.close()
    expect(box).to_have_value(f"Level 2: \n{REPLY}")

    sa.clicks(re.compile("^Return with comment"), within=decision)
    sa.is_told("To return: ")


def test_a_guest_reads_and_comments_one_batch_until_the_invitation_is_taken_back(arrives: Arrives) -> None:
    guest = arrives("")
    sign_in_by_code(guest, GUEST)
    guest.reads_title("Batch 09-")
    guest.sees("Open to you until")
    guest.presses(guest.page.locator("main li a").first)
    guest.unfolds("Write a comment")
    guest.fills("Comment", "Which of the twelve columns is it?")
    guest.clicks("Comment")
    guest.sees("Which of the twelve columns is it?")
    address = guest.page.url
    with guest.expecting(403):
        guest.goes_to("/library/")
        guest.reads_title("This is not open to you")
    guest.clicks("To what you are invited to")
    guest.sees("1 with comments")

    sa = arrives(SA)
    sa.goes_to(address)
    sa.sees("Which of the twelve columns is it?")
    sa.goes_to("/review/")
    sa.clicks(re.compile("^Batch 09-03"))
    sa.clicks(re.compile(r"^Take back\s?: Reviewer from outside"))
    sa.is_told("reads nothing of this batch any more")
    guest.goes_to(address)
    guest.reads_title("Your account waits for a role")

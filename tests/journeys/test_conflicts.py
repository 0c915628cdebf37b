"""Two people, one descriptor: whoever is second sees what happened, and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, at_once, level_field, open_review, release, reword, send, write
from tests.journeys.visitor import DEPUTY, SA, SCM, SECOND_SA, Visitor

pytestmark = pytest.mark.journey

MINE = "The log is opened within a minute and the line of the fault is found"
THEIRS = "The log is opened, filtered by level, and the line of the fault is found"
ALSO_MINE = "The line is found, and the cause is said aloud before the code is changed"


@pytest.fixture
def scm(arrives: Arrives) -> Visitor:
    """The SCM, who has written and sent a descriptor."""
    visitor = arrives(SCM)
    write(visitor, LOG)
    return visitor


def test_the_second_of_two_advisors_is_told_and_keeps_the_comment(arrives: Arrives, scm: Visitor) -> None:
    send(scm, LOG)
    first, second = arrives(SA), arrives(SECOND_SA)
    for advisor in (first, second):
        open_review(advisor, LOG)
    at_once(first)
    first.clicks("Approve")
    first.reads_title("Batch 09-")

    comment = second.page.get_by_label(re.compile("^Comment to "))
    comment.fill("Name in 2 who hears of the cause.")
    with second.expecting(409):
        second.clicks("Return with comment")
        second.reads_title("Somebody was faster")
    second.sees("SA of 09, 10 and 17 approved it")
    expect(comment).to_have_value("Name in 2 who hears of the cause.")
    expect(second.page.get_by_role("button", name="Return with comment")).to_have_count(0)
    second.clicks("Look at it as it is now")
    second.sees("Approved")


def test_the_second_of_two_advisors_keeps_the_better_wording(arrives: Arrives, scm: Visitor) -> None:
    send(scm, LOG)
    first, second = arrives(SA), arrives(SECOND_SA)
    for advisor in (first, second):
        open_review(advisor, LOG)
    at_once(first)
    first.clicks("Approve")
    first.reads_title("Batch 09-")

    reword(second, 1, MINE)
    with second.expecting(409):
        second.clicks("Approve with my wording")
        second.reads_title("Changed while you were writing")
    second.sees("This is not possible any more")
    expect(second.page.get_by_label("Your text")).to_have_value(re.compile(re.escape(MINE)))


def test_an_advisor_chooses_where_the_wording_changed_meanwhile(arrives: Arrives, scm: Visitor) -> None:
    send(scm, LOG)
    sa = arrives(SA)
    open_review(sa, LOG)
    withdraw_reword_and_send_again(scm)

    reword(sa, 1, MINE)
    sa.fills(level_field(2), ALSO_MINE)
    with sa.expecting(409):
        sa.clicks("Approve with my wording")
        sa.reads_title("Changed while you were writing")
    keep(sa, 1, "theirs")
    keep(sa, 2, "mine")
    sa.clicks("Approve with these choices")
    sa.reads_title("Batch 09-")
    release(sa, 1)

    sa.clicks(LOG.name)
    sa.sees("Approved with changed wording")
    sa.sees(THEIRS)
    sa.sees_change(removed="named", added="said aloud")


def withdraw_reword_and_send_again(scm: Visitor) -> None:
    """The SCM thinks again while the Skill Advisor reads."""
    scm.goes_to("/my-skills/?tab=pending")
    scm.clicks(LOG.name)
    scm.clicks("Withdraw…")
    scm.clicks("Withdraw")
    scm.is_told("it is a draft again")
    scm.clicks(LOG.name)
    scm.fills(level_field(1), THEIRS)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    send(scm, LOG)


def keep(visitor: Visitor, number: int, whose: str) -> None:
    """Choose whose text of a level is kept."""
    words = {"mine": "Keep mine", "theirs": "Take theirs"}[whose]
    visitor.page.locator(f"[data-level='{number}']").get_by_text(words).click()


def test_two_managers_of_one_draft_settle_it_level_by_level(arrives: Arrives, scm: Visitor) -> None:
    deputy = arrives(DEPUTY)
    for visitor in (scm, deputy):
        visitor.goes_to("/my-skills/?tab=drafts&skill=09")
        visitor.clicks(LOG.name)
    scm.fills(level_field(1), THEIRS)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")

    deputy.fills(level_field(1), MINE)
    deputy.fills(level_field(2), ALSO_MINE)
    with deputy.expecting(409):
        deputy.clicks("Save")
        deputy.reads_title("Changed while you were writing")
    deputy.sees("SCM of 09 and 17")
    deputy.sees(MINE)
    deputy.sees(THEIRS)
    keep(deputy, 1, "theirs")
    deputy.clicks("Save with these choices")
    deputy.is_told(f"Saved: {LOG.name}")
    expect(deputy.page.get_by_label(level_field(1))).to_have_value(THEIRS)
    expect(deputy.page.get_by_label(level_field(2))).to_have_value(ALSO_MINE)


def test_words_kept_on_the_device_bring_back_what_they_began_as_and_the_skills_they_are_for(arrives: Arrives) -> None:
    scm = arrives(SCM)
    scm.goes_to("/library/?skill=17")
    scm.presses(scm.page.get_by_role("article").first.get_by_role("heading").get_by_role("link"))
    scm.clicks("Write one like it")
    if scm.page.get_by_role("link", name=re.compile("^09 ")).count():
        scm.clicks(re.compile("^09 "))
    source = scm.page.locator("[name=copied_from]").input_value()
    assert source
    with scm.expecting(403):
        scm.page.route("**/scratch/", lambda route: route.fulfill(status=403, content_type="text/plain", body="This page is outdated."))
        scm.unfolds("More: code, tags, other skills")
        scm.page.get_by_label(re.compile("^10 ")).check()
        scm.fills(level_field(1), MINE)
        expect(scm.page.locator("[data-save-state]")).to_have_text("This page is outdated.")
        scm.goes_to("/my-skills/")
        scm.page.unroute_all()

    scm.goes_to("/my-skills/write/?skill=09")
    expect(scm.page.locator("[name=copied_from]")).to_have_value("")
    scm.clicks("Use them")
    expect(scm.page.locator("[name=copied_from]")).to_have_value(source)
    scm.clicks("Save")
    scm.is_told("Saved: ")
    scm.sees("Started from")
    scm.unfolds("More: code, tags, other skills")
    expect(scm.page.get_by_label(re.compile("^10 "))).to_be_checked()


def test_words_kept_on_the_device_meet_what_was_saved_since(arrives: Arrives, scm: Visitor) -> None:
    deputy = arrives(DEPUTY)
    for visitor in (scm, deputy):
        visitor.goes_to("/my-skills/?tab=drafts&skill=09")
        visitor.clicks(LOG.name)
        visitor.reads_title(LOG.name)
    url = scm.page.url
    with scm.expecting(403):
        scm.page.route("**/scratch/", lambda route: route.fulfill(status=403, content_type="text/plain", body="This page is outdated."))
        scm.fills(level_field(1), MINE)
        expect(scm.page.locator("[data-save-state]")).to_have_text("This page is outdated.")
        scm.goes_to("/my-skills/")
        scm.page.unroute_all()
    deputy.fills(level_field(1), THEIRS)
    deputy.clicks("Save")
    deputy.is_told(f"Saved: {LOG.name}")

    scm.goes_to(url)
    expect(scm.page.get_by_label(level_field(1))).to_have_value(THEIRS)
    scm.clicks("Use them")
    expect(scm.page.get_by_label(level_field(1))).to_have_value(MINE)
    scm.is_told("Unsaved changes kept for you")
    scm.page.reload()
    scm.sees("The descriptor was changed since")
    with scm.expecting(409):
        scm.clicks("Save")
        scm.reads_title("Changed while you were writing")
    scm.sees(THEIRS)
    keep(scm, 1, "mine")
    scm.clicks("Save with these choices")
    scm.is_told(f"Saved: {LOG.name}")
    expect(scm.page.get_by_label(level_field(1))).to_have_value(MINE)

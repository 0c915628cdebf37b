"""The coach answers while somebody writes, follows what they change, and asks for a reason where a level is missing."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, choose, fill, level_field
from tests.journeys.visitor import SA, SCM

pytestmark = pytest.mark.journey
REASON = "Level 0 is to be settled with the Experts."


def test_a_vague_word_is_asked_about_until_it_is_replaced(arrives: Arrives) -> None:
    scm = arrives(SCM)
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, LOG)
    scm.sees("The coach has nothing to ask about this wording.")

    scm.fills(level_field(2), "The line is found in a good way")
    scm.sees("“good” is a verdict")
    scm.clicks("Level 2")
    expect(scm.page.get_by_label(level_field(2))).to_be_focused()

    scm.fills(level_field(2), LOG.levels[2])
    scm.sees("The coach has nothing to ask about this wording.")


def test_words_are_underlined_where_they_stand_and_explained_at_the_caret(arrives: Arrives) -> None:
    scm = arrives(SCM)
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, LOG)
    scm.fills(level_field(2), "\U0001f600 The line is found in a good way, and tests are goods")
    underlined = scm.page.locator(".underlines mark")
    expect(underlined).to_have_text(["good"])
    assert underlined.evaluate("mark => mark.previousSibling.data.length") == len("The line is found in a ") + 3  # two halves and a space

    field = scm.page.get_by_label(level_field(2))
    field.press("Home")
    for _letter in "more ":
        field.press("ArrowRight")
    field.press_sequentially("x")
    expect(underlined).to_have_text(["good"])
    expect(scm.page.locator(".explained:visible")).to_contain_text("“good” is a verdict")
    box, behind = field.bounding_box(), scm.page.locator(".underlines:has(mark)").bounding_box()
    assert box == behind

    scm.fills(level_field(2), LOG.levels[2])
    expect(underlined).to_have_count(0)
    expect(scm.page.locator(".explained:visible")).to_have_count(0)


def test_a_question_goes_into_the_comment(arrives: Arrives) -> None:
    scm, sa = arrives(SCM), arrives(SA)
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, replace(LOG, levels=(*LOG.levels[:2], "The line is found in a good way, and the cause is named", LOG.levels[3])))
    scm.clicks("Save")
    choose(scm, LOG)
    scm.clicks(re.compile(r"^Send .* to the Skill Advisor$"))
    scm.is_told("Sent 1 descriptor")

    sa.goes_to("/review/")
    sa.clicks(LOG.name)
    for _twice in range(2):
        sa.page.get_by_role("button", name=re.compile("^Into the comment")).first.click()
    comment = sa.page.locator("[data-review] textarea[name=comment]")
    expect(comment).to_have_value("Level 2: What would you see, hear or touch at 2 that earns this word?")
    expect(comment).to_be_focused()


def test_what_lacks_a_level_is_sent_with_a_reason_that_the_sa_reads(arrives: Arrives) -> None:
    scm, sa = arrives(SCM), arrives(SA)
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, LOG)
    scm.fills(level_field(0), "")
    scm.clicks("Save")
    scm.sees("Level 0 is not described")
    choose(scm, LOG)

    with scm.expecting(422):
        scm.clicks(re.compile(r"^Send .* to the Skill Advisor$"))
        scm.sees("Level 0 missing. Say why it should be sent as it is.")
    scm.fills(re.compile("^Why it should be sent as it is"), REASON)
    scm.clicks(re.compile(r"^Send .* to the Skill Advisor$"))
    scm.is_told("Sent 1 descriptor")

    sa.goes_to("/review/")
    sa.clicks(LOG.name)
    sa.sees(REASON)
    sa.sees("The coach asks 1 question")

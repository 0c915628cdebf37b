"""The coach answers while somebody writes, follows what they change, and asks for a reason where a level is missing."""

import re

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

"""A Skill Advisor is away: somebody decides for them in these days, is told so, and has no right any more once it ends."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import KEYBOARD, LOG, open_review, release, send, write
from tests.journeys.visitor import SA, SCM, Visitor

pytestmark = pytest.mark.journey

DEPUTY, NAME = "sa-digital@example.org", "SA of 39 and 40"


def name_deputy(sa: Visitor) -> None:
    """Leave one skill to another person from today on, for a week."""
    sa.goes_to("/review/")
    sa.clicks("Deputies for an absence")
    sa.clicks("Name a deputy")
    sa.selects("Who decides instead", NAME)
    for code in ("10", "17"):
        sa.page.get_by_role("checkbox", name=re.compile(f"^{code} ")).uncheck()
    sa.fills("Last day", (timezone.localdate() + timedelta(days=7)).isoformat())
    sa.clicks("Name the deputy")
    sa.reads_title("Deputies")
    sa.sees(re.compile(f"{NAME} for SA of 09, 10 and 17"))


def test_a_deputy_decides_in_an_absence_and_not_after_it(arrives: Arrives) -> None:
    scm, sa, deputy = arrives(SCM), arrives(SA), arrives(DEPUTY)
    for text in (KEYBOARD, LOG):
        write(scm, text)
    send(scm, KEYBOARD, LOG)
    deputy.goes_to("/review/")
    expect(deputy.page.get_by_role("link", name=LOG.name)).to_have_count(0)

    name_deputy(sa)

    deputy.goes_to("/notices/")
    deputy.sees(re.compile("You decide for SA of 09, 10 and 17 in 09 Software Applications Development from"))
    open_review(deputy, LOG)
    address = deputy.page.url
    deputy.clicks("Approve")
    deputy.reads_title(KEYBOARD.name)
    deputy.page.get_by_role("navigation", name="You are here").get_by_role("link", name=re.compile("^Batch")).click()
    release(deputy, 1)
    deputy.sees(f"{NAME} for SA of 09, 10 and 17")
    scm.goes_to("/notices/")
    scm.sees(f"approved “{LOG.name}”")

    sa.goes_to("/deputies/")
    sa.clicks(re.compile("^End it now"))
    sa.sees("ended")

    deputy.goes_to("/notices/")
    deputy.sees("You no longer decide for SA of 09, 10 and 17 in 09 Software Applications Development")
    deputy.goes_to("/review/")
    expect(deputy.page.get_by_role("link", name=KEYBOARD.name)).to_have_count(0)
    with deputy.expecting(404):
        deputy.goes_to(address)
        deputy.reads_title("There is nothing here")

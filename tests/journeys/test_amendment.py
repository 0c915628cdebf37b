"""An amendment from the proposal to the library, the old wording shown until then; and one whose target changed meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, at_once, level_field, open_review, send, write
from tests.journeys.visitor import ADMIN, SA, SCM, TEAM, Visitor

pytestmark = pytest.mark.journey

BETTER = "The log is opened within a minute and the line of the fault is found"
MEANWHILE = "The log stays closed; changes are tried until the fault disappears"
WHY = "Experts read “opened” as “opened at some time”."


@pytest.fixture
def address(arrives: Arrives) -> str:
    """The address of a descriptor in the library."""
    scm, sa = arrives(SCM), arrives(SA)
    write(scm, LOG)
    send(scm, LOG)
    open_review(sa, LOG)
    at_once(sa)
    sa.clicks("Approve")
    sa.reads_title("Batch 09-")
    scm.goes_to("/my-skills/?tab=approved")
    scm.clicks("In the library", within=scm.page.get_by_role("article").filter(has_text=LOG.name))
    scm.reads_title(LOG.name)
    return scm.page.url


def propose(scm: Visitor, address: str) -> None:
    """Propose a better level 1, and send it."""
    scm.goes_to(address)
    scm.clicks("Propose an amendment")
    scm.fills(re.compile("^Why it should be amended"), WHY)
    scm.clicks("Begin the amendment")
    scm.sees("It says what the library says")
    expect(scm.page.get_by_label(level_field(1))).to_have_value(LOG.levels[1])
    scm.fills(level_field(1), BETTER)
    scm.sees("1 change to the library's wording")
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    send(scm, LOG)


def test_an_amendment_becomes_the_next_revision(arrives: Arrives, address: str) -> None:
    scm, sa, team = arrives(SCM), arrives(SA), arrives(TEAM)
    propose(scm, address)
    team.goes_to(address)
    team.sees(LOG.levels[1])
    expect(team.page.get_by_text("An amendment is being")).to_have_count(0)
    scm.goes_to(address)
    scm.sees("An amendment is being reviewed")

    open_review(sa, LOG)
    sa.sees("Amendment of #")
    sa.sees(WHY)
    at_once(sa)
    sa.clicks("Approve")
    sa.reads_title("Batch 09-")

    team.goes_to(address)
    expect(team.page.get_by_label("Levels", exact=True)).to_contain_text(BETTER)
    team.unfolds("Revision 1")
    team.clicks("Revision 1 at its own address, to cite it")
    team.sees("An earlier wording")
    team.sees(LOG.levels[1])
    scm.goes_to(address)
    scm.sees("was amended by")


def test_an_amendment_of_what_changed_is_compared_before_it_is_approved(arrives: Arrives, address: str) -> None:
    scm, sa, admin = arrives(SCM), arrives(SA), arrives(ADMIN)
    propose(scm, address)
    admin.goes_to(address)
    admin.clicks("Curate")
    admin.fills(level_field(0), MEANWHILE)
    admin.clicks("Save")
    admin.is_told(f"Saved: {LOG.name}")

    open_review(sa, LOG)
    at_once(sa)
    with sa.expecting(409):
        sa.clicks("Approve")
        sa.reads_title("Changed since the amendment was begun")
    sa.sees("stays closed")
    sa.sees("within a minute")
    sa.clicks("Approve over the newer wording")
    sa.reads_title("Batch 09-")

    scm.goes_to(address)
    levels = scm.page.get_by_label("Levels", exact=True)
    expect(levels).to_contain_text(BETTER)
    expect(levels).to_contain_text(LOG.levels[0])

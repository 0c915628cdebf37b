"""The session ends while somebody types: nothing of it is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.stories import LOG, fill, level_field, sign_in_by_code
from tests.journeys.visitor import SCM

pytestmark = pytest.mark.journey


def test_what_was_typed_survives_the_end_of_the_session(arrives: Arrives) -> None:
    scm, elsewhere = arrives(SCM), arrives()
    sign_in_by_code(elsewhere, SCM)
    scm.goes_to("/my-skills/write/?skill=09")
    elsewhere.goes_to("/me/")
    elsewhere.clicks("Sign out everywhere")

    with scm.expecting(401):
        fill(scm, LOG)
        scm.is_told("You are signed out. Press Save: what you typed is kept while you sign in.")
        scm.clicks("Save")
        scm.reads_title("Sign in")
    scm.chooses(SCM)
    scm.reads_title("You were signed out. What you typed is kept")
    for words in (LOG.name, *LOG.levels):
        scm.sees(words)
    scm.clicks("Send it now")
    scm.is_told(f"Saved: {LOG.name}")
    for number, level in enumerate(LOG.levels):
        expect(scm.page.get_by_label(level_field(number))).to_have_value(level)


def test_what_is_typed_into_a_draft_survives_it_too(arrives: Arrives) -> None:
    scm, elsewhere = arrives(SCM), arrives()
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, LOG)
    scm.clicks("Save")
    scm.is_told(f"Saved: {LOG.name}")
    sign_in_by_code(elsewhere, SCM)
    elsewhere.goes_to("/me/")
    elsewhere.clicks("Sign out everywhere")
    draft = scm.page.url

    with scm.expecting(401):
        scm.page.get_by_label(level_field(2)).fill("Reworded while signed out")
        scm.is_told("You are signed out. Press Save: what you typed is kept while you sign in.")
        assert scm.page.url == draft
        scm.clicks("Save")
        scm.reads_title("Sign in")
    scm.chooses(SCM)
    scm.sees("Reworded while signed out")
    scm.clicks("Send it now")
    scm.is_told(f"Saved: {LOG.name}")
    expect(scm.page.get_by_label(level_field(2))).to_have_value("Reworded while signed out")

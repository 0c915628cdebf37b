"""The review as Skill Advisors live it: sixty with the keyboard alone, two advisors in one batch, a phone that loses its connection."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives
from tests.journeys.product import Product, assay, log_of
from tests.journeys.stories import KEYBOARD, LOG, open_review, release, send, write
from tests.journeys.test_phone import on_a_phone
from tests.journeys.visitor import SA, SCM, SECOND_SA, Visitor

pytestmark = pytest.mark.journey

COMMENT = "Say what is seen at 2."
# What an SCM sends on one day: sixty of skill 09.
SIXTY = """
import uuid
from django.utils import timezone
from assay.accounts.models import User
from assay.descriptors.actions import create
from assay.descriptors.wording import Wording
from assay.review.actions import Row, submit_batch
from assay.standards.models import Skill
from assay.descriptors.models import Descriptor
scm, skill, at = User.objects.get(email="scm@example.org"), Skill.objects.get(code="09"), timezone.now()
section = Descriptor.objects.filter(skill=skill, wsos_section__isnull=False).first().wsos_section_id
texts = ("Nothing of part {n} is there", "Part {n} is there", "Part {n} is there and tested", "Part {n} is there, tested and explained")
words = [Wording(f"Aspect number {n}", tuple(text.format(n=n) for text in texts), section) for n in range(1, 61)]
rows = [create(uid=uuid.uuid4(), skill=skill, wording=one, by=scm, at=at) for one in words]
submit_batch(uid=uuid.uuid4(), skill=skill, rows=[Row(one, one.change) for one in rows], note="All sixty.", by=scm, at=at)
"""


def sixty(product: Product) -> None:
    """Send a batch of sixty."""
    if assay("shell", "-c", SIXTY, data=product.data).wait(60):
        raise RuntimeError(log_of(product.data).read_text())


def open_the_sixty(sa: Visitor) -> None:
    sa.goes_to("/review/")
    sa.page.get_by_role("article").filter(has_text="All sixty.").get_by_role("link", name=re.compile("^Batch")).click()
    sa.reads_title("Batch 09-")


def test_sixty_are_reviewed_with_the_keyboard_alone_and_released_once(arrives: Arrives, product: Product) -> None:
    sixty(product)
    sa = arrives(SA)
    open_the_sixty(sa)
    sa.sees("0 of 60 decided")
    keys = sa.page.keyboard
    keys.press("n")
    for number in range(1, 61):
        sa.reads_title(f"Aspect number {number}")
        sa.page.wait_for_load_state()  # the keys are there once the scripts are
        if number % 20 == 0:
            keys.press("r")
            keys.insert_text(COMMENT)
            keys.press("Control+Enter")
        elif number == 7:
            keys.press("s")  # skipped: it comes last
        else:
            keys.press("a")
    sa.reads_title("Aspect number 7")
    sa.page.wait_for_load_state()
    keys.press("u")
    sa.reads_title("Aspect number 60")
    sa.page.wait_for_load_state()
    expect(sa.page.get_by_label(re.compile("^Comment to "))).to_have_value(COMMENT)
    keys.press("a")
    sa.reads_title("Aspect number 7")
    sa.page.wait_for_load_state()
    keys.press("a")
    sa.reads_title("Batch 09-")
    sa.sees("60 of 60 decided")
    release(sa, 60)

    scm = arrives(SCM)
    scm.goes_to("/mails/")
    expect(scm.page.get_by_role("link", name=re.compile("60 decisions"))).to_have_count(1)
    scm.goes_to("/notices/")
    scm.clicks(re.compile("released decisions on batch .*: 58 approved, 2 returned"))
    scm.sees("60 of 60 decided")


def test_two_advisors_in_one_batch(arrives: Arrives) -> None:
    scm = arrives(SCM)
    for text in (KEYBOARD, LOG):
        write(scm, text)
    send(scm, KEYBOARD, LOG)
    first, second = arrives(SA), arrives(SECOND_SA)
    for advisor in (first, second):
        open_review(advisor, LOG)
    first.clicks("Approve")
    first.reads_title(KEYBOARD.name)

    second.fills(re.compile("^Comment to "), COMMENT)
    with second.expecting(409):
        second.clicks("Return with comment")
        second.reads_title("Decided by another Skill Advisor")
    expect(second.page.get_by_label(re.compile("^Comment to "))).to_have_value(COMMENT)
    second.clicks("Return it instead")
    second.reads_title(KEYBOARD.name)
    second.clicks("Approve")
    release(second, 2)

    first.goes_to("/notices/")
    first.sees(f"decided “{LOG.name}”")
    scm.goes_to("/my-skills/?tab=returned")
    scm.sees(COMMENT)


def test_a_phone_that_loses_its_connection_loses_no_decision(arrives: Arrives, product: Product) -> None:
    sixty(product)
    sa = on_a_phone(arrives, SA)
    open_the_sixty(sa)
    sa.clicks("Review 60 undecided")
    sa.reads_title("Aspect number 1")
    expect(sa.page.locator("[data-unsent]")).to_have_attribute("data-ahead", "10")  # what comes next is fetched ahead

    with sa.without_connection():
        for number in (1, 2, 3):
            sa.reads_title(f"Aspect number {number}")
            if number == 2:
                sa.fills(re.compile("^Comment to "), COMMENT)
            sa.clicks("Return" if number == 2 else "Approve")
        sa.reads_title("Aspect number 4")
        sa.sees("3 not sent yet")
    expect(sa.page.locator("[data-unsent]")).to_be_hidden()

    open_the_sixty(sa)
    sa.sees("3 of 60 decided")
    sa.sees(COMMENT)


def test_a_half_written_comment_to_reviewers_stays_one(arrives: Arrives) -> None:
    sa, scm = arrives(SA), arrives(SCM)
    sa.goes_to("/review/")
    sa.clicks("Order of work over the module")
    sa.reads_title("Order of work over the module")
    sa.page.wait_for_load_state("networkidle")
    sa.page.keyboard.press("c")
    expect(sa.page.get_by_label("Comment", exact=True)).to_be_focused()
    sa.page.keyboard.type("They always write it like this.")
    sa.selects("About", "Level 2")
    sa.page.get_by_label("To reviewers only").check()

    sa.page.reload()
    expect(sa.page.get_by_label("To reviewers only")).to_be_checked()
    sa.page.get_by_label("Comment", exact=True).press("Control+Enter")

    expect(sa.page.locator("#about-level2")).to_contain_text("To reviewers only")
    expect(sa.page.get_by_role("button", name="Return with comment")).to_be_visible()  # Ctrl+Enter sent the comment, and decided nothing
    scm.goes_to(sa.page.url)
    scm.sees_no_more("They always write it like this.")

"""Every page that somebody can reach opens without a complaint, for each role; and no page is out of everybody's reach."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from assay.demo import schemes
from assay.web.access import routes
from tests.journeys.conftest import PATIENCE, SCREEN
from tests.journeys.crawl import Crawl
from tests.journeys.product import Product, serve
from tests.journeys.stories import (
    KEYBOARD,
    LOG,
    SKILL,
    add_to_library,
    bring,
    collect,
    compare_library,
    save_search,
    sign_in_by_code,
    start_cycle,
    upload,
)
from tests.journeys.visitor import ADMIN, GUEST, SA, SCM, SECRETARIAT, TEAM, WAITING, Visitor

pytestmark = pytest.mark.journey

NOBODY = "nobody"
EVERYBODY = (ADMIN, SCM, SA, SECRETARIAT, TEAM, WAITING, GUEST, NOBODY)
# The workbook that the demonstration ships with; it is there already, so the preview says so.
WORKBOOK = Path(schemes.__file__).parent / "demo2025_09.xlsx"

# Nearly the same as two others.
SHORTER = replace(KEYBOARD, levels=(*KEYBOARD.levels[:2], "Focus is always visible and the order follows the page", KEYBOARD.levels[3]))
ANOTHER_LOG = replace(LOG, levels=("The log is not opened", *LOG.levels[1:]))

BY_FORM = {
    "account_confirm_login_code",
    "account_logout",
    "account_request_login_code",
    "account_reset_password_done",
    "ask_question_again",
    "compare_clear",
    "compare_lay",
    "curation_undo",
    "cycle_decide",
    "cycle_rest",
    "decide_many",
    "delete_draft",
    "deputy_end",
    "dismiss_question",
    "duplicates_map",
    "duplicates_undo",
    "favourite",
    "import_run_import",
    "keep_both",
    "kept_discard",
    "kept_send",
    "mail_retry",
    "notice",
    "notices_read",
    "person_give_role",
    "person_invite",
    "person_remove_role",
    "recall",
    "restore_draft",
    "review_comment",
    "review_talk",
    "search_new",
    "sign_in_as_demo",
    "sign_out_everywhere",
    "undo_decisions",
    "use_instead",
}
BY_SCRIPT = {
    "amend_beside",
    "batch_similar",
    "coach_beside",
    "library_complete",
    "library_filter",
    "preview",
    "scratch",
    "section_asks",
    "similar_beside",
    "similar_sections",
}
# Files, and what leads to them where there is much.
BY_DOWNLOAD = {"export", "export_file", "export_forget", "exported", "exported_file"}
BY_MAIL = {
    "accept_invitation",
    "stop_mails",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
}
# A closed account, somebody who waits, a session that ended while typing; a section that nothing uses; a workbook in an unknown layout.
BY_CIRCUMSTANCE = {"account_inactive", "column_mapping_forget", "import_columns", "kept", "section_delete", "waiting"}
WITHOUT_LINK = BY_FORM | BY_SCRIPT | BY_DOWNLOAD | BY_MAIL | BY_CIRCUMSTANCE


def decide_one(sa: Visitor) -> None:
    """Let something wait for release."""
    sa.goes_to("/review/")
    sa.clicks(re.compile("^(Review|Go on with) 09-"))
    sa.clicks("Approve")
    sa.is_told("To approve: ")


def starts(visitor: Visitor, account: str) -> tuple[str, ...]:
    """Return where a visitor begins: nobody at the doors, the advisor at the batch with a guest, since only one batch is opened."""
    if account == NOBODY:
        return "/sign-in/", "/mails/", "/look/"
    if account != SA:
        return ("/",)
    visitor.goes_to("/review/")
    visitor.clicks(re.compile("^Batch 09-03"))
    visitor.sees("Reviewer from outside")
    return urlsplit(visitor.page.url).path, "/"


Crawled = Callable[[str], Crawl]


@contextmanager
def visiting(browser: Browser, product: Product, name: str) -> Iterator[Visitor]:
    """Let somebody visit the product that all share."""
    with browser.new_context(base_url=product.url, viewport=SCREEN) as context:
        context.set_default_timeout(PATIENCE)
        yield Visitor(context, name)


@pytest.fixture(scope="module")
def lived_in(browser: Browser, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product where people have left things unfinished, and a mail has been sent."""
    with serve(library, tmp_path_factory.mktemp("crawl") / "data") as product:
        with visiting(browser, product, SCM) as scm:
            sign_in_by_code(scm, SCM)
            scm.goes_to("/my-skills/write/?skill=09")
            scm.fills("Aspect", "First words")
            scm.is_told("Kept for you, not a draft yet")
            save_search(scm, "record", "Records")
            collect(scm, "record", "For the module of analysis", SKILL)
            start_cycle(scm)
        with visiting(browser, product, SA) as sa:
            sa.signs_in(SA)
            decide_one(sa)
            sa.goes_to("/replies/new/")
            sa.fills("Name", "What is seen")
            sa.fills("Text", "Say what can be seen at this level.")
            sa.clicks("Save")
            sa.reads_title("Saved replies")
        with visiting(browser, product, ADMIN) as admin:
            admin.signs_in(ADMIN)
            upload(admin, WORKBOOK)
            bring(admin, WORKBOOK, Path(schemes.__file__))
            for text in (KEYBOARD, SHORTER, LOG, ANOTHER_LOG):
                add_to_library(admin, text)
            compare_library(admin, finds=KEYBOARD.name)
            admin.clicks(LOG.name)
            admin.clicks("Deliberate variants")
            admin.is_told("Remembered")
        yield product


@pytest.fixture(scope="module")
def crawled(browser: Browser, lived_in: Product) -> Crawled:
    """Crawl as an account, once."""
    done: dict[str, Crawl] = {}
    known: set[str] = set()

    def crawl(account: str) -> Crawl:
        if account not in done:
            with visiting(browser, lived_in, account) as visitor:
                if account != NOBODY:
                    visitor.signs_in(account)
                done[account] = Crawl(visitor, known)
                done[account].begin(*starts(visitor, account))
        return done[account]

    return crawl


@pytest.mark.parametrize("account", EVERYBODY)
def test_every_page_is_sound(crawled: Crawled, account: str) -> None:
    found = crawled(account)
    assert not found.problems, "\n".join(found.problems)


def test_a_link_leads_to_every_route_but_these(crawled: Crawled) -> None:
    reached = set().union(*(crawled(account).opened for account in EVERYBODY))
    assert sorted({str(route.name) for _path, route in routes()} - reached - WITHOUT_LINK) == []

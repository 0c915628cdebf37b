"""Every page that somebody can reach opens without a complaint, for each role."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import SCREEN
from tests.journeys.crawl import Crawl
from tests.journeys.product import Product
from tests.journeys.visitor import ADMIN, SA, SCM, SECRETARIAT, TEAM, WAITING, Visitor

pytestmark = pytest.mark.journey

NOBODY = "nobody"

Crawled = Callable[[str], Crawl]


@pytest.fixture(scope="module")
def crawled(browser: Browser, read_only: Product) -> Crawled:
    """Crawl as an account, once."""
    done: dict[str, Crawl] = {}
    known: set[str] = set()

    def crawl(account: str) -> Crawl:
        if account not in done:
            context = browser.new_context(base_url=read_only.url, viewport=SCREEN)
            done[account] = Crawl(Visitor(context, account), known)
            if account != NOBODY:
                done[account].visitor.signs_in(account)
            done[account].begin("/sign-in/" if account == NOBODY else "/")
            context.close()
        return done[account]

    return crawl


@pytest.mark.parametrize("account", [ADMIN, SCM, SA, SECRETARIAT, TEAM, WAITING, NOBODY])
def test_every_page_is_sound(crawled: Crawled, account: str) -> None:
    found = crawled(account)
    assert not found.problems, "\n".join(found.problems)

"""The visitors notice what goes wrong: each fault is planted once, or a quiet journey would prove nothing."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'nonce-1'"}


@pytest.mark.parametrize(
    ("status", "body", "heard"),
    [
        (200, "<script>document.title = 'inline'</script>", "violates the following Content Security Policy"),
        (200, "<p style='color: red'>inline</p>", "violates the following Content Security Policy"),
        (200, "<script nonce=1>console.error('said')</script>", "the console says: said"),
        (200, "<script nonce=1>null.there</script>", "a script failed"),
        (500, "<p>Sorry</p>", "answered 500"),
        (404, "<p>Not here</p>", "answered 404"),
    ],
)
def test_a_planted_fault_is_noticed(browser: Browser, status: int, body: str, heard: str) -> None:
    visitor = planted(browser, status, body)
    assert [trouble for trouble in visitor.troubles if heard in trouble]


def test_a_quiet_page_and_an_expected_refusal_are_no_trouble(browser: Browser) -> None:
    assert not planted(browser, 200, "<p>Good morning</p>").troubles
    assert not planted(browser, 409, "<p>Somebody was faster</p>", expected=409).troubles


def planted(browser: Browser, status: int, body: str, *, expected: int = 0) -> Visitor:
    """Return somebody who opened a page with a fault in it."""
    context = browser.new_context(base_url="http://127.0.0.1")
    context.route("**/*", lambda route: route.fulfill(status=status, headers=POLICY, content_type="text/html", body=body))
    visitor = Visitor(context, "somebody")
    with visitor.expecting(expected):
        visitor.goes_to("/")
        visitor.page.wait_for_load_state("networkidle")
    context.close()
    return visitor

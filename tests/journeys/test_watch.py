"""The visitors notice what goes wrong: each fault is planted once, or a quiet journey would prove nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.journeys.crawl import Crawl
from tests.journeys.visitor import PHONE, TELLS_BEYOND, Visitor

pytestmark = pytest.mark.journey

POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'nonce-1'; style-src 'nonce-1'; img-src *"}


WIDE = f"<pre>{'wide ' * 200}</pre>"


@pytest.mark.parametrize(
    ("status", "body", "heard"),
    [
        (200, "<script>document.title = 'inline'</script>", "violates the following Content Security Policy"),
        (200, "<p style='color: red'>inline</p>", "violates the following Content Security Policy"),
        (200, "<script nonce=1>console.error('said')</script>", "the console says: said"),
        (200, "<script nonce=1>null.there</script>", "a script failed"),
        (200, WIDE, "pixels beyond the phone"),
        (404, "<p>Not here</p>", "answered 404"),
        (500, "<p>Sorry</p>", "answered 500"),
    ],
)
def test_a_planted_fault_is_noticed(browser: Browser, status: int, body: str, heard: str) -> None:
    with planted(browser, body, status=status) as visitor:
        visitor.goes_to("/")
        visitor.page.wait_for_load_state("networkidle")
    assert [trouble for trouble in visitor.troubles if heard in trouble]


def test_a_quiet_page_and_an_expected_refusal_are_no_trouble(browser: Browser) -> None:
    with planted(browser, "<p>Good morning</p>") as visitor:
        visitor.goes_to("/")
    with planted(browser, "<p>Somebody was faster</p>", status=409) as second, second.expecting(409):
        second.goes_to("/")
    assert not visitor.troubles + second.troubles


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<title>Two</title><h1>One</h1><h1>Two</h1>", "2 headings of the first level"),
        ("<title> · Assay</title><h1>One</h1>", "has no title"),
        (f"<title>Wide</title><h1>One</h1>{WIDE}", "pixels beyond a phone"),
        ("<title>Picture</title><h1>One</h1><img src='/there.png'>", "in light: image-alt (critical)"),
        (
            "<title>Dark</title><style nonce=1>@media (prefers-color-scheme: dark) { body { background: #222 } }</style><h1>One</h1>",
            "in dark: color-contrast (serious)",
        ),
    ],
)
def test_a_planted_flaw_of_a_page_is_found(browser: Browser, body: str, found: str) -> None:
    with planted(browser, body) as visitor:
        crawl = Crawl(visitor, set())
        crawl.look_at("/")
    assert [problem for problem in crawl.problems if found in problem]


@contextmanager
def planted(browser: Browser, body: str, *, status: int = 200) -> Iterator[Visitor]:
    """Let somebody with a phone visit a site whose every page has a fault in it."""
    with browser.new_context(base_url="http://127.0.0.1", **PHONE) as context:
        context.add_init_script(TELLS_BEYOND)
        context.route(
            "**/*", lambda route: route.fulfill(status=status, headers=POLICY, content_type="text/html; charset=utf-8", body=body)
        )
        yield Visitor(context, "somebody")

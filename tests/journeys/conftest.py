"""Browser journeys: each starts the product anew, and fails on whatever a visitor's browser complained about."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.product import Product, demonstration, serve
from tests.journeys.visitor import Visitor

PATIENCE = 10_000
SCREEN = {"width": 1280, "height": 900}
LEFT_BEHIND = Path(tempfile.gettempdir()) / "assay-journeys"
REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()

Arrives = Callable[..., Visitor]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep each phase's report, for whoever cleans up to see whether the journey failed."""
    report: Any = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not here: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration library, loaded once; nobody writes into it."""
    return demonstration(tmp_path_factory.mktemp("journeys") / "library")


@pytest.fixture
def product(library: Path, tmp_path: Path) -> Iterator[Product]:
    """A product of this journey's own."""
    with serve(library, tmp_path / "data") as product:
        yield product


@pytest.fixture
def visitors(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Open browsers at an address; afterwards show what they saw where the journey failed, and fail where they met trouble."""
    met: list[Visitor] = []

    def visit(url: str, name: str, **context: Any) -> Visitor:
        opened = browser.new_context(base_url=url, **({"viewport": SCREEN} | context))
        opened.set_default_timeout(PATIENCE)
        met.append(Visitor(opened, name, touches=context.get("has_touch", False)))
        return met[-1]

    yield visit
    troubles = [trouble for visitor in met for trouble in visitor.troubles]
    if troubles or request.node.stash[REPORTS]["call"].failed:
        folder = LEFT_BEHIND / re.sub(r"[^\w-]+", "-", request.node.name)
        shutil.rmtree(folder, ignore_errors=True)
        for visitor in met:
            visitor.leaves_behind(folder)
        print(f"What the visitors saw last: {folder}")  # noqa: T201  pytest shows it beside the failure
    for visitor in met:
        visitor.context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def arrives(visitors: Callable[..., Visitor], product: Product) -> Arrives:
    """Let somebody arrive: `arrives(SCM)` is signed in, `arrives()` is not; further words are the browser's."""

    def arrive(account: str = "", **context: Any) -> Visitor:
        visitor = visitors(product.url, account or "somebody", **context)
        if account:
            visitor.signs_in(account)
        return visitor

    return arrive

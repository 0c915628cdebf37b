"""A person at a browser, who notices whatever goes wrong in it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

# The accounts of the demonstration, as its sign-in page lists them.
SCM, DEPUTY, SA, SECOND_SA = "scm@example.org", "scm-deputy@example.org", "sa@example.org", "sa-second@example.org"
TEAM, SECRETARIAT, ADMIN = "team@example.org", "secretariat@example.org", "admin@example.org"
WAITING, GUEST = "waiting@example.org", "guest@example.org"

# A phone in the hand, and what tells its holder that a page reaches beyond it.
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TELLS_BEYOND = """addEventListener("load", () => {
    const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (beyond > 0) console.error(`the page reaches ${beyond} pixels beyond the phone`);
});"""

# How long what the worker does may take.
A_MOMENT = 20.0

# The browser's own line about an answer that the visitor judges by its status.
STATUS_LINE = "Failed to load resource: the server responded with a status of"


class Visitor:
    """Somebody with a browser of their own; `troubles` holds what the console, the pages and the server complained about."""

    def __init__(self, context: BrowserContext, name: str, *, touches: bool = False) -> None:
        self.name = name
        self.touches = touches
        self.context = context
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        context.on("console", self.hear)
        context.on("weberror", lambda thrown: self.trouble(f"a script failed: {thrown.error}"))
        context.on("response", self.weigh)
        self.page: Page = context.new_page()

    def trouble(self, what: str) -> None:
        self.troubles.append(f"{self.name}, at {self.page.url}: {what}")

    def hear(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the console are troubles; a refused style or script is one of them."""
        if message.type in {"error", "warning"} and not message.text.startswith(STATUS_LINE):
            self.trouble(f"the console says: {message.text}")

    def weigh(self, response: Response) -> None:
        """An answer that refuses is a trouble unless the story expects it; a fault of the server always is."""
        if response.status >= 500 or (response.status >= 400 and response.status not in self.expected):
            self.trouble(f"{response.request.method} {response.url} answered {response.status}")

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Take these statuses for part of the story."""
        self.expected.update(statuses)
        yield
        self.expected.difference_update(statuses)

    @contextmanager
    def without_connection(self) -> Iterator[None]:
        """Lose the connection for a while; the browser's own line about it is no trouble."""
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self.troubles = [line for line in self.troubles if "net::ERR_INTERNET_DISCONNECTED" not in line]

    def goes_to(self, path: str) -> None:
        self.page.goto(path)

    def signs_in(self, account: str) -> None:
        """Choose an account from the list of the demonstration."""
        self.page.goto("/sign-in/")
        self.chooses(account)
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def chooses(self, account: str) -> None:
        """Press the button of an account, which may be folded away."""
        row = self.page.get_by_role("listitem").filter(has_text=account)
        if not row.is_visible():
            self.unfolds("more account")
        self.presses(row.get_by_role("button"))

    def presses(self, target: Locator) -> None:
        """Press with the finger where there is one, else with the mouse."""
        if self.touches:
            target.tap()
        else:
            target.click()

    def clicks(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Press the button or follow the link of this name; the first where several lead to the same."""
        scope = within or self.page.get_by_role("main")
        exact = isinstance(name, str)
        button = scope.get_by_role("button", name=name, exact=exact)
        link = scope.get_by_role("link", name=name, exact=exact)
        self.presses(button.or_(link).first)

    def unfolds(self, name: str) -> None:
        """Open what is folded under these words."""
        self.presses(self.page.get_by_role("main").locator("summary").filter(has_text=name).first)

    def opens(self, place: str) -> None:
        """Go somewhere through the navigation that is there: the rail, or the bar of a phone."""
        places = self.page.get_by_role("navigation", name=re.compile("^Main"))
        self.presses(places.get_by_role("link", name=re.compile(rf"^{place}\b")))

    def fills(self, label: str | re.Pattern[str], text: str) -> None:
        self.page.get_by_label(label, exact=isinstance(label, str)).fill(text)

    def selects(self, label: str, containing: str) -> None:
        """Choose the option of a list whose words contain some."""
        field = self.page.get_by_label(label, exact=True)
        field.select_option(field.locator("option", has_text=containing).first.get_attribute("value"))

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def sees_no_more(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def reads_title(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def sees_change(self, removed: str, added: str) -> None:
        """A diff marks words as removed and as added."""
        for mark, words in (("del", removed), ("ins", added)):
            expect(self.page.locator(mark).filter(has_text=words).first).to_be_visible()

    def is_told(self, text: str | re.Pattern[str]) -> None:
        """A message says so: among the messages of the page, or in a status line."""
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def waits_for(self, something: Locator) -> None:
        """Reload until it is there: something that happens a moment later, elsewhere."""
        until = time.monotonic() + A_MOMENT
        while not something.count() and time.monotonic() < until:
            self.page.wait_for_timeout(200)
            self.page.reload()
        expect(something).to_be_visible()

    def leaves_behind(self, folder: Path) -> None:
        """Write a picture and the text of every open page."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(self.context.pages, start=1):
            stem = folder / f"{re.sub(r'[^a-z0-9]+', '-', self.name.casefold())}-{number}"
            stem.with_suffix(".html").write_text(f"<!-- {page.url} -->\n{page.content()}", encoding="utf-8")
            page.screenshot(path=stem.with_suffix(".png"), full_page=True)

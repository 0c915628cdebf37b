"""Following every link that somebody is shown, and looking at each page that it leads to."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

# How many pages of one route a visitor opens, beside those whose address asks for something that none of them asked for.
OF_A_ROUTE = 1
PHONE = {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}

# Every part of the page as axe could tell it from another: what it is, how it looks, what it is called by.
PARTS = """[...new Set([...document.body.querySelectorAll("*")].map((node) => [
    node.parentElement.localName, node.parentElement.className, node.localName, node.getAttribute("class"),
    ...[...node.attributes].map((each) => each.name), node.getAttribute("role"), node.getAttribute("type"),
].join(" ")))]"""
LINKS = """[...document.querySelectorAll("a[href]:not([download], [type])")].map((link) => link.href)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is cancelled or never drawn ends for nobody: after two seconds everything counts as still.
STILL = """Promise.race([new Promise((still) => setTimeout(still, 2000)), Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime < Infinity).map((each) => each.finished))])"""
EXAMINED = """async (rules) => {
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error("axe did not end within five minutes")), 300000));
    const found = await Promise.race([late, axe.run({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) })]);
    return found.violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.target.join(" ")) }));
}"""


@dataclass
class Crawl:
    """Where one visitor came, and what is wrong there; `known` holds the parts of pages that axe has examined before."""

    visitor: Visitor
    known: set[str]
    opened: defaultdict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def begin(self, *starts: str) -> None:
        """Open the first pages and whatever can be reached from them."""
        todo, seen = deque(starts), set(starts)
        while todo:
            path = todo.popleft()
            if self.is_new(path):
                self.look_at(path)
                found = [link for link in self.links() if link not in seen]
                seen.update(found)
                todo.extend(found)
        self.problems += self.visitor.troubles

    def is_new(self, path: str) -> bool:
        """Return whether a page shows something new, and remember it as opened then."""
        parts = urlsplit(path)
        opened, asks = self.opened[resolve(parts.path).view_name], set(parse_qs(parts.query, keep_blank_values=True))
        new = len(opened) < OF_A_ROUTE or not asks <= set().union(*opened)
        if new:
            opened.append(asks)
        return new

    def links(self) -> list[str]:
        """Return where the page leads to, here, without places within a page."""
        here = urlsplit(self.page.url)
        found = [urlsplit(link) for link in self.page.evaluate(LINKS)]
        ours = [link for link in found if (link.scheme, link.netloc) == (here.scheme, here.netloc)]
        return [link.path + (f"?{link.query}" if link.query else "") for link in ours]

    def look_at(self, path: str) -> None:
        """Open a page: it has one heading and a title, fits a window and a phone, and axe finds nothing grave in what is new on it."""
        self.visitor.goes_to(path)
        headings = self.page.locator("h1").count()
        if headings != 1:
            self.problems.append(f"{path} has {headings} headings of the first level")
        if not self.page.title().removesuffix("· Assay").strip():
            self.problems.append(f"{path} has no title")
        self.fits(path, "the window")
        self.examine(path)
        self.narrow(path)

    def examine(self, path: str) -> None:
        """Let axe look where parts are new: at everything in light, at the colours again in dark."""
        new = set(self.page.evaluate(PARTS)) - self.known
        if not new:
            return
        self.known |= new
        self.page.evaluate(AXE_SCRIPT)
        self.hear_axe(path, "light", None)
        self.page.emulate_media(color_scheme="dark")
        self.page.evaluate(STILL)
        self.hear_axe(path, "dark", ["color-contrast"])
        self.page.emulate_media(color_scheme="light")

    def hear_axe(self, path: str, theme: str, rules: list[str] | None) -> None:
        """Take down what axe finds grave."""
        for found in self.page.evaluate(EXAMINED, rules):
            if found["impact"] in GRAVE:
                self.problems.append(f"{path} in {theme}: {found['id']} ({found['impact']}) at {', '.join(found['where'][:5])}")

    def narrow(self, path: str) -> None:
        """Make the window as narrow as a phone: nothing may reach beyond it."""
        wide = self.page.viewport_size
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a ViewportSize
        self.fits(path, "a phone")
        if wide:
            self.page.set_viewport_size(wide)

    def fits(self, path: str, what: str) -> None:
        """Nothing of the page reaches beyond the window."""
        if beyond := self.page.evaluate(SIDEWAYS):
            self.problems.append(f"{path} reaches {beyond} pixels beyond {what}")

"""What people do again and again on their way through the product, step by step as they do it."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

SKILL = "09 Software Applications Development"
SECTION = "Testing software solutions"


@dataclass(frozen=True)
class Text:
    """A descriptor as somebody would write it."""

    name: str
    levels: tuple[str, str, str, str]


KEYBOARD = Text(
    "Keyboard operation of the stock list",
    (
        "Rows of the stock list cannot be reached with the keyboard, or the focus is lost on the way",
        "Every row can be reached and opened with the keyboard; where the focus stands is visible on most of them",
        "Focus is always visible and the order follows the page; closing a dialog is nice for the focus",
        "Focus is always visible, the order follows the page, and closing a dialog returns to the row it came from",
    ),
)
LOG = Text(
    "Use of the error log while a fault is searched",
    (
        "The log is not opened; changes are tried until the fault disappears",
        "The log is opened and the line of the fault is found",
        "The line is found, and the cause is named before the code is changed",
        "The cause is named before the code is changed, and a test that failed because of it passes afterwards",
    ),
)


def sign_in_by_code(visitor: Visitor, account: str) -> None:
    """Ask for a code, read it in the mail, and sign in with it."""
    visitor.goes_to("/sign-in/")
    visitor.fills("E-mail", account)
    visitor.clicks("Send me a code")
    visitor.reads_title("Enter your code")
    visitor.clicks("See the mails")
    mail = visitor.page.get_by_role("listitem").filter(has_text=f"to {account}").get_by_role("link")
    visitor.waits_for(mail.first)
    mail.first.click()
    visitor.sees("It works once")
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", visitor.page.get_by_role("main").inner_text(), re.MULTILINE)
    assert code
    visitor.goes_to("/sign-in/code/")
    visitor.fills("Code from the mail", code[1])
    visitor.clicks("Sign in")
    expect(visitor.page.get_by_role("heading", level=1)).not_to_have_text("Enter your code")


def write(scm: Visitor, text: Text) -> None:
    """Write and save a draft of the skill."""
    scm.goes_to("/my-skills/write/?skill=09")
    fill(scm, text)
    scm.clicks("Save")
    scm.is_told(f"Saved: {text.name}")


def fill(scm: Visitor, text: Text, section: str = SECTION) -> None:
    """Fill the editor."""
    scm.fills("Aspect", text.name)
    scm.selects("WSOS section", section)
    for number, level in enumerate(text.levels):
        scm.fills(level_field(number), level)


def level_field(number: int) -> re.Pattern[str]:
    """Return how a level's box is called."""
    return re.compile(rf"^Level {number}, ")


def choose(scm: Visitor, *texts: Text, tab: str = "drafts") -> None:
    """Tick descriptors in a list of one's skills and go on to the page that says what goes to whom."""
    scm.goes_to(f"/my-skills/?tab={tab}")
    for text in texts:
        scm.presses(scm.page.get_by_role("checkbox", name=text.name))
    scm.clicks(re.compile(r"^Send .* to the Skill Advisor…$"))


def send(scm: Visitor, *texts: Text, note: str = "", tab: str = "drafts") -> None:
    """Send descriptors to the Skill Advisor."""
    choose(scm, *texts, tab=tab)
    scm.fills(re.compile("^Note to the Skill Advisor"), note)
    scm.clicks(re.compile(r"^Send .* to the Skill Advisor$"))
    scm.is_told(f"Sent {len(texts)} descriptor")


def upload(importer: Visitor, workbook: Path) -> None:
    """Hand a workbook in; its skill and competition are read from it and its name."""
    importer.goes_to("/import/")
    importer.page.get_by_label("Workbooks exported from CIS").set_input_files(workbook)
    importer.clicks("Read")
    importer.reads_title(workbook.name)


def bring(importer: Visitor, *files: Path) -> None:
    """Hand many files in together, and wait until they are read."""
    importer.goes_to("/import/")
    importer.page.get_by_label("Workbooks exported from CIS").set_input_files(files)
    importer.clicks("Read")
    importer.reads_title(f"{len(files)} workbooks")
    importer.sees("Nothing is written before you have said so.")


def open_review(visitor: Visitor, text: Text) -> None:
    """Open a descriptor from the review's queue."""
    visitor.goes_to("/review/")
    visitor.clicks(text.name)
    visitor.reads_title(text.name)


def reword(advisor: Visitor, number: int, text: str) -> None:
    """Change a level in the review."""
    advisor.unfolds("Edit wording")
    advisor.fills(level_field(number), text)


def return_it(sa: Visitor, text: Text, comment: str) -> None:
    """Return a descriptor with a comment."""
    open_review(sa, text)
    sa.fills(re.compile("^Comment to "), comment)
    at_once(sa)
    sa.clicks(re.compile(r"^Return( with comment)?$"))
    sa.is_told(f"Returned: “{text.name}”")


def at_once(advisor: Visitor) -> None:
    """Choose that the decision takes effect without waiting for a release."""
    advisor.page.get_by_label("Release it at once").check()


def release(sa: Visitor, count: int) -> None:
    """Release from the batch's page what was decided."""
    sa.clicks(f"Release {count}…")
    sa.reads_title("Release decisions")
    sa.clicks(f"Release {count} and send 1 mail")
    sa.reads_title("Batch ")


def find(visitor: Visitor, words: str, name: str) -> None:
    """Search the library; what was approved a moment ago is indexed a moment later."""
    visitor.goes_to("/library/")
    visitor.page.get_by_label("Search aspects").fill(words)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**q=**")
    visitor.waits_for(visitor.page.get_by_role("article").get_by_role("link", name=name, exact=True))


def save_search(visitor: Visitor, words: str, name: str) -> None:
    """Search the library and keep the search under a name."""
    visitor.goes_to(f"/library/?q={words}")
    visitor.unfolds("Save this search")
    visitor.fills("Name of this search", name)
    visitor.clicks("Save")
    visitor.is_told(f"Saved as “{name}”")


def collect(visitor: Visitor, words: str, name: str, whose: str) -> None:
    """Add the first descriptor that is found to a new collection of a skill's people."""
    visitor.goes_to(f"/library/?q={words}")
    visitor.presses(visitor.page.get_by_role("article").first.get_by_role("heading").get_by_role("link"))
    visitor.clicks("Add to a collection")
    visitor.page.get_by_label("A new one").check()
    visitor.fills("Name", name)
    visitor.selects("For", whose)
    dialog = visitor.page.get_by_role("dialog")
    visitor.clicks("Add", within=dialog)
    visitor.clicks("Open the collection", within=dialog)
    visitor.reads_title(name)


def start_cycle(scm: Visitor) -> None:
    """Start a cycle from the first scheme that is offered."""
    scm.goes_to("/cycles/")
    scm.clicks("Start the cycle")
    scm.page.wait_for_url(re.compile(r"/cycles/[0-9a-f-]+/"))


def add_to_library(admin: Visitor, text: Text) -> None:
    """Add a descriptor to the library without a batch."""
    admin.goes_to("/admin/curation/new/")
    admin.fills("Aspect", text.name)
    for number, level in enumerate(text.levels):
        admin.fills(level_field(number), level)
    admin.selects("Quality", "Reference")
    admin.clicks("Add to the library")


def compare_library(admin: Visitor, *, finds: str) -> None:
    """Let the worker compare the whole library, until it has found what looks alike."""
    admin.goes_to("/admin/duplicates/")
    admin.clicks(re.compile("^Compare (the library|again)$"))
    admin.waits_for(admin.page.get_by_role("main").get_by_role("link", name=finds, exact=True))

"""Forms of a page as a browser would send them, and the addresses that a page leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

ADDRESSES = ("href", "hx-get", "data-copy-from")
TICKED = {"checkbox", "radio"}
NOT_SENT = {"file", "reset", "button", "image"}
Fields = list[tuple[str, str]]


@dataclass
class Form:
    """A form: where it goes, what it carries, which of that is typed, and its buttons."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    buttons: Fields = field(default_factory=list)


class Links(HTMLParser):
    """Collects the addresses and forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.forms: dict[str, Form] = {}
        self.form: Form | None = None
        self.area: str | None = None
        self.select = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag != "link":
            self.addresses += [known[name] for name in ADDRESSES if known.get(name)]
        if tag == "form":
            self.form = self.forms[known.get("id") or f"form {len(self.forms)}"] = Form(known.get("action", ""), known.get("method", "get"))
        owner = self.forms.get(known.get("form", "")) or self.form
        if owner:
            self.take(tag, known, owner)

    def take(self, tag: str, known: dict[str, str], owner: Form) -> None:
        """Add a field or a button to its form."""
        name, kind = known.get("name", ""), known.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in known or self.select not in dict(owner.fields)):
            owner.fields = [pair for pair in owner.fields if pair[0] != self.select] + [(self.select, known.get("value", ""))]
        elif tag == "textarea":
            self.area = name
            owner.fields.append((name, ""))
            owner.typed.add(name)
        elif tag == "button" or (tag == "input" and kind == "submit"):
            owner.buttons.append((name, known.get("value", "")))
        elif tag == "input" and name and kind not in NOT_SENT:
            self.take_input(name, kind, known, owner)

    def take_input(self, name: str, kind: str, known: dict[str, str], owner: Form) -> None:
        """Add an input; a box that is not ticked sends nothing."""
        if kind not in TICKED:
            owner.fields.append((name, known.get("value", "")))
            if kind != "hidden":
                owner.typed.add(name)
        elif "checked" in known:
            owner.fields.append((name, known.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area is not None and self.form:
            self.form.fields = [(name, value + data if name == self.area else value) for name, value in self.form.fields]


def ways(form: Form) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    """Yield how a form may be sent: as it stands, filled in, blank, with nonsense, and after somebody else was faster."""
    for button in form.buttons[:4] or [("", "")]:
        pressed = [button] if button[0] else []
        called = "".join(letter for letter in button[0] if not letter.isdigit())
        for way, fields in variants(form):
            yield way, called, as_lists(fields + pressed)


def variants(form: Form) -> Iterator[tuple[str, Fields]]:
    """Yield the fields of a form in every way."""
    yield "as it is", form.fields
    yield "filled in", [(name, "Шсд 1" if name in form.typed and not value else value) for name, value in form.fields]
    yield "blank", [(name, "" if name in form.typed else value) for name, value in form.fields]
    yield "nonsense", [(name, "ш" if name in form.typed else value) for name, value in form.fields]
    yield "outdated", [(name, "999" if name in {"change", "seen"} else value) for name, value in form.fields]


def as_lists(fields: Fields) -> dict[str, list[str]]:
    """Return fields as Django's test client takes them."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found

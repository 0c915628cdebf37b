"""A language for tests: every translated text stands between ⟦ and ⟧, and what people wrote is in Cyrillic letters.

What then still reads in Latin letters outside the marks was never offered for translation.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from zoneinfo import available_timezones

from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real

from assay.descriptors.library import examples
from assay.history.append_only import lifted
from assay.web.templatetags.once import DRAWN

OPEN, SHUT = "⟦", "⟧"
STEPS = {OPEN: 1, SHUT: -1}
PIECES = re.compile(f"[{OPEN}{SHUT}]|[^{OPEN}{SHUT}]+")
LATIN = re.compile(r"[A-Za-z]")
TO_CYRILLIC = str.maketrans({chr(ord("a") + n): chr(0x430 + n) for n in range(26)} | {chr(ord("A") + n): chr(0x410 + n) for n in range(26)})

# What a person, a workbook or an administrator wrote. A text that is missing here is reported as hard-coded.
WRITTEN: dict[str, tuple[str, ...]] = {
    "accounts.User": ("name",),
    "standards.Competition": ("name",),
    "standards.Milestone": ("name",),
    "standards.Sector": ("name", "name_key"),
    "standards.Skill": ("name",),
    "standards.Membership": ("title",),
    "standards.WSOSSection": ("name", "name_key"),
    "standards.StandardSection": ("know", "able"),
    "descriptors.Category": ("name", "name_key"),
    "descriptors.Tag": ("name", "name_key"),
    "descriptors.Descriptor": ("criterion_name", "score0", "score1", "score2", "score3", "code", "review_comment", "reply"),
    "descriptors.Revision": ("criterion_name", "score0", "score1", "score2", "score3"),
    "descriptors.Batch": ("note", "due_name"),
    "descriptors.CollectionItem": ("note",),
    "descriptors.Submission": ("reply", "as_it_is", "late_reason", "late_decision_reason", "comment"),
    "descriptors.Origin": ("file", "sheet", "criterion", "sub_criterion"),
    "review.Comment": ("text",),
    "review.PendingDecision": ("comment",),
    "review.SavedReply": ("name", "text"),
    "schemes.Scheme": ("title", "standards_title", "file", "sheet"),
    "schemes.SchemeSection": ("name",),
    "schemes.Criterion": ("letter", "name"),
    "schemes.SubCriterion": ("code", "name", "day"),
    "schemes.Aspect": ("code", "description", "extra", "requirement"),
    "importing.Import": ("file",),
}

# Imported schemes as JSON, and the keys below which their texts stand.
DOCUMENTS = ("schemes.Scheme", "importing.Import")
TEXTS = {
    *("file", "sheet", "title", "skill_name", "standards_title", "name", "letter", "id", "day", "criterion", "sub_criterion"),
    *("description", "extra", "requirement", "text", "raw", "label", "name_raw", "description_raw", "extra_raw", "requirement_raw"),
}


class Pseudo(trans_real.DjangoTranslation):
    """English with every text marked; formats and plural rules stay those of English."""

    def gettext(self, message: str) -> str:
        """Return the marked text, without the context that tells translators apart."""
        return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{SHUT}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the marked text for a number."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def spoken() -> Iterator[None]:
    """Let the process speak the pseudo-language instead of English."""
    english, default = trans_real._translations.get("en"), trans_real._default
    pseudo = Pseudo("en")
    trans_real._translations["en"] = trans_real._default = pseudo
    examples.told.cache_clear()
    DRAWN.clear()
    try:
        with translation.override("en", deactivate=True):
            yield
    finally:
        examples.told.cache_clear()
        DRAWN.clear()
        trans_real._default = default
        del trans_real._translations["en"]
        if english is not None:
            trans_real._translations["en"] = english


def cyrillic(text: str) -> str:
    """Return a text with each Latin letter replaced, so that nothing of it can be taken for the interface's own words."""
    return text.translate(TO_CYRILLIC)


def rewrite_what_people_wrote() -> None:
    """Put everything that people wrote into Cyrillic letters, in the database itself."""
    with lifted(connection), connection.cursor() as cursor:
        for label, names in WRITTEN.items():
            model = apps.get_model(label)
            rows = [(*map(rewritten, texts), pk) for pk, *texts in model._base_manager.values_list("pk", *names)]
            assignments = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {model._meta.db_table} SET {assignments} WHERE id = %s", rows)  # noqa: S608  names of the models

    for label in DOCUMENTS:
        for row in apps.get_model(label)._base_manager.all():
            row.document = rewritten_document(row.document)
            row.save(update_fields=["document"])


def rewritten_document(value: Any, *, is_text: bool = False) -> Any:
    """Return JSON data with its texts in Cyrillic letters."""
    if isinstance(value, dict):
        return {key: rewritten_document(item, is_text=key in TEXTS) for key, item in value.items()}
    if isinstance(value, list):
        return [rewritten_document(item, is_text=is_text) for item in value]
    return cyrillic(value) if is_text and isinstance(value, str) else value


def rewritten(text: str | None) -> str | None:
    """Return a text in Cyrillic letters; NULL stays NULL."""
    return None if text is None else cyrillic(text)


SPOKEN_ATTRIBUTES = {"title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label", "hx-confirm"}
# Attributes of ours that scripts read as names, numbers and addresses; every other data-… is taken for words.
FOR_SCRIPTS = {
    "data-along",
    "data-at",
    "data-autosave",
    "data-autosave-key",
    "data-complete",
    "data-copy-from",
    "data-dialog",
    "data-fields",
    "data-kept-text",
    "data-key",
    "data-level",
    "data-lists",
    "data-name",
    "data-offers",
    "data-of",
    "data-review",
    "data-sent",
    "data-sign-in",
    "data-similar-from",
    "data-takes-replies",
    "data-talk",
    "data-text",
    "data-theme",
    "data-unsent",
    "data-was",
}
BUTTONS = {"submit", "button", "reset"}
SILENT = {"script", "style", "code", "kbd", "template"}  # what is typed as it stands is no language


class Reader(HTMLParser):
    """Collects what a page says outside the marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the attributes that are spoken or shown."""
        if tag in SILENT:
            self.inside.append(tag)
        known = {name: value or "" for name, value in attrs}
        self.found += [f"{name}={text}" for name, value in known.items() if is_spoken(tag, name, known) for text in unmarked(value)]

    def handle_endtag(self, tag: str) -> None:
        """Listen again after what is not spoken."""
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        """Read a text; a mark may open in one and close in another."""
        if not self.inside:
            outside, self.depth = split(data, self.depth)
            self.found += [text for text in outside if is_words(text)]


def is_spoken(tag: str, name: str, known: dict[str, str]) -> bool:
    """Return whether an attribute's value is for people."""
    if name == "value":
        return tag == "input" and known.get("type") in BUTTONS
    if name == "content":
        return tag == "meta" and known.get("name") == "description"
    return name in SPOKEN_ATTRIBUTES or (name.startswith("data-") and name not in FOR_SCRIPTS)


def split(text: str, depth: int) -> tuple[list[str], int]:
    """Return the pieces of a text outside the marks, and how many marks are open after it."""
    outside = []
    for piece in PIECES.findall(text):
        if piece in STEPS:
            depth += STEPS[piece]
        elif not depth and piece.strip():
            outside.append(piece.strip())
    return outside, depth


def unmarked(text: str) -> list[str]:
    """Return the pieces of a text in plain words that stand outside the marks; an unbalanced one whole."""
    outside, depth = split(text, 0)
    return [piece for piece in outside if is_words(piece)] if not depth else [f"unbalanced: {text}"]


# What is no language: the product's name, addresses, time zones, check sums; codes of competitions, days from C1, types of CIS rows, cells.
NAMES = re.compile(
    r"\bAssay\b|[\w.+-]+@[\w.-]+|https?://\S+|\b[A-Z]{2,6}\d{4}\b|\bC(?:-\d+|1)\b|^[JM](?:\t|$)|\b[A-Z]\d{1,3}\b|\bUTC\b|\b[A-Z]\w+(?:/[A-Z]\w+)+\b|\b[0-9a-f]{64}\b",
    re.MULTILINE,
)
# Time zones as they are listed (the continent, the rest, or both), and languages in their own tongue.
PROPER = {text.replace("_", " ") for zone in available_timezones() for text in (zone, zone.partition("/")[0], zone.partition("/")[2])}
PROPER |= {about["name_local"] for about in LANG_INFO.values() if "name_local" in about}


def is_words(text: str) -> bool:
    """Return whether a text holds words of a language that is written in Latin letters."""
    return bool(LATIN.search(NAMES.sub("", text))) and text.partition(" (UTC")[0] not in PROPER


def hard_coded(html: str) -> list[str]:
    """Return what a page says without having offered it for translation."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found + (["a mark is not closed"] if reader.depth else [])


def said(answer: Any) -> list[str]:
    """Return what an answer says without having offered it for translation: pages, plain text, JSON and headers for scripts."""
    body = answer.content.decode() if not answer.streaming else ""
    kind = answer.headers.get("Content-Type", "")
    return hard_coded(body) if "html" in kind else unmarked(body)

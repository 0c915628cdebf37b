"""What leaves the library through the clipboard, and what is said about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Descriptor
from assay.descriptors.wording import LEVELS
from assay.formats.as_markdown import ladder
from assay.formats.clipboard import PasteItem, rows_for_paste
from assay.standards.current import section_numbers
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST_COPIED, MOST_IN_ADDRESS = 500, 50
NAMED, FEWER_NAMED = 4, 3  # sections that are told by name, and where there are more


@dataclass(frozen=True)
class Copied:
    """A text for the clipboard, and the sentence that says what it is."""

    text: str
    said: str
    note: str = ""


def copies_of(uid: UUID, written: Iterable[int]) -> list[dict[str, str]]:
    """Return the copy menu, with the levels that are written; what is copied, and what is said, comes from the server."""
    url = reverse("copy", args=[uid])
    menu = [("cis", _("As CIS rows")), ("text", _("Plain text")), ("markdown", _("Markdown"))]
    found = [{"label": label, "from": f"{url}?as={kind}"} for kind, label in menu]
    return found + [{"label": _("Only level %(n)d") % {"n": n}, "from": f"{url}?as=level&level={n}"} for n in written]


def copies_of_many(uids: list[UUID]) -> list[dict[str, str]]:
    """Return the copy menu of several descriptors; many are sent in a form, since proxies refuse an address that names them all.

    Of very many it is of the first, and says so.
    """
    if not uids:
        return []
    url, chosen = reverse("copy_many"), [str(uid) for uid in uids[:MOST_COPIED]]
    menu = [("cis", _("As CIS rows")), ("text", _("Plain text")), ("markdown", _("Markdown"))]
    if len(uids) > len(chosen):
        words = _("%(label)s: the first %(n)d of %(total)d")
        menu = [(kind, words % {"label": label, "n": len(chosen), "total": len(uids)}) for kind, label in menu]
    if len(chosen) > MOST_IN_ADDRESS:
        return [{"label": label, "kind": kind, "to": url, "chosen": " ".join(chosen)} for kind, label in menu]
    which = urlencode([("d", uid) for uid in chosen])
    return [{"label": label, "from": f"{url}?as={kind}&{which}"} for kind, label in menu]


def copied(row: Descriptor, kind: str, level: int, reader: "User") -> Copied:
    """Return a descriptor as the clipboard takes it."""
    if kind == "text":
        return Copied(as_text(row), _("Copied the aspect and its levels as text."))
    if kind == "markdown":
        return Copied(as_markdown(row), _("Copied the aspect and its levels as Markdown."))
    if kind == "level":
        return Copied(row.levels[level], _("Copied level %(n)d.") % {"n": level})
    return as_cis_rows([row], reader)


def copied_many(rows: list[Descriptor], kind: str, reader: "User") -> Copied:
    """Return several descriptors as the clipboard takes them."""
    if kind == "cis":
        return as_cis_rows(rows, reader)
    write, words = (as_text, _("text")) if kind == "text" else (as_markdown, _("Markdown"))
    said = ngettext("Copied %(n)d aspect with its levels as %(kind)s.", "Copied %(n)d aspects with their levels as %(kind)s.", len(rows))
    return Copied("\n".join(write(row) for row in rows), said % {"n": len(rows), "kind": words})


def as_cis_rows(rows: list[Descriptor], reader: "User") -> Copied:
    """Return rows for the CIS sheet, with section numbers of the reader's own skills, else blank and said so."""
    own = numbers_of(reader)
    items = [PasteItem(row.criterion_name, row.levels, own.get(row.wsos_section_id or 0)) for row in rows]
    text = rows_for_paste(items)
    count = len(rows) * (1 + len(LEVELS))
    said = ngettext(
        "Copied %(n)d row: paste into column A of the CIS sheet.", "Copied %(n)d rows: paste into column A of the CIS sheet.", count
    ) % {"n": count}
    blank = [row for row in rows if row.wsos_section_id not in own]
    blanks = why_blank(blank, reader)
    return Copied(text, " ".join([said, *blanks]), " ".join([_("Paste it into column A of the CIS sheet."), *blanks]))


def numbers_of(reader: "User") -> dict[int, int]:
    """Return section → number in the standards of the reader's own skills: those they manage count before the others."""
    roles = roles_of(reader)
    numbers = section_numbers(roles.all)
    own: dict[int, int] = {}
    for skill in [*sorted(roles.scm), *sorted(roles.all - roles.scm)]:
        for (of, section), number in numbers.items():
            if of == skill:
                own.setdefault(section, number)
    return own


def why_blank(rows: list[Descriptor], reader: "User") -> list[str]:
    """Return why column I stays blank, if it does."""
    if not rows:
        return []
    names = sorted({row.wsos_section.name for row in rows if row.wsos_section})
    if not names:
        return [_("WSOS section left blank: it has none.")]
    if not roles_of(reader).all:
        return [_("WSOS section left blank: you have no skill whose standard could number it.")]
    if len(names) > NAMED:
        words = _("WSOS section left blank: “%(name)s” and %(n)d others are not in the standard of your skill.")
        return [words % {"name": ", ".join(names[:FEWER_NAMED]), "n": len(names) - FEWER_NAMED}]
    return [_("WSOS section left blank: “%(name)s” is not in the standard of your skill.") % {"name": ", ".join(names)}]


def as_text(row: Descriptor) -> str:
    """Return name and levels, a line each."""
    return "\n".join([row.criterion_name, *(f"{level.number} {level.label}: {level.text}" for level in row.ladder if level.text)]) + "\n"


def as_markdown(row: Descriptor) -> str:
    """Return a heading and a list."""
    return ladder(row.criterion_name, [(level.number, str(level.label), level.text) for level in row.ladder])

"""What a card of the library shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.descriptors.chips import chip_of
from assay.descriptors.library.address import Address
from assay.descriptors.library.copying import copies_of
from assay.descriptors.models import Descriptor, Favourite
from assay.descriptors.search.asked import LEVEL_FIELDS, Clause, Scope
from assay.descriptors.search.highlight import marked
from assay.descriptors.states import source_in_words
from assay.descriptors.wording import LEVEL_LABELS, LEVEL_SENTENCES, LEVELS, Level
from assay.standards.current import section_numbers
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

Numbers = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Card:
    """A descriptor as web/components/card.html draws it."""

    name: str
    url: str
    ladder: SafeString
    number: int
    chip: Mapping[str, str | Promise]
    facts: list[Any]
    source: str
    copies: list[dict[str, str]]
    favourite: dict[str, Any]
    links: list[dict[str, str]]
    collect: str
    compare: dict[str, Any] | None = None
    locked: str = ""


def rows_shown(uids: Sequence[UUID], scope: Scope) -> list[Descriptor]:
    """Load the rows to show, through the person's rights once more, in the order found."""
    mine = Favourite.objects.filter(user=scope.user, descriptor=OuterRef("pk"))
    rows = Descriptor.objects.live().visible_to(scope.user, now=scope.now).filter(uid__in=uids)
    found = {
        row.uid: row
        for row in rows.select_related("skill", "sector", "wsos_section").prefetch_related("tags").annotate(is_favourite=Exists(mine))
    }
    return [found[uid] for uid in uids if uid in found]


def cards_of(rows: Sequence[Descriptor], clauses: Sequence[Clause], user: "User", laid: Collection[UUID] = ()) -> list[Card]:
    """Return the cards, with the words asked for marked; `laid` are those in the compare tray."""
    numbers = section_numbers({row.skill_id for row in rows if row.skill_id} | roles_of(user).all)
    return [replace(card_of(row, clauses, numbers, user), compare=compare_of(row, laid)) for row in rows]


def compare_of(row: Descriptor, laid: Collection[UUID]) -> dict[str, Any]:
    """Return the toggle that lays a descriptor into the compare tray."""
    return {"url": reverse("compare_lay", args=[row.uid]), "on": row.uid in laid}


def card_of(row: Descriptor, clauses: Sequence[Clause], numbers: Numbers, user: "User") -> Card:
    """Return one card."""
    url = reverse("descriptor", args=[row.uid])
    return Card(
        name=marked(row.criterion_name, clauses, "name"),
        url=url,
        ladder=ladder_of(tuple(marked(text, clauses, field) for text, field in zip(row.levels, LEVEL_FIELDS, strict=True)), get_language()),
        number=row.number,
        chip=chip_of(row),
        facts=facts_of(row, numbers),
        source=source_in_words(row.source),
        copies=copies_of(row),
        favourite={"url": reverse("favourite", args=[row.uid]), "on": getattr(row, "is_favourite", False)},
        links=[start_from(row)] if roles_of(user).scm else [],
        collect=f"{reverse('collect')}?d={row.uid}",
        locked=confidential(row.confidential_until),
    )


@lru_cache(maxsize=4096)
def ladder_of(texts: tuple[SafeString, ...], _language: str | None) -> SafeString:
    """Return the ladder of a card, drawn once for the same texts: that is most of a page's time."""
    levels = [Level(n, LEVEL_LABELS[n], LEVEL_SENTENCES[n], texts[n]) for n in LEVELS]
    return render_to_string("web/components/ladder.html", {"levels": levels, "variant": "compact", "fold_phone": True})


def facts_of(row: Descriptor, numbers: Numbers) -> list[Any]:
    """Return the grey line: skill, section with its number in the home skill, code, tags."""
    found: list[Any] = []
    if row.skill:
        found.append({"label": str(row.skill), "url": Address(chosen={"skill": (row.skill.code,)}).url})
    if row.wsos_section and row.wsos_section_id:
        number = numbers.get((row.skill_id or 0, row.wsos_section_id))
        label = f"§{number} {row.wsos_section.name}" if number else row.wsos_section.name
        found.append({"label": label, "url": Address(chosen={"section": (str(row.wsos_section.uid),)}).url})
    found += [row.code] if row.code else []
    return found + [{"label": tag.name, "url": Address(chosen={"tag": (str(tag.uid),)}).url} for tag in row.tags.all()]


def start_from(row: Descriptor) -> dict[str, str]:
    """Return the way to a new draft that begins as this one."""
    return {"label": _("Write one like it"), "url": f"{reverse('write')}?from={row.uid}", "icon": "pen"}


def confidential(until: datetime | None) -> str:
    """Return the lock's words, while it is locked."""
    if until is None or until <= timezone.now():
        return ""
    return _("Confidential until %(day)s") % {"day": formats.date_format(timezone.localtime(until), "j F Y")}

"""How what is being typed may go on: fields and their values, of what the reader may see."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.descriptors.search import answer
from assay.descriptors.search.asked import LEVEL_FIELDS, Query
from assay.descriptors.search.codes import LONGEST_CODE, skills_of
from assay.descriptors.search.names import NAMED, named_like
from assay.descriptors.search.numbered import number_in, numbers_by_uid, sections_numbered
from assay.descriptors.search.query import PART, PRESENT

if TYPE_CHECKING:
    from assay.descriptors.search.asked import Scope

MOST = 8
BY_VALUE = {"skill", "source"}  # fields whose values are short enough to be typed; others are typed by their names
TOKEN = re.compile(r'(?P<without>-?)(?:(?P<field>[^\W\d]\w*):)?(?P<quote>"?)(?P<text>[^"]*)')
REST_OF_IT = re.compile(r'^[^\s"]*"?\s*')
FIELDS: dict[str, Promise] = {
    "skill": _("number or name of a skill"),
    "section": _("WSOS section"),
    "quality": _("how far it may be relied on"),
    "status": _("draft, with the SA, returned, approved"),
    "tag": _("tag"),
    "category": _("category"),
    "sector": _("sector"),
    "source": _("competition or way in"),
    "name": _("words in the aspect’s name"),
    **dict.fromkeys(LEVEL_FIELDS, _("words in this level")),
    "code": _("code of the aspect"),
    "has": _("levels and other parts that are there"),
    "lacks": _("levels and other parts that are missing"),
    "updated": _("changed on, after or before a day"),
    "by": _("what you wrote"),
}
NOT_LEFT_OUT = {*NAMED, "by", "updated"}  # fields that a minus cannot stand before


@dataclass(frozen=True)
class Offer:
    """One way to go on: what the box would hold, where the cursor would stand, and what people read."""

    text: str
    at: int
    label: str
    hint: str | Promise = ""


@dataclass(frozen=True)
class Typing:
    """What is being typed: the part before the cursor, and what stands around it."""

    before: str
    after: str
    without: str = ""
    field: str = ""
    text: str = ""
    is_phrase: bool = False

    @classmethod
    def of(cls, typed: str, at: int) -> "Typing":
        """Return the part that ends at the cursor; an empty one behind a blank."""
        left, right = typed[:at], typed[at:]
        last = next((part for part in PART.finditer(left) if part.end() == len(left)), None)
        found = TOKEN.fullmatch(left, last.start()) if last else None
        if last is None or found is None:
            return cls(left, right)
        name, text = (found["field"] or "").casefold(), found["text"]
        return cls(left[: last.start()], REST_OF_IT.sub("", right), found["without"], name, text, bool(found["quote"]))

    @property
    def rest(self) -> str:
        """Return what else is asked."""
        return f"{self.before} {self.after}"

    def going_on(self, text: str, label: str, hint: str | Promise = "") -> Offer:
        """Return an offer that puts a text in the part's place."""
        head = self.before + self.without + text
        return Offer(head + self.after, len(head), label, hint)


def offers(typed: str, at: int, scope: "Scope", ask: Callable[[str], Query]) -> list[Offer]:
    """Return how the part at the cursor may go on; `ask` makes a question of the rest, which the offers narrow."""
    typing = Typing.of(typed, at)
    if typing.without and typing.field in NOT_LEFT_OUT:
        return []
    if typing.field in NAMED:
        return values(typing, scope, ask)
    if typing.field in OTHERS:
        return others(typing)
    return [] if typing.field or typing.is_phrase else [*codes(typing, scope, ask), *fields(typing, scope)]


def field_names(scope: "Scope") -> list[str]:
    """Return the fields that mean something to the person."""
    return [name for name in FIELDS if name != "status" or scope.sees_work]


def fields(typing: Typing, scope: "Scope") -> list[Offer]:
    """Return the fields whose name begins so."""
    meant = [name for name in field_names(scope) if not (typing.without and name in NOT_LEFT_OUT)]
    return [typing.going_on(f"{name}:", f"{name}:", FIELDS[name]) for name in meant if name.startswith(typing.text.casefold())]


def codes(typing: Typing, scope: "Scope", ask: Callable[[str], Query]) -> list[Offer]:
    """Return the skill of which the part is the code, or the sections of which it is the number, as a filter, where anything has it."""
    number = number_in(typing.text) if typing.text.startswith("§") else None
    sections = [] if number is None else sections_numbered(number, ask(typing.rest).skills, scope).values()
    offered = [
        offer
        for name in sections
        for offer in values(replace(typing, field="section", text=name), scope, ask, numbered=False)
        if offer.label == name
    ]
    skill = skills_of({typing.text}).get(typing.text.casefold()) if 0 < len(typing.text) <= LONGEST_CODE else None
    if skill is None:
        return [Offer(offer.text, offer.at, typing.text, f"{offer.label} · {offer.hint}") for offer in offered[:MOST]]
    found, typed = values(replace(typing, field="skill", text=str(skill)), scope, ask), f"skill:{skill.code.casefold()}"
    return [Offer(offer.text, offer.at, typed, f"{offer.label} · {offer.hint}") for offer in found]


def values(typing: Typing, scope: "Scope", ask: Callable[[str], Query], *, numbered: bool = True) -> list[Offer]:
    """Return the values of a field that what is asked besides still has, the commonest first; of a section its numbers as well."""
    asked = ask(typing.rest)
    counts = answer.search(replace(asked, as_typed=True, start=0, size=1), scope).facets.get(typing.field, {})
    numbers = numbers_by_uid(asked.skills, scope) if numbered and typing.field == "section" else {}
    known = named_like(typing.field, typing.text, counts)
    if (number := number_in(typing.text)) is not None and numbers:
        every = named_like(typing.field, "", counts)
        known |= {value: every[value] for value in every if number in numbers.get(value, ())}
    best = sorted(known, key=lambda value: (-counts[value], known[value]))[:MOST]
    typed = {value: value if typing.field in BY_VALUE else known[value] for value in best}
    hints = {value: " · ".join([*(f"§{n}" for n in sorted(numbers.get(value, ()))), f"{counts[value]:,}"]) for value in best}
    return [typing.going_on(f"{typing.field}:{quoted(typed[value])} ", known[value], hints[value]) for value in best]


def quoted(name: str) -> str:
    """Return a name as it is typed behind a field; of one with quotation marks its longest part, which finds it too."""
    text = max(name.split('"'), key=len).strip()
    return text.casefold() if re.fullmatch(r"\S+", text) else f'"{text.casefold()}"'


def others(typing: Typing) -> list[Offer]:
    """Return the few words that a field knows."""
    known = [value for value in OTHERS[typing.field]() if value.startswith(typing.text.casefold())]
    return [typing.going_on(f"{typing.field}:{value} ", value) for value in known]


def moments() -> tuple[str, ...]:
    """Return times that people ask for."""
    today = timezone.localdate()
    return (f">={today:%Y-%m}", f">={today:%Y}", f"<{today:%Y}", f"{today:%Y-%m-%d}")


OTHERS: dict[str, Callable[[], tuple[str, ...]]] = {
    "by": lambda: ("me",),
    "has": lambda: tuple(PRESENT),
    "lacks": lambda: tuple(PRESENT),
    "updated": moments,
}

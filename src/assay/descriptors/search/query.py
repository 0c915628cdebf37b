"""What people type: words, "phrases", -not, and fields; what is not understood is explained, never an error."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assay.descriptors.search.analysis import STOP_WORDS, printable, words
from assay.descriptors.search.asked import LEVEL_FIELDS, PARTS, TEXT_FIELDS, Clause, Query
from assay.descriptors.search.names import NAMED, ValuesOf, values_named
from assay.descriptors.search.numbered import number_in, sections_numbered
from assay.descriptors.search.times import is_begun, span

if TYPE_CHECKING:
    from assay.descriptors.search.asked import Scope

LONGEST = 400
MOST_PARTS = 32
PART = re.compile(r'(?P<without>-)?(?:(?P<field>[^\W\d]\w*):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
IN_TEXT: dict[str, tuple[str, ...]] = {"name": ("name",), "code": ("code",), **{name: (name,) for name in LEVEL_FIELDS}}
SHORTEST_BEGINNING = 2
# Of these a descriptor has one at most.
ONE_EACH = frozenset({"skill", "sector", "section", "quality", "source", "status"})
# What "has:" and "lacks:" know, each as the parts that are meant.
PRESENT = {"4levels": frozenset(LEVEL_FIELDS), **{name: frozenset({name}) for name in PARTS}}


@dataclass
class Understood:
    """What was made of the text, and the sentences about what was not."""

    clauses: list[Clause] = field(default_factory=list)
    fixed: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    excluded: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    by_me: bool = False
    having: frozenset[str] = frozenset()
    lacking: list[frozenset[str]] = field(default_factory=list)
    since: datetime | None = None
    before: datetime | None = None
    is_unfinished: bool = False  # a field with nothing behind it, or with a beginning only, asks nothing yet
    sentences: list[str] = field(default_factory=list)
    unknown: dict[str, tuple[str, str]] = field(default_factory=dict)  # of the sentences about a value that is not here: field and text
    skills: list[frozenset[str]] = field(default_factory=list, compare=False)  # that the page's filter chooses
    values: Mapping[str, ValuesOf] = field(default_factory=lambda: NAMED, compare=False, repr=False)

    def as_query(self, **page: Any) -> Query:
        """Return the question, with what the page adds to it."""
        return Query(
            **{
                "clauses": tuple(self.clauses),
                "fixed": tuple(self.fixed),
                "excluded": tuple(self.excluded),
                "by_me": self.by_me,
                "having": self.having,
                "lacking": tuple(self.lacking),
                "since": self.since,
                "before": self.before,
                **page,
            }
        )


@dataclass(frozen=True)
class Part:
    """One part as typed: `field:text`, in quotation marks or not, with a minus or without."""

    field: str
    text: str
    quoted: bool
    without: bool
    last: bool

    def begins(self, *words: str) -> bool:
        """Return whether it is being typed and may become one of the words, but is none yet."""
        text = self.text.casefold()
        return self.last and not self.quoted and text not in words and any(word.startswith(text) for word in words)


def understand(typed: str, scope: "Scope", *, skills: Collection[str] = (), **values: ValuesOf) -> Understood:
    """Read the search box: `skills` are chosen beside it, `values` find the values of filters that another list has of its own."""
    chosen = [frozenset(skills)] if skills else []
    found, typed = Understood(values=NAMED | values, skills=chosen), printable(typed)[:LONGEST]
    for part in sorted(parts_of(typed), key=lambda part: part.field == "section"):  # its number is one of the skill that is asked for
        FIELDS.get(part.field, unknown_field)(part, found, scope)
    found.clauses = without_stop_words(found.clauses)
    if typed.strip() and found == Understood():
        found.sentences.append(_("There is no word to search for in “%(typed)s”.") % {"typed": typed.strip()})
    return found


def parts_of(typed: str) -> list[Part]:
    """Split at blanks, but not inside quotation marks."""
    found = list(PART.finditer(typed))[:MOST_PARTS]
    return [
        Part(
            field=(part["field"] or "").casefold(),
            text=part["word"] or part["phrase"] or "",
            quoted=part["word"] is None,
            without=bool(part["without"]),
            last=part is found[-1] and not typed.endswith((" ", '"')),
        )
        for part in found
    ]


def narrowing(typed: str) -> list[tuple[str, str]]:
    """Return each field and each exclusion as it was typed, with the text without it."""
    text = printable(typed)[:LONGEST]
    found = [part for part in list(PART.finditer(text))[:MOST_PARTS] if part["field"] or part["without"]]
    return [(part[0], " ".join((text[: part.start()] + text[part.end() :]).split())) for part in found]


def unquoted(typed: str) -> str:
    """Return the text with its phrases as plain words; "" where there is none. Those of a field and those left out stay as they are."""
    text = printable(typed)[:LONGEST]
    found = [part for part in list(PART.finditer(text))[:MOST_PARTS] if part["phrase"] and not (part["field"] or part["without"])]
    for part in reversed(found):
        text = f"{text[: part.start()]} {part['phrase']} {text[part.end() :]}"
    return " ".join(text.split()) if found else ""


def lone_words(typed: str) -> list[tuple[str, str, str]]:
    """Return each plain word with what stands before and behind it."""
    text = printable(typed)[:LONGEST]
    found = [part for part in list(PART.finditer(text))[:MOST_PARTS] if part["word"] and not (part["field"] or part["without"])]
    return [(part["word"], text[: part.start()], text[part.end() :]) for part in found]


def in_words(part: Part, found: Understood, _scope: "Scope") -> None:
    """Take a part as words; a chunk such as "white-space" is a phrase."""
    if part.text.endswith(":") and part.text[:-1].casefold() in FIELDS:
        found.is_unfinished = True
        return
    analysed = tuple(words(part.text))
    if not analysed:
        return
    half_typed = part.last and not part.quoted and not part.without and len(analysed[-1]) >= SHORTEST_BEGINNING
    fields = IN_TEXT.get(part.field, TEXT_FIELDS)
    found.clauses.append(Clause(analysed, exact=part.quoted, half_typed=half_typed, without=part.without, fields=fields, typed=part.text))


def named(part: Part, found: Understood, scope: "Scope") -> None:
    """Take a part as a filter, by the names that people know; several of which a descriptor has but one are alternatives."""
    number = number_in(part.text) if part.field == "section" else None
    asked = [*found.skills, *(codes for name, codes in found.fixed if name == "skill")]
    values = frozenset(() if number is None else sections_numbered(number, asked, scope))
    values = values or values_named(part.field, part.text, scope, found.values)
    if not values and number is not None:
        found.sentences.append(no_section(number, asked=bool(asked)))
    elif not values:
        found.sentences.append(_("There is no %(field)s “%(text)s” here.") % {"field": part.field, "text": part.text})
        found.unknown[found.sentences[-1]] = (part.field, part.text)
    elif part.field == "status" and not scope.sees_work:
        found.sentences.append(_("What is being written and reviewed is seen by the people of its skill; you find approved ones."))
    if part.without:
        found.excluded.append((part.field, values))
        return
    alternatives = [one for one in found.fixed if one[0] == part.field and part.field in ONE_EACH]
    found.fixed = [one for one in found.fixed if one not in alternatives]
    found.fixed.append((part.field, values.union(*(known for _name, known in alternatives))))


def no_section(number: int, *, asked: bool) -> str:
    """Return the sentence that no section has a number, with what to type instead."""
    if asked:
        return _("No section of the skill asked for has the number %(n)s. Type “section:” to be offered those there are.") % {"n": number}
    return _("No section of your own skills has the number %(n)s. Name the skill as well: skill:09 section:%(n)s") % {"n": number}


def is_ignored(part: Part, found: Understood) -> bool:
    """Return whether a part leaves out what cannot be left out, and say so."""
    if part.without:
        found.sentences.append(_("“-” leaves out words and filters, not “%(field)s:”. It was ignored.") % {"field": part.field})
    return part.without


def by(part: Part, found: Understood, _scope: "Scope") -> None:
    """Take `by:me`."""
    if is_ignored(part, found):
        return
    found.by_me = found.by_me or part.text.casefold() == "me"
    if part.begins("me"):
        found.is_unfinished = True
    elif part.text.casefold() != "me":
        found.sentences.append(_("“by:” knows only “by:me”, what you wrote yourself."))


def has(part: Part, found: Understood, _scope: "Scope") -> None:
    """Take `has:level2`, and `lacks:level2`, which is the same as `-has:level2`."""
    parts = PRESENT.get(part.text.casefold())
    if parts is None and part.begins(*PRESENT):
        found.is_unfinished = True
    elif parts is None:
        known = " ".join(PRESENT)
        found.sentences.append(_("“%(field)s:” knows only: %(known)s") % {"field": part.field, "known": known})
    elif (part.field == "lacks") != part.without:
        found.lacking.append(parts)
    else:
        found.having |= parts


def updated(part: Part, found: Understood, _scope: "Scope") -> None:
    """Take `updated:>2026-01`; several narrow each other."""
    if is_ignored(part, found):
        return
    limits = span(part.text)
    if limits is None and part.last and is_begun(part.text):
        found.is_unfinished = True
        return
    if limits is None:
        found.sentences.append(
            _("“updated:” takes a day, a month or a year: 2026-01-31, >2026-01, <=2025. “%(text)s” is none.") % {"text": part.text}
        )
        return
    since, before = limits
    found.since = max(filter(None, (found.since, since)), default=None)
    found.before = min(filter(None, (found.before, before)), default=None)


def unknown_field(part: Part, found: Understood, scope: "Scope") -> None:
    """Explain, and search for the text as words."""
    known = " ".join(f"{name}:" for name in FIELDS if name)
    found.sentences.append(
        _("There is no field “%(field)s:”, so it was searched as words. Fields are: %(known)s") % {"field": part.field, "known": known}
    )
    in_words(Part("", f"{part.field} {part.text}", part.quoted, part.without, part.last), found, scope)


def without_stop_words(clauses: list[Clause]) -> list[Clause]:
    """Leave out words that say nothing, as long as others remain."""
    telling = [clause for clause in clauses if clause.exact or clause.half_typed or not STOP_WORDS.issuperset(clause.words)]
    return telling if any(not clause.without for clause in telling) else clauses


FIELDS: dict[str, Callable[[Part, Understood, "Scope"], None]] = {
    "": in_words,
    **dict.fromkeys(NAMED, named),
    "by": by,
    "has": has,
    "lacks": has,
    "updated": updated,
    **dict.fromkeys(IN_TEXT, in_words),
}

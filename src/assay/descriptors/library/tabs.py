"""What stands beside the library in tabs: every app registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.search import answer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.names import NAMED
from assay.descriptors.search.query import Understood, understand
from assay.names import name_key
from assay.web.addresses import address_of


@dataclass(frozen=True)
class Typed:
    """What stands in the search box, as the list that is shown understood it."""

    text: str
    understood: Understood
    scope: Scope

    @property
    def means_another_there(self) -> bool:
        """Return whether a source was typed, of which each list has its own, or a section beside a chosen skill, which stays behind."""
        other = {"source", "section"} if self.understood.skills else {"source"}
        return any(name in other for name, _values in (*self.understood.fixed, *self.understood.excluded))


@dataclass(frozen=True)
class Tab:
    """A list of its own that is searched with the same words.

    `count` returns how many it would list of what is typed, corrected as it would be, None where that takes long or some of it means
    nothing there; `told` says a number in words; `has` tells whether it knows a value of a filter that another list does not, which
    `only` says.
    """

    label: Promise | str
    url_name: str
    count: Callable[[Typed], int | None]
    told: Callable[[int], str]
    has: Callable[[str, str, Scope], bool]
    only: Promise | str

    def url(self, typed: str) -> str:
        """Return the way there, with the words."""
        return address_of(self.url_name) + (f"?{urlencode({'q': typed})}" if typed.strip() else "")


def count_of(typed: Typed) -> int | None:
    """Return how many descriptors the library would list."""
    understood = understand(typed.text, typed.scope) if typed.means_another_there else typed.understood
    return answer.total(understood.as_query(), typed.scope)


def told(count: int) -> str:
    """Return a number of descriptors in words."""
    return ngettext("%(n)s descriptor matches", "%(n)s descriptors match", count) % {"n": f"{count:,}"}


def has(field: str, text: str, scope: Scope) -> bool:
    """Return whether a value of a filter is known here."""
    return bool(NAMED[field](name_key(text), scope))


TABS: list[Tab] = [
    Tab(
        gettext_lazy("Judgement"),
        "library",
        count=count_of,
        told=told,
        has=has,
        only=gettext_lazy("Only descriptors have the %(field)s “%(text)s”."),
    )
]


@dataclass(frozen=True)
class Beside:
    """A tab and how many it has of what is typed."""

    tab: Tab
    count: int | None


def beside(current: str, typed: Typed) -> list[Beside]:
    """Return the other tabs."""
    return [Beside(tab, tab.count(typed)) for tab in TABS if tab.url_name != current]


def tabs_for(current: str, typed: str, count: int, others: list[Beside]) -> list[dict[str, Any]]:
    """Return what web/components/tabs.html draws: each tab takes the words along and says how many there are."""
    counts = {current: count} | {other.tab.url_name: other.count for other in others}
    return [
        {
            "label": tab.label,
            "url": tab.url(typed),
            "current": tab.url_name == current,
            "count": "" if (n := counts.get(tab.url_name)) is None else f"{n:,}",
        }
        for tab in TABS
    ]


def sentences(current: str, typed: Typed) -> list[dict[str, str]]:
    """Return what is to be said about the words: where only another tab knows a value, that, with the way there."""
    return [sentence_for(sentence, current, typed) for sentence in typed.understood.sentences]


def sentence_for(sentence: str, current: str, typed: Typed) -> dict[str, str]:
    """Return one sentence, with a way where there is one."""
    if sentence not in typed.understood.unknown:
        return {"text": sentence, "url": ""}
    field, text = typed.understood.unknown[sentence]
    knows = next((tab for tab in TABS if tab.url_name != current and tab.has(field, text, typed.scope)), None)
    return (
        {"text": str(knows.only) % {"field": field, "text": text}, "url": knows.url(typed.text)} if knows else {"text": sentence, "url": ""}
    )

"""What "How to search" tells: an example of everything that the search box understands."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assay.descriptors.search.asked import Scope
from assay.descriptors.search.completing import FIELDS, field_names

WORDS: dict[str, Promise] = {
    "polish": _("the word and its other forms"),
    '"white space"': _("words that stand together, as they are"),
    "pol": _("a word that is not typed to its end"),
    "-joint": _("leaves out what has the word"),
    "-skill:17": _("leaves out a skill; so it does with the other filters"),
    "1042": _("the number of a descriptor"),
    "09": _("the code of a skill: the box offers it as a filter"),
    "§3": _("a section of your skill, or of the skill that is asked for: the box offers it as a filter"),
}
OF_FIELDS: dict[str, tuple[str, ...]] = {
    "skill": ("skill:17", "skill:welding"),
    "section": ('section:"work organization"', "section:3"),
    "quality": ("quality:exemplary",),
    "status": ("status:draft",),
    "tag": ("tag:safety",),
    "category": ("category:communication",),
    "sector": ("sector:construction",),
    "source": ("source:WSC2024",),
    "name": ("name:joint",),
    "level3": ('level3:"not visible"',),
    "code": ("code:B2.1",),
    "has": ("has:level2", "has:4levels"),
    "lacks": ("lacks:level2", "lacks:tag"),
    "updated": ("updated:>2026-01", "updated:2026-01-31"),
    "by": ("by:me",),
}


def how_to_search(scope: Scope) -> SafeString:
    """Return the examples that mean something to the person."""
    return told(tuple(field_names(scope)), get_language())


@lru_cache(maxsize=64)
def told(fields: tuple[str, ...], _language: str | None) -> SafeString:
    """Draw the examples once for the same fields."""
    pairs = [(typed(example), sentence) for example, sentence in WORDS.items()]
    pairs += [(typed(*OF_FIELDS[name]), FIELDS[name]) for name in fields if name in OF_FIELDS]
    return render_to_string("descriptors/how_to_search.html", {"pairs": pairs})


def typed(*examples: str) -> SafeString:
    """Return examples as they are typed."""
    return format_html_join(" ", "<code>{}</code>", ((example,) for example in examples))

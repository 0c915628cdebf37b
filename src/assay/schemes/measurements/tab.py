"""Measurement aspects as a tab beside the library."""

from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.library.tabs import Tab, Typed
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.query import understand
from assay.names import name_key
from assay.schemes.measurements.asking import asked
from assay.schemes.measurements.finding import Readable


def count_of(typed: Typed) -> int | None:
    """Return how many its page would list; None where their words must be read first, or where something typed means nothing here."""
    readable = Readable.of(typed.scope.user, typed.scope.now)
    if not readable.is_at_hand:
        return None
    sources = readable.sources_named
    question = asked(understand(typed.text, typed.scope, source=sources) if typed.means_another_there else typed.understood, {})
    if question.left_out:
        return None
    meant, found, _words = readable.answering(question)
    return found.total(meant.chosen)


def told(count: int) -> str:
    """Return a number of measurement aspects in words."""
    return ngettext("%(n)s measurement aspect matches", "%(n)s measurement aspects match", count) % {"n": f"{count:,}"}


def has(field: str, text: str, scope: Scope) -> bool:
    """Return whether the schemes that the person may read have this source; of other fields they have no values of their own."""
    return field == "source" and bool(Readable.of(scope.user, scope.now).sources_named(name_key(text), scope))


MEASURED = Tab(
    gettext_lazy("Measurement (imported)"),
    "measurements",
    count=count_of,
    told=told,
    has=has,
    only=gettext_lazy("Only measurement aspects have the %(field)s “%(text)s”."),
)

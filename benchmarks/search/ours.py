"""Ask Assay: the questions as the page asks them, and the near-duplicates of a wording."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.descriptors.search import answer
from assay.descriptors.search.asked import Page, Query, Scope
from assay.descriptors.search.query import understand
from assay.descriptors.wording import Wording
from assay.standards.models import Sector

Chosen = dict[str, frozenset[str]]


def person(name: str) -> User:
    """Return one of the accounts that the generator made."""
    return User.objects.get(email=f"{name}@example.org")


def two_filters() -> Chosen:
    """Return a choice of two filters that leaves some of everything."""
    sector = Sector.objects.order_by("name").first()
    return {"sector": frozenset({str(sector.uid if sector else "")}), "quality": frozenset({"GOOD", "REFERENCE"})}


def ask(typed: str, user: User, chosen: Chosen) -> Page:
    """Return rows, total and all facets."""
    scope = Scope.of(user, timezone.now())
    found = answer.search(Query(clauses=tuple(understand(typed, scope).clauses), chosen=chosen), scope)
    if found.degraded or not found.facets.keys():  # which waits for the counts
        raise RuntimeError("The index does not answer.")
    return found


def near_duplicates(count: int) -> list[Callable[[], Any]]:
    """Return checks of wordings that are nearly in the library: one word in twelve is left out. Empty without that part."""
    if not find_spec("assay.descriptors.search.similar"):
        return []
    similar = import_module("assay.descriptors.search.similar").similar
    chance, scope = Random(count), Scope.of(person("scm"), timezone.now())
    last = Descriptor.objects.count()
    rows = Descriptor.objects.filter(number__in=[chance.randrange(1, last + 1) for _ in range(count)])
    return [partial(similar, varied(row.wording, chance), scope) for row in rows]


def varied(wording: Wording, chance: Random) -> Wording:
    """Return a wording with a twelfth of its words left out."""
    low, met, good, best = (" ".join(word for word in text.split() if chance.random() > 1 / 12) for text in wording.levels)
    return Wording(wording.criterion_name, (low, met, good, best), wording.section)

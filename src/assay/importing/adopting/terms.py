"""Categories and tags by their names, made where they are not here."""

from collections.abc import Iterable
from typing import TypeVar

from assay.descriptors.curating.terms import LONGEST
from assay.descriptors.models import Category, Tag
from assay.history.record import Fact
from assay.importing.adopting.plan import Work
from assay.names import name_key

T = TypeVar("T", Tag, Category)


def terms_named(kind: type[T], names: Iterable[str], work: Work) -> dict[str, T]:
    """Return the terms of all names by their keys; a merged one is what it became."""
    wanted = {name_key(name): name for name in names}
    found = {term.name_key: term.merged_into or term for term in kind.objects.select_related("merged_into")}
    made = [kind(name=name, name_key=key) for key, name in sorted(wanted.items()) if key not in found]
    kind.objects.bulk_create(made)
    if kind is Category:
        work.ledger.tell(*(Fact("category", term.uid, "created") for term in made))
    return found | {term.name_key: term for term in made}


def fitting(names: Iterable[str]) -> list[str]:
    """Return the names as terms can have them."""
    cut = (name[:LONGEST].rstrip() for name in names)
    return [name for name in cut if name and len(name_key(name)) <= LONGEST * 2]

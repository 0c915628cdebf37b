"""What is asked of measurement aspects: the words and fields of the search box, as far as they mean something here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assay.descriptors.search.asked import Clause
from assay.descriptors.search.query import Understood
from assay.schemes.measurements.shelves import TEXTS_OF

FILTERS = ("skill", "section", "source")
Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Asked:
    """Words, the values of FILTERS that are wanted, and those that are not; and the fields that mean nothing here."""

    clauses: tuple[Clause, ...]
    chosen: Chosen
    excluded: tuple[tuple[str, frozenset[str]], ...]
    left_out: tuple[str, ...]


def asked(understood: Understood, chosen: Chosen) -> Asked:
    """Return what was typed, with what the page's filters choose."""
    wanted = {name: frozenset(values) for name, values in chosen.items()}
    for name, values in understood.fixed:
        if name in FILTERS:
            wanted[name] = wanted.get(name, values) & values
    return Asked(
        clauses=tuple(clause for clause in understood.clauses if clause.fields in TEXTS_OF),
        chosen=wanted,
        excluded=tuple((name, values) for name, values in understood.excluded if name in FILTERS),
        left_out=tuple(dict.fromkeys(left_out(understood))),
    )


def left_out(understood: Understood) -> list[str]:
    """Return the fields that were typed and mean nothing here."""
    used = {
        "by": understood.by_me,
        "has": understood.having,
        "lacks": understood.lacking,
        "updated": understood.since or understood.before,
    }
    found = [name for name, is_asked in used.items() if is_asked]
    found += [name for name, _values in (*understood.fixed, *understood.excluded) if name not in FILTERS]
    return found + [clause.fields[0] for clause in understood.clauses if clause.fields not in TEXTS_OF]

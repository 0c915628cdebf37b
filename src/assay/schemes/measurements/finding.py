"""Which measurement aspects match: from the database on both engines; there are some hundred in a scheme."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from itertools import takewhile
from operator import and_, or_
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from assay.descriptors.search.analysis import stem
from assay.descriptors.search.asked import TEXT_FIELDS, Clause, Counts
from assay.schemes.models import Aspect, SchemeSection
from assay.schemes.querysets import Aspects

SCHEME = "sub_criterion__scheme"
NAME = "description"
# What the fields of a word mean here.
TEXTS_OF = {TEXT_FIELDS: (NAME, "extra", "requirement", "code"), ("name",): (NAME,), ("code",): ("code",)}
FILTERS = ("skill", "section", "source")
COLUMNS = {"skill": f"{SCHEME}__skill__code", "source": f"{SCHEME}__competition__code"}
Chosen = Mapping[str, Collection[str]]
Excluded = Collection[tuple[str, Collection[str]]]


def narrowed(rows: Aspects, clauses: Collection[Clause], chosen: Chosen, excluded: Excluded = ()) -> QuerySet[Aspect]:
    """Keep the rows that have the words and are of the chosen values of FILTERS, but not of excluded ones."""
    found: QuerySet[Aspect] = rows
    for clause in clauses:
        says = stands(clause, TEXTS_OF[clause.fields])
        found = found.exclude(says) if clause.without else found.filter(says)
    for name, values in chosen.items():
        found = found.filter(of_values(name, values))
    for name, values in excluded:
        found = found.exclude(of_values(name, values))
    return found


def of_values(name: str, values: Collection[str]) -> Q:
    """Return whether an aspect has one of these values of a filter."""
    return of_sections(values) if name == "section" else Q(**{f"{COLUMNS[name]}__in": sorted(values)})


def of_sections(uids: Collection[str]) -> Q:
    """Return whether an aspect's number stands for one of these sections in its scheme."""
    meant = SchemeSection.objects.filter(
        scheme=OuterRef(f"{SCHEME}"), number=OuterRef("section_number"), wsos_section__uid__in=sorted(uids)
    )
    return Q(Exists(meant))


def stands(clause: Clause, texts: Collection[str]) -> Q:
    """Return whether the words stand in one of the texts: whole, in a row, or by their stem as a beginning."""
    pattern, some = pattern_of(clause)
    first = {"icontains": some} if some.isascii() else {}  # what SQLite compares without case is ASCII only
    found = [Q(**{f"{text}__{how}": value for how, value in (first | {"iregex": pattern}).items()}) for text in texts]
    if not clause.typed.isascii():  # signs that are folded into others, such as µ and ², are looked for as they were typed too
        found += [Q(**{f"{text}__iregex": rf"(^|\W){re.escape(clause.typed)}"}) for text in texts]
    return reduce(or_, found)


def pattern_of(clause: Clause) -> tuple[str, str]:
    """Return a pattern that both databases know, and a part of it without which nothing matches: that is looked for first."""
    end = "" if clause.half_typed else r"($|\W)"
    if len(clause.words) > 1 or clause.exact:
        return r"(^|\W)" + r"\W+".join(map(re.escape, clause.words)) + end, clause.words[0]
    beginning = shared_beginning(clause.words[0], stem(clause.words[0]))
    return rf"(^|\W){re.escape(beginning)}", beginning


def shared_beginning(word: str, other: str) -> str:
    """Return the letters with which both begin."""
    return "".join(one for one, _other in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))


def in_order(rows: QuerySet[Aspect], clauses: Collection[Clause]) -> QuerySet[Aspect]:
    """Sort those first that say it in their description, then the latest competition, as they stand in the scheme."""
    wanted = [stands(clause, (NAME,)) for clause in clauses if not clause.without and clause.fields == TEXT_FIELDS]
    first: Any = Case(When(reduce(and_, wanted), then=Value(0)), default=Value(1), output_field=IntegerField()) if wanted else Value(0)
    return rows.annotate(place=first).order_by("place", f"-{SCHEME}__competition__first_day", SCHEME, "row", "pk")


class Tally:
    """Rows counted once by everything that filters them, in two queries; every filter is then counted from these groups."""

    def __init__(self, rows: QuerySet[Aspect]) -> None:
        columns = (COLUMNS["skill"], COLUMNS["source"], SCHEME, "section_number")
        groups = list(rows.order_by().values_list(*columns).annotate(n=Count("pk")))
        meant: dict[tuple[int, int], set[str]] = defaultdict(set)
        for scheme, number, uid in section_uids({scheme for _skill, _source, scheme, _number, _count in groups}):
            meant[scheme, number].add(str(uid))
        self.groups = [
            ({"skill": {skill}, "source": {source}, "section": meant.get((scheme, number), set())}, count)
            for skill, source, scheme, number, count in groups
        ]

    def total(self, chosen: Chosen) -> int:
        """Return how many rows are of the chosen values."""
        return sum(count for _values, count in self.among(chosen))

    def counts(self, name: str, chosen: Chosen) -> Counts:
        """Return value → number of rows of one filter, without its own choice."""
        found: Counter[str] = Counter()
        for values, count in self.among(without(name, chosen)):
            found.update(dict.fromkeys(values[name], count))
        return found

    def among(self, chosen: Chosen) -> Iterator[tuple[dict[str, set[str]], int]]:
        """Yield the groups of the chosen values."""
        wanted = {name: set(values) for name, values in chosen.items()}
        return (group for group in self.groups if all(group[0][name] & values for name, values in wanted.items()))


def without(name: str, chosen: Chosen) -> Chosen:
    """Return the choice without one filter."""
    return {other: values for other, values in chosen.items() if other != name}


def section_uids(schemes: Collection[int]) -> QuerySet[Any, Any]:
    """Return scheme, number and section of every settled section of these schemes."""
    rows = SchemeSection.objects.filter(scheme__in=schemes, wsos_section__isnull=False)
    return rows.values_list("scheme", "number", "wsos_section__uid")

"""Which measurement aspects match: from the database on both engines; there are some hundred in a scheme."""

import re
from collections.abc import Collection, Mapping
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


def narrowed(rows: Aspects, clauses: Collection[Clause], chosen: Chosen) -> QuerySet[Aspect]:
    """Keep the rows that have the words and are of the chosen values of FILTERS."""
    found: QuerySet[Aspect] = rows
    for clause in clauses:
        says = stands(clause, TEXTS_OF[clause.fields])
        found = found.exclude(says) if clause.without else found.filter(says)
    for name, values in chosen.items():
        found = found.filter(of_sections(values) if name == "section" else Q(**{f"{COLUMNS[name]}__in": sorted(values)}))
    return found


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


def counted(rows: QuerySet[Aspect], name: str) -> Counts:
    """Return value → number of rows of one filter."""
    if name == "section":
        return by_section(rows)
    column = COLUMNS[name]
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def by_section(rows: QuerySet[Aspect]) -> Counts:
    """Return section → number of rows: counted by scheme and number, and put together by what each number stands for."""
    numbers = rows.exclude(section_number=None).order_by().values_list(SCHEME, "section_number").annotate(n=Count("pk"))
    meant = {(scheme, number): str(uid) for scheme, number, uid in section_uids(numbers)}
    found: dict[str, int] = {}
    for scheme, number, count in numbers:
        if uid := meant.get((scheme, number)):
            found[uid] = found.get(uid, 0) + count
    return found


def section_uids(numbers: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return scheme, number and section of every section of the schemes that were counted."""
    schemes = {scheme for scheme, _number, _count in numbers}
    rows = SchemeSection.objects.filter(scheme__in=schemes, wsos_section__isnull=False)
    return rows.values_list("scheme", "number", "wsos_section__uid")

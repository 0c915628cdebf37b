"""Answer from the database, on both engines: slower and plainer, for when there is no index."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from functools import reduce
from heapq import nsmallest
from operator import add, or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import TruncSecond

from assay.descriptors.models import Descriptor, Tag
from assay.descriptors.querysets import IN_LIBRARY, IN_REVIEW, Descriptors
from assay.descriptors.search.analysis import folded, words
from assay.descriptors.search.asked import Clause, Counts, Order, Page, Query, Reach, Scope, enough
from assay.descriptors.search.highlight import Wanted
from assay.descriptors.search.sorting import name_place
from assay.descriptors.states import DRAFT, Quality
from assay.descriptors.wording import LEVELS
from assay.names import name_key

COLUMNS = {
    "skill": "skill__code",
    "sector": "sector__uid",
    "category": "categories__uid",
    "section": "wsos_section__uid",
    "quality": "quality_indicator",
    "source": "source",
    "status": "batch_status",
    "tag": "tags__uid",
}
TEXT_COLUMNS = {
    "name": ("criterion_name",),
    **{f"level{n}": (f"score{n}",) for n in LEVELS},
    "code": ("code",),
    "about": ("skill__name", "wsos_section__name"),
}
FEW = 5  # found, and some of the words are enough
IN_WORK = Q(batch_status=DRAFT) | IN_REVIEW
REACHED = {Reach.LIBRARY: IN_LIBRARY, Reach.WORK: IN_WORK, Reach.EVERYTHING: IN_LIBRARY | IN_WORK}
PRESENT = {
    **{f"level{n}": ~Q(**{f"score{n}": ""}) for n in LEVELS},
    "section": Q(wsos_section__isnull=False),
    "category": Q(pk__in=Descriptor.categories.through.objects.values("descriptor")),
    "tag": Q(pk__in=Descriptor.tags.through.objects.values("descriptor")),
}
LONGEST_NUMBER = 18  # digits that a column of numbers holds
RELIABLE = {Quality.EXCELLENT: 0, Quality.GOOD: 1, Quality.REFERENCE: 2, Quality.NEEDS_REVIEW: 3}


def search(query: Query, scope: Scope) -> Page:
    """Return the same answer as the index would, without ranking by words or correcting them."""
    rows = matching(query, scope)
    total = rows.count()
    if total < FEW and query.loose and not (query.as_typed or query.some_words):
        wider = search(replace(query, some_words=True), scope)
        if wider.total > total:
            return replace(wider, with_all=total)
    without = {} if total else {name: matching(query.without_facet(name), scope).count() for name in query.chosen}
    return Page(
        total=total,
        rows=shown(rows, query),
        facets=facets(query, scope),
        degraded=True,
        without=without,
    )


def total(query: Query, scope: Scope) -> int:
    """Return how many rows `search` would find."""
    found = matching(query, scope).count()
    loosens = found < FEW and query.loose and not query.as_typed
    return max(found, matching(replace(query, some_words=True), scope).count()) if loosens else found


def facets(query: Query, scope: Scope) -> dict[str, Counts]:
    """Return the counts of every filter, each without its own choice."""
    return {name: counts(query, scope, name) for name in scope.facets}


def matching(query: Query, scope: Scope) -> Descriptors:
    """Return the rows that match and that the person may see."""
    return narrowed(Descriptor.objects.live().filter(REACHED[query.reach]).visible_to(scope.user, now=scope.now), query, scope)


def narrowed(rows: Descriptors, query: Query, scope: Scope) -> Descriptors:
    """Keep, of any rows, those that match."""
    rows = saying(rows, query)
    for name, values in (*query.chosen.items(), *query.fixed):
        rows = rows.filter(pk__in=of_values(name, values))
    for name, values in query.excluded:
        rows = rows.exclude(pk__in=of_values(name, values))
    if query.by_me:
        rows = rows.filter(created_by=scope.user)
    for part in query.having:
        rows = rows.filter(PRESENT[part])
    for group in query.lacking:
        rows = rows.filter(reduce(or_, (~PRESENT[part] for part in group)))
    if query.since is not None:
        rows = rows.filter(updated_at__gte=query.since)
    if query.before is not None:
        rows = rows.filter(updated_at__lt=query.before)
    if query.among is not None:
        rows = rows.filter(uid__in=query.among)
    return rows


def of_values(name: str, values: Iterable[str]) -> QuerySet[Descriptor, Any]:
    """Return the rows that have one of these values of a filter, by their primary keys."""
    return Descriptor.objects.filter(**{f"{COLUMNS[name]}__in": sorted(values)}).values("pk")


def saying(rows: Descriptors, query: Query) -> Descriptors:
    """Keep the rows that have the words, or enough of the loose ones."""
    loose = query.loose if query.some_words else ()
    for clause in query.clauses:
        if clause not in loose:
            rows = rows.exclude(pk__in=those_saying(clause, rows)) if clause.without else rows.filter(stands(clause))
    if not loose:
        return rows
    shared = (Case(When(stands(clause), then=1), default=0, output_field=IntegerField()) for clause in loose)
    counted_words: Any = rows.annotate(shared=reduce(add, shared))
    kept: Descriptors = counted_words.filter(shared__gte=enough(len(loose)))
    return kept


def stands(clause: Clause) -> Q:
    """Return whether the words stand in one of the clause's fields, in a row."""
    text = clause.typed or " ".join(clause.words)
    whole = {f"level{n}" for n in LEVELS} if clause.begins_little else set()
    columns = [column for field in clause.fields if field not in whole for column in TEXT_COLUMNS.get(field, ())]
    found = [Q(**{f"{column}__icontains": text}) for column in columns]
    found += [Q(**{f"{column}__iregex": rf"(^|\W){re.escape(text)}($|\W)"}) for field in whole for column in TEXT_COLUMNS[field]]
    if "tags" in clause.fields:
        found.append(Q(pk__in=Tag.objects.filter(name_key__contains=name_key(text)).values("descriptors")))
    return reduce(or_, [*found, *numbered(clause)])


def those_saying(clause: Clause, rows: Descriptors) -> list[int]:
    """Return the primary keys of the rows that have the words as the index reads them: what is left out is neither more nor less.

    The database says which rows may have them, by how their forms begin; where a sign may be written in several ways, any may.
    """
    word = Wanted(clause)
    columns = [column for field in clause.fields for column in TEXT_COLUMNS.get(field, ())]
    one_way = word.needle.isascii() and "ss" not in clause.words[0]  # which ß is, too
    may = [Q(**{f"{column}__icontains": word.needle}) for column in columns if one_way]
    texts = (rows.filter(reduce(or_, may)) if may else rows).values_list("pk", *columns).order_by()
    found = {pk for pk, *said in texts if any(text and says(word, text) for text in said)} if columns else set()
    if "tags" in clause.fields:
        tags = [pk for pk, name in Tag.objects.values_list("pk", "name") if says(word, name)]
        found.update(Descriptor.tags.through.objects.filter(tag__in=tags).values_list("descriptor", flat=True))
    return [*found, *(rows.filter(reduce(or_, numbers)).values_list("pk", flat=True) if (numbers := numbered(clause)) else ())]


def says(word: Wanted, text: str) -> bool:
    """Return whether a word or phrase stands in a text."""
    return next(word.spans(folded(text)), None) is not None


def numbered(clause: Clause) -> list[Q]:
    """Return whether it is the descriptor's number, where it may be one."""
    text = clause.typed or " ".join(clause.words)
    return [Q(number=int(text[:LONGEST_NUMBER]))] if len(clause.fields) > 1 and text.isdecimal() else []


def shown(rows: QuerySet[Descriptor], query: Query) -> list[UUID]:
    """Return the part of the list to show; no database sorts names as people do, so they are sorted here."""
    end = query.start + query.size
    if query.order is Order.NAME:
        named = rows.values_list("criterion_name", "number", "uid").iterator()
        return [uid for _name, _number, uid in nsmallest(end, named, key=lambda row: name_place(words(row[0]), row[1]))[query.start :]]
    return list(in_order(rows, query).values_list("uid", flat=True)[query.start : end])


def in_order(rows: QuerySet[Descriptor], query: Query) -> QuerySet[Descriptor]:
    """Sort by time where that is asked; else the person's own sectors first without words, then what is most reliable, then the newest."""
    if query.order is Order.NEWEST:
        return rows.order_by(TruncSecond("updated_at", tzinfo=UTC).desc(), "number")
    first = query.first_sectors if not query.clauses else frozenset()
    own = Case(When(sector__uid__in=sorted(first), then=Value(0)), default=Value(1), output_field=IntegerField())
    reliable = Case(*(When(quality_indicator=quality, then=Value(place)) for quality, place in RELIABLE.items()), default=Value(9))
    shared = ["-shared"] if query.some_words and query.loose else []
    return rows.order_by(*shared, own, reliable, "-updated_at", "-pk")


def counts(query: Query, scope: Scope, name: str) -> Counts:
    """Return value → number of rows of one filter, without its own choice; of the status, what each would give."""
    others = query.without_facet(name)
    return counted(matching(replace(others, only=Reach.EVERYTHING) if name == "status" else others, scope), name)


def counted(rows: QuerySet[Descriptor], name: str) -> Counts:
    """Return value → number of rows of one filter."""
    column = COLUMNS[name]
    found = rows.exclude(**{f"{column}__isnull": True}).order_by().values_list(column).annotate(n=Count("pk", distinct=True))
    return {str(value): number for value, number in found}

"""Answer from the index: visibility, what changed since, filters and counts are all inside the query."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, NamedTuple
from uuid import UUID

import tantivy
from django.db.models import QuerySet
from tantivy import Order as Direction

from assay.descriptors.search import fallback, store
from assay.descriptors.search.asked import Order, Page, Query, Reach, Scope
from assay.descriptors.search.correcting import corrected_clauses, may_be_corrected, nearest
from assay.descriptors.search.counting import Counting, Part
from assay.descriptors.search.matching import everything_asked
from assay.descriptors.search.names import Names
from assay.descriptors.search.schema import BY_NAME, BY_TIME, RENAMED, Mark
from assay.descriptors.search.store import Snapshot, Unavailable
from assay.history.models import Event
from assay.web.prepared import asked

FEW = 5  # found, and words that nobody wrote are corrected, and some of the words are enough
MOST_PENDING = 500
PATIENCE = 0.3  # seconds that a person waits for the index to reach their own change
LOOK_AGAIN = 0.02
LATE = timedelta(seconds=3)  # behind the events, an index no longer answers: whoever follows them is gone or stuck
LONGEST = "tag"  # rows have several, of hundreds: counting it takes as long as all other filters together
MANY = 50_000  # descriptors, from which the longest filter is counted beside the others: of fewer, beginning takes as long as it gains
SORTED: dict[Order, dict[str, Any]] = {
    Order.RELEVANCE: {"weight_by_field": "lift"},
    Order.NEWEST: {"order_by_field": BY_TIME, "order": Direction.Desc},
    Order.NAME: {"order_by_field": BY_NAME, "order": Direction.Asc},
}


class Change(NamedTuple):
    """What a search needs to know of an event."""

    position: int
    transaction: UUID
    subject_type: str
    subject: UUID
    actor_id: int | None
    at: datetime

    def is_at(self, mark: Mark) -> bool:
        """Return whether this is the marked event itself."""
        return self.position == mark.position and str(self.transaction) == mark.transaction


@dataclass(frozen=True)
class Asking:
    """One search: the commit that answers it, and what that commit does not know yet."""

    found: Snapshot
    pending: list[Change]
    query: Query
    scope: Scope

    @cached_property
    def changed(self) -> list[UUID]:
        """Return the descriptors that may be out of date."""
        return sorted({change.subject for change in self.pending if change.subject_type == "descriptor"})

    @property
    def names(self) -> Names:
        """Return the names that were read before, unless something was renamed meanwhile."""
        return Names() if any(change.subject_type in RENAMED for change in self.pending) else self.found.names

    @cached_property
    def asked(self) -> tantivy.Query:
        """Return the engine's query, which finds the rows and counts the filters."""
        return everything_asked(self.query, self.scope, self.changed)

    def question(self, query: Query) -> tantivy.Query:
        """Return the engine's query, of this search or of a variation of it."""
        return self.asked if query is self.query else everything_asked(query, self.scope, self.changed)

    def count(self, query: Query) -> int:
        """Return how many match exactly."""
        return int(self.found.searcher.search(self.question(query), 1).count)  # type: ignore[attr-defined]  # the stub leaves it out


def search(query: Query, scope: Scope) -> Page:
    """Return the answer of the index. Raises Unavailable where it cannot answer exactly."""
    found, pending = up_to_date(scope)
    asking = Asking(found, pending, query, scope)
    with store.trusting():
        looked = look(asking)
        return answer(looked if looked.total >= FEW or query.as_typed else wider(looked))


def counts(queries: Sequence[Query], scope: Scope) -> list[int]:
    """Return of each question how many rows match it. Raises Unavailable where the index cannot answer exactly."""
    found, pending = up_to_date(scope)
    with store.trusting():
        return [Asking(found, pending, query, scope).count(query) for query in queries]


def total(query: Query, scope: Scope) -> int:
    """Return how many rows a search would find, corrected and loosened as it would be. Raises Unavailable as `search` does."""
    found, pending = up_to_date(scope)
    asking = Asking(found, pending, query, scope)
    with store.trusting():
        exactly = asking.count(query)
        return exactly if exactly >= FEW or query.as_typed else wider(look(asking)).total


@dataclass(frozen=True)
class Looked:
    """How many rows a question finds and which to show; the counts of the filters are on their way."""

    asking: Asking
    total: int
    rows: list[UUID]
    facets: Counting
    corrected: tuple[tuple[str, str], ...] = ()
    with_all: int | None = None


def look(asking: Asking) -> Looked:
    """Ask the engine; the filters are counted meanwhile."""
    query, searcher, counts = asking.query, asking.found.searcher, facets(asking)
    result = searcher.search(asking.asked, query.size, offset=query.start, **SORTED[query.order])
    total = int(result.count)  # type: ignore[attr-defined]  # the stub leaves it out
    return Looked(asking, total, [UUID(str(searcher.doc(address).get_first("uid"))) for _, address in result.hits], counts)


def answer(looked: Looked) -> Page:
    """Return what was found, with the counts of the filters."""
    asking, query, total = looked.asking, looked.asking.query, looked.total
    return Page(
        total=total,
        rows=looked.rows,
        facets=looked.facets,
        corrected=looked.corrected,
        with_all=looked.with_all,
        names=asking.names,
        without={} if total else {name: asking.count(query.without_facet(name)) for name in query.chosen},
    )


def wider(looked: Looked) -> Looked:
    """Return, where next to nothing was found, what the words find that were probably meant, or some of the words."""
    asking = looked.asking
    meant = () if looked.total else meant_by(asking)  # where something has all words, each of them is known
    query = replace(asking.query, clauses=corrected_clauses(asking.query.clauses, meant))
    attempts = [query] if meant else []
    attempts += [replace(query, some_words=True)] if query.loose else []
    for attempt in attempts:
        better = look(replace(asking, query=attempt))
        if better.total > looked.total:
            looked = replace(better, corrected=meant, with_all=looked.total if attempt.some_words else None)
        if looked.total >= FEW:
            break
    return looked


def meant_by(asking: Asking) -> tuple[tuple[str, str], ...]:
    """Return each word that nobody wrote, with the one that was probably meant: rather one that stands beside the other words."""
    everybody, searcher = Query(only=asking.query.reach), asking.found.searcher
    words = [clause for clause in asking.query.clauses if may_be_corrected(clause)]
    unknown = [clause.words[0] for clause in words if not asking.count(replace(everybody, clauses=(clause,)))]
    known = tuple(clause for clause in words if clause.words[0] not in unknown)
    places = [replace(everybody, clauses=known), everybody] if known else [everybody]
    guesses = [(word, next(filter(None, (nearest(word, searcher, asking.question(place)) for place in places)), "")) for word in unknown]
    return tuple((word, guess) for word, guess in guesses if guess)


def facets(asking: Asking) -> Counting:
    """Begin to count every filter, each without its own choice, so that another choice can be weighed."""
    query, scope = asking.query, asking.scope
    free = [name for name in scope.facets if name not in query.chosen]
    apart = [LONGEST] if LONGEST in free and asking.found.searcher.num_docs > MANY else []
    parts = [(query, [name for name in free if name not in apart]), (query, apart)]
    parts += [(query.without_facet(name), [name]) for name in query.chosen if name in scope.facets]
    parts += in_workflow(asking)
    begun = [Part(asking.found.searcher, asking.question(question), names) for question, names in parts if names]
    return Counting(begun, otherwise=partial(fallback.facets, query, scope))


def in_workflow(asking: Asking) -> list[tuple[Query, list[str]]]:
    """Return what counts the statuses of rows that are written and reviewed, beside those of the library's rows."""
    query = asking.query.without_facet("status")
    return [(replace(query, only=Reach.WORK), ["status"])] if query.reach is Reach.LIBRARY and asking.scope.sees_work else []


def up_to_date(scope: Scope) -> tuple[Snapshot, list[Change]]:
    """Return the last commit and what changed since; who changed something waits a moment for their own. Raises Unavailable."""
    found = store.snapshot()
    pending = pending_after(found.mark)
    mine = max((event.position for event in pending if event.actor_id == scope.user.pk), default=0)
    if mine and store.is_followed():
        found = wait_for(mine, found)
        pending = [event for event in pending if event.position > found.mark.position]
    if is_late(pending, scope.now):
        raise Unavailable("nobody follows what changes, or too slowly")
    return found, pending


def is_late(pending: Sequence[Change], now: datetime) -> bool:
    """Return whether what changed should have been followed long ago."""
    return bool(pending) and pending[0].at < now - LATE


def pending_after(mark: Mark) -> list[Change]:
    """Return what changed since the mark, oldest first. Raises Unavailable where that is too much."""
    events = list(map(Change._make, asked(events_from, mark.position)))
    if mark.position and not (events and events[0].is_at(mark)):
        raise Unavailable("the index is of another database")
    pending = [event for event in events if event.position > mark.position]
    if len(pending) > MOST_PENDING:
        raise Unavailable("too much changed since the index was written")
    return pending


def events_from(position: int) -> QuerySet[Event, tuple[Any, ...]]:
    """Return the events from one on, as far as a search looks."""
    rows = Event.objects.filter(position__gte=position).order_by("position")
    return rows.values_list(*Change._fields)[: MOST_PENDING + 2]


def wait_for(position: int, found: Snapshot) -> Snapshot:
    """Return the commit that holds an event, or after a moment whatever there is."""
    until = time.monotonic() + PATIENCE
    while found.mark.position < position and time.monotonic() < until:
        time.sleep(LOOK_AGAIN)
        found = store.snapshot()
    return found

"""What is asked, as a query of the engine."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import tantivy
from tantivy import FieldType, Occur

from assay.descriptors.search.analysis import stem
from assay.descriptors.search.asked import LEVEL_FIELDS, SHORTEST_IN_LEVELS, TEXT_FIELDS, Clause, Query, Reach, Scope, enough
from assay.descriptors.search.schema import BEGINS, CLASSES, SCHEMA, microseconds, stemmed

# Fitted on one half of judged questions: benchmarks/relevance/README.md.
WEIGHTS = {"name": 2.0, "code": 2.0, "tags": 2.0, "about": 1.2}
OTHER_FIELDS = 0.1  # of what a word scores in the fields beside its best one: level texts repeat each other
# What a word scores that only begins as the half-typed one, beside the few units of a whole word.
BEGINNING = 0.5
OWN_SECTOR = 1000.0
ALL_WORDS = 1000.0  # for what has all words, before what has some of them
FEW_VALUES = 30  # a set of terms costs as much as so many single ones

Parts = list[tuple[Occur, tantivy.Query]]


def everything_asked(query: Query, scope: Scope, changed: Iterable[UUID]) -> tantivy.Query:
    """Return the whole question: text, filters, and only what the person may see and is not out of date."""
    parts: Parts = [(Occur.Must, wording(query)), *visible(scope, query.reach), *narrowing(query)]
    if query.by_me:
        parts.append((Occur.Must, silent(term("author", str(scope.user.pk)))))
    if stale := [str(uid) for uid in changed]:
        parts.append((Occur.MustNot, one_of("uid", stale)))
    return tantivy.Query.boolean_query(parts)


def narrowing(query: Query) -> Parts:
    """Return what narrows a question and scores nothing."""
    parts: Parts = [(Occur.Must, silent(one_of(name, values))) for name, values in (*query.chosen.items(), *query.fixed)]
    parts += [(Occur.MustNot, one_of(name, values)) for name, values in query.excluded if values]
    parts += [(Occur.Must, silent(term("present", part))) for part in sorted(query.having)]
    parts += [(Occur.MustNot, all_present(group)) for group in query.lacking]
    if query.since is not None or query.before is not None:
        parts.append((Occur.Must, silent(updated(query.since, query.before))))
    if query.among is not None:
        parts.append((Occur.Must, silent(one_of("uid", map(str, query.among)))))
    return parts


def all_present(group: Iterable[str]) -> tantivy.Query:
    """Return what has all of these parts."""
    return tantivy.Query.boolean_query([(Occur.Must, term("present", part)) for part in sorted(group)])


def updated(since: datetime | None, before: datetime | None) -> tantivy.Query:
    """Return what was changed in a time, its first moment included."""
    lowest, highest = (microseconds(moment) if moment else None for moment in (since, before))
    return tantivy.Query.range_query(
        SCHEMA, "updated", FieldType.Integer, lower_bound=lowest, upper_bound=highest, include_upper=highest is None
    )


def visible(scope: Scope, reach: Reach) -> Parts:
    """Return what keeps a question to the rows that are meant and that the person may see; it scores nothing.

    What is hidden is left out, rather than the rest let in, unless the rest is little: the engine visits what it is told of.
    """
    if reach is Reach.WORK:
        return [(Occur.Must, silent(work(scope))), (Occur.MustNot, hidden(scope, reach))]
    return [(Occur.MustNot, either(one_of("visibility", CLASSES.difference(reach.value)), hidden(scope, reach)))]


def work(scope: Scope) -> tantivy.Query:
    """Return what is written and reviewed in the skills where the person may see it: little, so the engine begins with it."""
    own = {"review": scope.review, "draft": scope.drafts}
    return either(
        *(term("visibility", name) if skills is None else both(term("visibility", name), homes(skills)) for name, skills in own.items())
    )


def hidden(scope: Scope, reach: Reach) -> tantivy.Query:
    """Return what is of other skills and not to be seen there."""
    own = {"unreviewed": scope.unreviewed, "review": scope.review, "draft": scope.drafts}
    found = [but_not(term("visibility", name), homes(skills)) for name in reach.value if (skills := own.get(name)) is not None]
    if scope.confidential is not None:
        found.append(but_not(confidential(scope), homes(scope.confidential)))
    return either(*found)


def confidential(scope: Scope) -> tantivy.Query:
    """Return what is confidential now."""
    now = microseconds(scope.now)
    return tantivy.Query.range_query(SCHEMA, "hidden_until", FieldType.Integer, lower_bound=now, include_lower=False)


def wording(query: Query) -> tantivy.Query:
    """Return the part that scores: the clauses, or without any, everything, the person's own sectors first."""
    wanted = [clause for clause in query.clauses if not clause.without]
    loose = query.loose if query.some_words else ()
    parts: Parts = [(Occur.Must, clause_query(clause)) for clause in wanted if clause not in loose]
    if loose:
        parts += some_of([clause_query(clause) for clause in loose])
    parts += [(Occur.MustNot, clause_query(clause)) for clause in query.clauses if clause.without]
    if not wanted:
        # A query for all documents would be optimised away, and its score with it.
        parts.append((Occur.Must, tantivy.Query.const_score_query(term("kind", "descriptor"), 1.0)))
        if query.first_sectors:
            first = tantivy.Query.const_score_query(one_of("sector", query.first_sectors), OWN_SECTOR)
            parts.append((Occur.Should, first))
    return tantivy.Query.boolean_query(parts)


def some_of(words: list[tantivy.Query]) -> Parts:
    """Return what has enough of some words; what has all of them comes first."""
    every = tantivy.Query.boolean_query([(Occur.Must, word) for word in words])
    some = tantivy.Query.boolean_query([(Occur.Should, word) for word in words], minimum_number_should_match=enough(len(words)))
    return [(Occur.Must, some), (Occur.Should, tantivy.Query.const_score_query(every, ALL_WORDS))]


def clause_query(clause: Clause) -> tantivy.Query:
    """Return one word or phrase over its fields."""
    found = [weighted(field, query) for field in clause.fields for query in in_field(clause, field)]
    if begins_levels(clause):
        found.append(tantivy.Query.const_score_query(term(BEGINS, clause.words[0]), BEGINNING))
    if clause.fields == TEXT_FIELDS and len(clause.words) == 1 and clause.words[0].isdecimal():
        found.append(term("number", clause.words[0]))
    return tantivy.Query.disjunction_max_query(found, OTHER_FIELDS)


def in_field(clause: Clause, field: str) -> list[tantivy.Query]:
    """Return how a clause may stand in one field: in a row, as it stands, by its stem, or as a beginning."""
    if len(clause.words) > 1:
        return [in_a_row(clause, field)]
    word = clause.words[0]
    if clause.exact:
        return [term(field, word)]
    found = [term(stemmed(field), stem(word))]
    if clause.half_typed and not (field in LEVEL_FIELDS and (clause.begins_little or begins_levels(clause))):
        found.append(tantivy.Query.const_score_query(beginning(field, word), BEGINNING))
    return found


def begins_levels(clause: Clause) -> bool:
    """Return whether a clause is a beginning so short that one field holds it for all levels."""
    return clause.half_typed and clause.fields == TEXT_FIELDS and len(clause.words) == 1 and len(clause.words[0]) == SHORTEST_IN_LEVELS


def in_a_row(clause: Clause, field: str) -> tantivy.Query:
    """Return a phrase; the last word may go on while it is being typed."""
    if clause.half_typed:
        return tantivy.Query.phrase_prefix_query(SCHEMA, field, list(clause.words))
    return tantivy.Query.phrase_query(SCHEMA, field, list(clause.words))


def beginning(field: str, word: str) -> tantivy.Query:
    """Return the words of a field that begin so (a fuzzy query of distance 0)."""
    return tantivy.Query.fuzzy_term_query(SCHEMA, field, word, 0, True, True)


def weighted(field: str, query: tantivy.Query) -> tantivy.Query:
    """Return a query with its field's weight."""
    return tantivy.Query.boost_query(query, WEIGHTS[field]) if field in WEIGHTS else query


def term(field: str, value: str) -> tantivy.Query:
    """Return the documents with exactly this value."""
    return tantivy.Query.term_query(SCHEMA, field, value)


def one_of(field: str, values: Iterable[str]) -> tantivy.Query:
    """Return the documents with one of these values; none where there is no value."""
    wanted = sorted(values)
    if len(wanted) <= FEW_VALUES:
        return either(*(term(field, value) for value in wanted))
    return tantivy.Query.term_set_query(SCHEMA, field, wanted)


def homes(skills: Iterable[int]) -> tantivy.Query:
    """Return the documents of these home skills."""
    return one_of("home", map(str, skills))


def both(query: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """Return what matches the one and the other."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, other)])


def but_not(query: tantivy.Query, left_out: tantivy.Query) -> tantivy.Query:
    """Return what matches the first and not the second."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, left_out)])


def either(*queries: tantivy.Query) -> tantivy.Query:
    """Return what matches any of them."""
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def silent(query: tantivy.Query) -> tantivy.Query:
    """Return a query that filters and does not score."""
    return tantivy.Query.const_score_query(query, 0.0)

"""Descriptors with nearly the wording that somebody writes, and those that belong beside one: only what the person may open."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from uuid import UUID

import tantivy
from tantivy import Occur

from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor
from assay.descriptors.search import alike_in_database, index, store
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.in_words import in_words
from assay.descriptors.search.likeness import RAREST, Likeness, Weigh, all_of, likeness, most_common, parts_of, rarity
from assay.descriptors.search.matching import both, either, homes, one_of, open_at, silent, term, visible
from assay.descriptors.search.store import Unavailable
from assay.descriptors.wording import Wording
from assay.standards.roles import roles_of

log = logging.getLogger(__name__)
CANDIDATES = 30
MOST = 5  # shown beside a wording
MOST_CHANGED = 100  # rows that the index does not know yet and that are compared one by one
RELATED_FROM = 0.08  # as a whole: below, two wordings share a word by chance
MOST_RELATED = 4


@dataclass(frozen=True)
class Asked:
    """A wording, and the descriptor that has it, which is not similar to itself."""

    wording: Wording
    uid: UUID | None = None


@dataclass(frozen=True)
class Similar:
    """A descriptor that is nearly the one asked about."""

    descriptor: Descriptor
    likeness: Likeness
    asked: Wording
    weigh: Weigh[str]

    @cached_property
    def said(self) -> str:
        """Return what is the same and what differs, in words."""
        return in_words(self.asked, self.descriptor.wording, self.weigh)

    @cached_property
    def difference(self) -> Comparison:
        """Return what differs, word by word: before is the one that is there, now is the one asked about."""
        return compare(self.descriptor.wording, self.asked)


@dataclass(frozen=True)
class Found:
    """What to compare: how rare stems are, and which rows each wording may be near to."""

    weigh: Weigh[str]
    candidates: Sequence[Iterable[UUID]]
    changed: Sequence[UUID] = ()


def similar(wording: Wording, scope: Scope, *, besides: UUID | None = None) -> list[Similar]:
    """Return the nearest descriptors that are near enough to be the same, the nearest first; `besides` has the wording itself."""
    asked = [Asked(wording, besides)]
    found = from_index(asked, scope) or Found(flat, [alike_in_database.sharing_words(wording, scope)])
    return compared_with_each(asked, found, scope)[0]


def similar_to_each(asked: Sequence[Asked], scope: Scope) -> list[list[Similar]]:
    """Return the same for several wordings, in a constant number of questions; without an index, only their exact copies."""
    return compared_with_each(asked, from_index(asked, scope) or Found(flat, [()] * len(asked)), scope) if asked else []


def flat(_stem: str) -> float:
    """Return what a stem weighs where nobody knows how rare it is."""
    return 1.0


def compared_with_each(asked: Sequence[Asked], found: Found, scope: Scope) -> list[list[Similar]]:
    """Load the candidates and the exact copies, and return what is near to each wording."""
    wanted = {uid for uids in (*found.candidates, found.changed) for uid in uids}
    copies = alike_in_database.copies([one.wording.key for one in asked], scope)
    rows = {row.uid: row for row in (*(loaded(wanted, scope) if wanted else ()), *copies)}
    return [near(one, uids, found, rows) for one, uids in zip(asked, found.candidates, strict=True)]


def near(asked: Asked, uids: Iterable[UUID], found: Found, rows: dict[UUID, Descriptor]) -> list[Similar]:
    """Return those of the candidates that are near enough; exact copies whatever the index says."""
    key = asked.wording.key
    copies = [uid for uid, row in rows.items() if row.wording_key == key]
    wanted = {*uids, *found.changed, *copies} - {asked.uid}
    compared = [compared_with(asked.wording, rows[uid], found.weigh) for uid in wanted if uid in rows]
    kept = [one for one in compared if one.likeness.is_near or one.descriptor.wording_key == key]
    return in_order(kept)[:MOST]


def compared_with(wording: Wording, row: Descriptor, weigh: Weigh[str]) -> Similar:
    """Return how near a row is."""
    return Similar(row, likeness(parts_of(wording), parts_of(row.wording), weigh), wording, weigh)


def in_order(found: list[Similar]) -> list[Similar]:
    """Return the nearest first, older ones first among equals."""
    return sorted(found, key=lambda one: (-one.likeness.rank, one.descriptor.pk))


def loaded(uids: Iterable[UUID], scope: Scope) -> list[Descriptor]:
    """Load rows through the person's rights once more; amendments are like what they amend by nature."""
    rows = Descriptor.objects.visible_to(scope.user, now=scope.now).live().filter(uid__in=list(uids), amends=None)
    return list(rows.select_related("skill", "wsos_section"))


def from_index(asked: Sequence[Asked], scope: Scope) -> Found | None:
    """Return the candidates of the index, or None where it cannot answer exactly."""
    seen = anything_seen(scope)
    try:
        looked = look_into_index()
        return Found(looked.weigh, [looked.sharing_words(one, seen) for one in asked], looked.changed[:MOST_CHANGED])
    except Unavailable as reason:
        log.info("Looking for similar ones without the index: %s.", reason)
        return None


@dataclass(frozen=True)
class Looked:
    """A commit of the index, and the rows that changed since, the latest first: they are compared as they are now."""

    searcher: tantivy.Searcher
    weigh: Weigh[str]
    changed: list[UUID]

    def sharing_words(self, asked: Asked, among: tantivy.Query) -> list[UUID]:
        """Return the rows that share the rarest stems of a wording, the weightiest first. Raises Unavailable."""
        try:
            return self.ask(asked, among)
        except ValueError as reason:
            raise Unavailable(f"the index cannot be read: {reason}") from reason

    def ask(self, asked: Asked, among: tantivy.Query) -> list[UUID]:
        """Ask the engine."""
        stems = self.rarest(all_of(parts_of(asked.wording)), own=asked.uid is not None)
        if not stems:
            return []
        shared = [(Occur.Should, tantivy.Query.const_score_query(term("wording", stem), self.weigh(stem))) for stem in stems]
        parts = [(Occur.Must, tantivy.Query.boolean_query(shared)), (Occur.Must, silent(among))]
        stale = [str(uid) for uid in (*self.changed, asked.uid) if uid]
        if stale:
            parts.append((Occur.MustNot, one_of("uid", stale)))
        hits = self.searcher.search(tantivy.Query.boolean_query(parts), CANDIDATES, count=False).hits
        return [UUID(str(self.searcher.doc(address).get_first("uid"))) for _score, address in hits]

    def rarest(self, stems: Iterable[str], *, own: bool) -> list[str]:
        """Return the rarest stems that others have, and not so many others that they find nothing.

        `own`: the wording's own row may be in the index, so a stem that one row has comes after those that more have.
        """
        having = {stem: self.searcher.doc_freq("wording", stem) for stem in stems}
        most = most_common(self.searcher.num_docs)
        telling = [stem for stem, count in having.items() if 1 <= count <= most]
        return sorted(telling, key=lambda stem: (own and having[stem] == 1, having[stem], stem))[:RAREST]


def look_into_index() -> Looked:
    """Open the last commit. Raises Unavailable."""
    snapshot = store.snapshot()
    changed = dict.fromkeys(event.subject for event in reversed(index.pending_after(snapshot.mark)))
    return Looked(snapshot.searcher, rarity_in(snapshot.searcher), list(changed))


def rarity_in(searcher: tantivy.Searcher) -> Weigh[str]:
    """Return how much a stem weighs in the library, looked up once."""

    @cache
    def weigh(stem: str) -> float:
        return rarity(searcher.doc_freq("wording", stem), searcher.num_docs)

    return weigh


def anything_seen(scope: Scope) -> tantivy.Query:
    """Return everything that the person may open, as `visible_to` says it: the library, what is in review, drafts."""
    roles = roles_of(scope.user)
    if scope.user.is_admin:
        return one_of("visibility", ["published", "unreviewed", "review", "draft"])
    review, own = term("visibility", "review"), homes(roles.scm | roles.sa)
    if scope.confidential is not None:
        review = both(review, homes(roles.scm | roles.sa | roles.watching), either(open_at(scope), own))
    return either(visible(scope), review, both(term("visibility", "draft"), homes(roles.scm)))


@dataclass(frozen=True)
class Related:
    """What belongs beside a descriptor: the same idea in other skills, and other aspects of the same section."""

    elsewhere: Sequence[Similar] = ()
    in_section: Sequence[Descriptor] = ()


def related(row: Descriptor, scope: Scope) -> Related:
    """Return what belongs beside a descriptor, of what the library shows this person."""
    try:
        return related_in_index(row, scope)
    except Unavailable as reason:
        log.info("Looking for related ones without the index: %s.", reason)
        return Related(in_section=alike_in_database.in_section(row, scope, MOST_RELATED))


def related_in_index(row: Descriptor, scope: Scope) -> Related:
    """Ask the index. Raises Unavailable."""
    looked, asked, library = look_into_index(), Asked(row.wording, row.uid), visible(scope)
    elsewhere = looked.sharing_words(asked, but_not(library, homes([row.skill_id or 0])))
    section = row.wsos_section
    beside = looked.sharing_words(asked, both(library, term("section", str(section.uid)))) if section else []
    rows = {one.uid: compared_with(row.wording, one, looked.weigh) for one in loaded({*elsewhere, *beside}, scope)}
    alike = in_order([rows[uid] for uid in elsewhere if uid in rows and rows[uid].likeness.whole >= RELATED_FROM])
    others = [rows[uid].descriptor for uid in beside if uid in rows and not rows[uid].likeness.is_near]
    if len(others) < MOST_RELATED:
        more = alike_in_database.in_section(row, scope, MOST_RELATED + len(others))
        others += [one for one in more if one.uid not in rows]
    return Related(alike[:MOST_RELATED], others[:MOST_RELATED])


def but_not(query: tantivy.Query, left_out: tantivy.Query) -> tantivy.Query:
    """Return what matches the first and not the second."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, left_out)])

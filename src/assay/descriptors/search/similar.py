"""Descriptors with nearly the wording that somebody writes, and those that belong beside one: only what the person may open."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID

import tantivy
from tantivy import Occur

from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor
from assay.descriptors.search import alike_in_database, index, store
from assay.descriptors.search.asked import Reach, Scope
from assay.descriptors.search.in_words import in_words
from assay.descriptors.search.likeness import (
    FEWEST_SHARED,
    RAREST,
    Likeness,
    Weigh,
    all_of,
    likeness,
    most_common,
    overlap,
    parts_of,
    rarity,
)
from assay.descriptors.search.matching import Parts, one_of, silent, term, visible
from assay.descriptors.search.store import Unavailable
from assay.descriptors.wording import Wording

log = logging.getLogger(__name__)
CANDIDATES = 30
MOST = 5  # shown beside a wording
MOST_CHANGED = 100  # rows that the index does not know yet and that are compared one by one
# What is the same idea in another skill, read off the demonstration library: below, two wordings share words by chance.
RELATED_FROM = 0.105
BY_NAME = 0.25  # what names have in common counts beside the whole, since levels of all trades speak of clients, errors and places
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
    return near_to_each(asked, found, scope)[0]


def similar_to_each(asked: Sequence[Asked], scope: Scope) -> list[list[Similar]]:
    """Return the same for several wordings, in a constant number of questions; without an index, only their exact copies."""
    return near_to_each(asked, from_index(asked, scope) or Found(flat, [()] * len(asked)), scope) if asked else []


def flat(_stem: str) -> float:
    """Return what a stem weighs where nobody knows how rare it is."""
    return 1.0


def near_to_each(asked: Sequence[Asked], found: Found, scope: Scope) -> list[list[Similar]]:
    """Compare the texts of the candidates, and load those that are near through the person's rights once more."""
    everywhere = {*found.changed, *alike_in_database.copies([one.wording.key for one in asked])}
    wordings = alike_in_database.wordings(everywhere.union(*found.candidates))
    near = [
        near_among(one, {uid: wordings[uid] for uid in everywhere.union(uids) if uid in wordings}, found.weigh)
        for one, uids in zip(asked, found.candidates, strict=True)
    ]
    rows = loaded({uid for alike in near for uid in alike}, scope)
    return [nearest(one.wording, alike, rows, found.weigh) for one, alike in zip(asked, near, strict=True)]


def near_among(asked: Asked, wordings: Mapping[UUID, Wording], weigh: Weigh[str]) -> dict[UUID, Likeness]:
    """Return how near those of some wordings are that are near enough."""
    parts = parts_of(asked.wording)
    alike = {uid: likeness(parts, parts_of(wording), weigh) for uid, wording in wordings.items() if uid != asked.uid}
    return {uid: one for uid, one in alike.items() if one.is_near}


def nearest(asked: Wording, alike: Mapping[UUID, Likeness], rows: Mapping[UUID, Descriptor], weigh: Weigh[str]) -> list[Similar]:
    """Return the first few of those that the person may open, the nearest first, older ones first among equals."""
    seen_ones = [Similar(rows[uid], one, asked, weigh) for uid, one in alike.items() if uid in rows]
    return in_order(seen_ones)[:MOST]


def in_order(found: list[Similar]) -> list[Similar]:
    """Return the nearest first, older ones first among equals."""
    return sorted(found, key=lambda one: (-one.likeness.rank, one.descriptor.pk))


def loaded(uids: Collection[UUID], scope: Scope) -> dict[UUID, Descriptor]:
    """Load rows, and ask for the person's right once more."""
    return {row.uid: row for row in alike_in_database.rows(uids) if scope.user.has_perm("descriptors.view", row)}


def from_index(asked: Sequence[Asked], scope: Scope) -> Found | None:
    """Return the candidates of the index, or None where it cannot answer exactly."""
    among: Parts = visible(scope, Reach.EVERYTHING)
    try:
        looked = look_into_index()
        return Found(looked.weigh, [looked.sharing_words(one, among, least=FEWEST_SHARED) for one in asked], looked.changed[:MOST_CHANGED])
    except Unavailable as reason:
        log.info("Looking for similar ones without the index: %s.", reason)
        return None


@dataclass(frozen=True)
class Looked:
    """A commit of the index, and the rows that changed since, the latest first: they are compared as they are now."""

    searcher: tantivy.Searcher
    weigh: Weigh[str]
    changed: list[UUID]

    def sharing_words(self, asked: Asked, among: Parts, *, least: float = 0.0) -> list[UUID]:
        """Return the rows that share the rarest stems of a wording, at least so much of their weight, the weightiest first.

        Raises Unavailable.
        """
        with store.trusting():
            return self.ask(asked, among, least)

    def ask(self, asked: Asked, among: Parts, least: float) -> list[UUID]:
        """Ask the engine."""
        stems = self.rarest(all_of(parts_of(asked.wording)), own=asked.uid is not None)
        if not stems:
            return []
        weights = {stem: self.weigh(stem) for stem in stems}
        shared = [(Occur.Should, tantivy.Query.const_score_query(term("wording", stem), weight)) for stem, weight in weights.items()]
        parts = [(Occur.Must, tantivy.Query.boolean_query(shared)), *among]
        stale = [str(uid) for uid in (*self.changed, asked.uid) if uid]
        if stale:
            parts.append((Occur.MustNot, one_of("uid", stale)))
        hits = self.searcher.search(tantivy.Query.boolean_query(parts), CANDIDATES, count=False).hits
        enough = least * sum(weights.values())
        return [UUID(str(self.searcher.doc(address).get_first("uid"))) for score, address in hits if score >= enough]

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
    return Looked(snapshot.searcher, rarity_in(snapshot.searcher).__getitem__, list(changed))


@lru_cache(maxsize=1)
def rarity_in(searcher: tantivy.Searcher) -> "Rarity":
    """Return what stems weigh in a commit of the index: the same for all who ask until the next one."""
    return Rarity(searcher)


class Rarity(dict[str, float]):
    """How much a stem weighs in the library, looked up once."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        super().__init__()
        self.searcher = searcher

    def __missing__(self, stem: str) -> float:
        weight = self[stem] = rarity(self.searcher.doc_freq("wording", stem), self.searcher.num_docs)
        return weight


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
    looked, asked, section = look_into_index(), Asked(row.wording, row.uid), row.wsos_section
    library: Parts = visible(scope, Reach.LIBRARY)
    elsewhere = looked.sharing_words(asked, [*library, (Occur.MustNot, term("home", str(row.skill_id)))])
    beside = looked.sharing_words(asked, [*library, (Occur.Must, silent(term("section", str(section.uid))))]) if section else []
    own = parts_of(row.wording)
    rows = {
        uid: Similar(one, likeness(own, parts_of(one.wording), looked.weigh), row.wording, looked.weigh)
        for uid, one in loaded({*elsewhere, *beside}, scope).items()
    }
    kin = {uid: kinship(own, rows[uid], looked.weigh) for uid in elsewhere if uid in rows}
    alike = [rows[uid] for uid in sorted(kin, key=lambda uid: (-kin[uid], rows[uid].descriptor.pk)) if kin[uid] >= RELATED_FROM]
    others = [rows[uid].descriptor for uid in beside if uid in rows and not rows[uid].likeness.is_near]
    if len(others) < MOST_RELATED:
        more = alike_in_database.in_section(row, scope, MOST_RELATED + len(others))
        others += [one for one in more if one.uid not in rows]
    return Related(alike[:MOST_RELATED], others[:MOST_RELATED])


def kinship(own: tuple[frozenset[str], ...], other: Similar, weigh: Weigh[str]) -> float:
    """Return how near the idea of another skill's descriptor is."""
    names = own[0], parts_of(other.descriptor.wording)[0]
    return other.likeness.whole + BY_NAME * overlap(*names, weigh)

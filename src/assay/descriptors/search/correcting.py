"""A word that nobody wrote: the nearest one that somebody did, among the words that the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from math import log

import tantivy
from rapidfuzz.distance import OSA

from assay.descriptors.search.analysis import STOP_WORDS, stem
from assay.descriptors.search.asked import TEXT_FIELDS, Clause

SHORTEST = 3
TWO_SLIPS_FROM = 7  # letters
LONGEST_ENDING = 5  # letters by which another form of a word may be longer, as "connections" is of "connect"
# What makes a word likelier than an equally near one that is e times as common: fingers swap, double and skip letters more
# than they add others.
SWAPPED, SKIPPED = 3.0, 1.5
MOST_WORDS = 50_000


def may_be_corrected(clause: Clause) -> bool:
    """Return whether a clause is one plain word, long enough to be recognised in spite of a slip."""
    return (
        len(clause.words) == 1 and not (clause.exact or clause.without) and len(clause.words[0]) >= SHORTEST and clause.words[0].isalpha()
    )


def nearest(word: str, searcher: tantivy.Searcher, seen: tantivy.Query) -> str:
    """Return the word of the index, written in rows that are seen, that was probably meant; "" where none is near."""
    found: dict[str, int] = {}
    for field in TEXT_FIELDS:
        for written, count in searcher.terms_with_prefix(field, word[0], seen, MOST_WORDS):
            found[written] = found.get(written, 0) + count
    return best(word, {written: found[written] for written in near(word, found)})


def near(word: str, written: Iterable[str]) -> list[str]:
    """Return those of the words, all with the same first letter, that a slip or two of the fingers may have made this one."""
    return [one for one in written if one not in STOP_WORDS and is_near(word, one)]


def is_near(word: str, one: str) -> bool:
    """Return whether a word is this one but for a slip or two, or another form of it with a letter doubled or not."""
    slips, longer = slips_in(word), abs(len(one) - len(word))
    if longer <= slips and OSA.distance(word, one, score_cutoff=slips) <= slips:
        return True
    return longer <= LONGEST_ENDING and is_doubled(word, one)


def best(word: str, counts: Mapping[str, int]) -> str:
    """Return, of near words and how often each is written, the one that differs least, of equals the likeliest; "" of none."""
    meant = ((slips_between(word, one), -likely(word, one, count), OSA.distance(word, one), one) for one, count in counts.items())
    return min(meant, default=(0, 0.0, 0, ""))[3]


def slips_between(word: str, one: str) -> int:
    """Return by how many slips a word is not this one; a letter doubled or not is one of them, whatever the ending."""
    return 1 if is_doubled(word, one) else OSA.distance(word, one)


def is_doubled(word: str, one: str) -> bool:
    """Return whether two words are forms of one, but that a letter stands twice in a row only in one of them."""
    return bare(word) == bare(one)


def slips_in(word: str) -> int:
    """Return how many slips a word is forgiven."""
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """Return the stem of a word, with no letter twice in a row."""
    return "".join(letter for letter, _again in groupby(stem(word)))


def likely(typed: str, written: str, count: int) -> float:
    """Return how likely one word was meant by another, beside equally near ones."""
    swapped, doubled = sorted(typed) == sorted(written), is_doubled(typed, written)
    return log(count + 1) + SWAPPED * (swapped or doubled) + SKIPPED * (len(written) > len(typed))


def corrected_clauses(clauses: Sequence[Clause], corrections: Sequence[tuple[str, str]]) -> tuple[Clause, ...]:
    """Return the clauses with the words that were meant."""
    meant = dict(corrections)
    return tuple(
        replace(clause, words=(meant[clause.words[0]],), half_typed=False)
        if may_be_corrected(clause) and clause.words[0] in meant
        else clause
        for clause in clauses
    )

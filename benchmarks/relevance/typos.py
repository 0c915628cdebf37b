"""150 words of the library with one slip each, and 150 without: how many are corrected to what was meant, and how many wrongly."""

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from assay.descriptors.models import Descriptor
from assay.descriptors.search import answer
from assay.descriptors.search.analysis import STOP_WORDS, stem, words
from assay.descriptors.search.asked import Query, Scope
from assay.descriptors.search.query import understand
from benchmarks.relevance.corpus import reader

SEED = 20_261_125
COUNT = 150
SHORTEST = 4
SLIPS = ("left out", "doubled or added", "replaced", "swapped")


@dataclass(frozen=True)
class Typo:
    """A word that was meant, what was typed, and which slip it was."""

    meant: str
    typed: str
    slip: str


@dataclass(frozen=True)
class Corrected:
    """What became of the typos: the same word or another form of it; and of words without one."""

    typos: Sequence[Typo]
    right: Sequence[Typo]
    spoilt: Sequence[str]


def corrected() -> Corrected:
    """Ask the product for every word."""
    chance, known = Random(SEED), vocabulary()
    typos = [typo(word, known, chance) for word in drawn(known, chance)]
    whole = drawn(known, chance)
    right = [one for one in typos if stem(asked(one.typed)) == stem(one.meant)]
    return Corrected(typos, right, [word for word in whole if asked(word) != word])


def vocabulary() -> Counter[str]:
    """Return the words that the reader may meet and search for, of letters only, with how many descriptors have each."""
    found = Counter[str]()
    for row in Descriptor.objects.in_library().visible_to(reader()):
        found.update({word for text in (row.criterion_name, *row.levels) for word in words(text)})
    return Counter(
        {word: n for word, n in found.items() if len(word) >= SHORTEST and word.isascii() and word.isalpha() and word not in STOP_WORDS}
    )


def drawn(known: Counter[str], chance: Random) -> list[str]:
    """Return words, common ones more often; which ones does not depend on the order in which they were met."""
    in_order = sorted(known)
    return chance.choices(in_order, [known[word] for word in in_order], k=COUNT)


def typo(word: str, known: Counter[str], chance: Random) -> Typo:
    """Return a word with one slip, in a place after the first letter; never another word that is written."""
    while True:
        slip, place = chance.choice(SLIPS), chance.randrange(1, len(word))
        typed = slipped(word, slip, place, chance.choice(string.ascii_lowercase))
        if typed != word and typed not in known:
            return Typo(word, typed, slip)


def slipped(word: str, slip: str, place: int, letter: str) -> str:
    """Return a word with a slip."""
    if slip == "left out":
        return word[:place] + word[place + 1 :]
    if slip == "doubled or added":
        return word[:place] + letter + word[place:]
    if slip == "replaced":
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


def asked(typed: str) -> str:
    """Return the word for which the product shows results."""
    scope = Scope.of(reader(), timezone.now())
    page = answer.search(Query(clauses=tuple(understand(f"{typed} ", scope).clauses)), scope)
    return dict(page.corrected).get(typed, typed)

"""The thirty questions: words by their rank in the vocabulary, so they are as common or rare at every size."""

from random import Random

from benchmarks.search.library import SEED
from benchmarks.search.words import Vocabulary

# kind → for each question the ranks of its words; a pair (rank, letters) is a word of which so many letters are typed.
Word = int | tuple[int, int]
RANKS: dict[str, tuple[tuple[Word, ...], ...]] = {
    "common": ((0,), (2,), (5,), (9,), (15,), (25,)),
    "rare": ((900,), (2_500,), (4_000,), (6_000,), (8_000,), (11_000,)),
    "two words": ((0, 3), (1, 40), (8, 200), (20, 60), (4, 1_000), (2, 7)),
    "three words": ((0, 1, 2), (3, 10, 30), (5, 6, 100), (0, 50, 12), (2, 4, 9), (1, 8, 300)),
    "half typed": (((0, 2),), ((5, 3),), ((400, 3),), ((2_000, 4),), (1, (3, 3)), (12, (80, 4))),
}


def questions() -> dict[str, list[str]]:
    """Return the texts as they stand in the search box, by kind; as there, the last word may go on."""
    roots = Vocabulary(Random(SEED)).roots

    def word(which: Word) -> str:
        return roots[which] if isinstance(which, int) else roots[which[0]][: which[1]]

    return {kind: [" ".join(map(word, ranks)) for ranks in asked] for kind, asked in RANKS.items()}

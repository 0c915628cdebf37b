"""Words and texts that are nobody's: a Zipf vocabulary of made-up words, the same for the same seed."""

from itertools import accumulate
from random import Random

STOP_WORDS = (
    "the of and to in is for with are on by as a from all not at an or be that it which has no more than most each one two other when "
    "some only used time work part"
).split()
ROOTS = 12_000
SHIFT, STEEPNESS = 2.7, 1.05  # Zipf and Mandelbrot: the word of rank r has the weight 1 / (r + SHIFT) ** STEEPNESS
ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st t th tr v w".split()
VOWELS = "a e i o u ai ea ee io oa ou".split()
CODAS = ("", "", "", "l", "m", "n", "nd", "nt", "p", "r", "rk", "s", "st", "t", "x")
FORMS = (("", 0.45), ("s", 0.16), ("ed", 0.15), ("ing", 0.14), ("er", 0.05), ("ly", 0.05))
SPECIAL = 1_500  # words that a skill has for its own


class Population:
    """Words that are drawn by their weight."""

    def __init__(self, words: list[str], weights: list[float], chance: Random) -> None:
        self.words = words
        self.summed = list(accumulate(weights))
        self.chance = chance

    def draw(self, count: int) -> list[str]:
        """Return so many words, each drawn alone."""
        return self.chance.choices(self.words, cum_weights=self.summed, k=count)


class Vocabulary:
    """Common words that all skills share, and for each skill its own favourites among the rarer ones."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.roots = roots(chance)
        ranked = [*STOP_WORDS, *self.roots]
        words, weights = [], []
        for rank, word in enumerate(ranked, start=1):
            for ending, share in FORMS if rank > len(STOP_WORDS) else (("", 1.0),):
                words.append(word + ending)
                weights.append(share * zipf(rank))
        self.general = Population(words, weights, chance)

    def of_a_skill(self) -> Population:
        """Return the words that one skill uses more than others."""
        own = self.chance.sample(self.roots[200:], SPECIAL)
        return Population(own, [zipf(rank) for rank in range(1, SPECIAL + 1)], self.chance)


def zipf(rank: int) -> float:
    """Return how often a word of this rank is used, beside the others."""
    return 1 / (rank + SHIFT) ** STEEPNESS


def roots(chance: Random) -> list[str]:
    """Return made-up words, the shorter ones first as in every language."""
    found: dict[str, None] = {}
    while len(found) < ROOTS:
        syllables = 1 + (len(found) > 60) + (len(found) > 3_000) * chance.randrange(2)  # noqa: PLR2004  where words grow
        word = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in range(syllables))
        if len(word) > 3:  # noqa: PLR2004  the shortest are stop words
            found[word] = None
    return list(found)


class Writer:
    """Writes names and ladders of one skill, as long as those of real marking schemes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.general, self.own, self.chance = vocabulary.general, vocabulary.of_a_skill(), vocabulary.chance

    def length(self, median: int, spread: float, most: int) -> int:
        """Return a number of words: most texts are short, some are long."""
        return min(max(2, round(median * self.chance.lognormvariate(0, spread))), most)

    def sentence(self, theme: list[str], length: int) -> str:
        """Return a text that keeps coming back to its theme."""
        themed = self.chance.choices(theme, k=1 + length // 4)
        words = themed + self.own.draw(length // 6) + self.general.draw(max(1, length - len(themed) - length // 6))
        self.chance.shuffle(words)
        return " ".join(words).capitalize()

    def aspect(self) -> tuple[str, tuple[str, str, str, str]]:
        """Return a name and four levels that speak of the same."""
        theme = [*self.own.draw(5), *self.general.draw(5)]
        name = self.sentence(theme, self.length(4, 0.45, 14))
        low, met, good, best = (f"{self.sentence(theme, self.length(18, 0.5, 70))}." for _ in range(4))
        return name, (low, met, good, best)

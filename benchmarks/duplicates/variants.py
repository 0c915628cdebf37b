"""Six kinds of near-duplicates, planted on purpose; the same ones for the same chance."""

from collections.abc import Callable, Sequence
from random import Random

from assay.descriptors.wording import LEVELS, Wording

LETTERS = 4  # of a word, at least, where somebody mistypes
EVERY = 15  # words, one is mistyped
CHUNK = 3  # words that stay together where the order changes


class Planting:
    """Makes variants; words come from the whole library, as a writer of the same trade would choose them."""

    def __init__(self, library: Sequence[Wording], chance: Random) -> None:
        self.library = library
        self.vocabulary = [word for one in library for text in (one.criterion_name, *one.levels) for word in text.split()]
        self.chance = chance

    def cosmetic(self, one: Wording) -> Wording:
        """Change signs, case and spaces, and mistype a word in fifteen."""
        return self.each(one, self.retyped)

    def retyped(self, text: str) -> str:
        """Return a text as somebody in a hurry types it."""
        words = [self.mistyped(word) if self.chance.random() < 1 / EVERY else word for word in text.split()]
        typed = self.chance.choice(["  ", " "]).join(words).replace(";", ",")
        return typed.upper() if self.chance.random() < 1 / 5 else typed.rstrip(".") + "."

    def mistyped(self, word: str) -> str:
        """Swap two letters, leave one out, or type one twice."""
        if len(word) < LETTERS:
            return word
        place = self.chance.randrange(1, len(word) - 2)
        before, first, second, after = word[:place], word[place], word[place + 1], word[place + 2 :]
        return before + self.chance.choice([second + first, second, first + first + second]) + after

    def replaced(self, share: float, left_out: float = 0.0) -> Callable[[Wording], Wording]:
        """Return what puts other words in place of a share of them, and leaves some out."""

        def change(text: str) -> str:
            kept = [word for word in text.split() if self.chance.random() >= left_out]
            return " ".join(self.chance.choice(self.vocabulary) if self.chance.random() < share else word for word in kept)

        return lambda one: self.each(one, change)

    def reordered(self, one: Wording) -> Wording:
        """Move groups of words within each text, and exchange the order of two levels' sentences."""

        def shuffled(text: str) -> str:
            words = text.split()
            groups = [words[start : start + CHUNK] for start in range(0, len(words), CHUNK)]
            self.chance.shuffle(groups)
            return " ".join(word for group in groups for word in group)

        return self.each(one, shuffled)

    def half(self, one: Wording) -> Wording:
        """Keep the name and two levels, and take the other two from another descriptor."""
        kept, other = self.chance.sample(list(LEVELS), 2), self.chance.choice(self.library)
        levels = [one.levels[n] if n in kept else other.levels[n] for n in LEVELS]
        return Wording(one.criterion_name, (levels[0], levels[1], levels[2], levels[3]))

    def each(self, one: Wording, change: Callable[[str], str]) -> Wording:
        """Return a wording with every text changed."""
        low, met, good, best = (change(text) for text in one.levels)
        return Wording(change(one.criterion_name) or one.criterion_name, (low, met, good, best))

    @property
    def kinds(self) -> dict[str, Callable[[Wording], Wording]]:
        """Return the kinds by their names in the table."""
        return {
            "cosmetic and typos": self.cosmetic,
            "5 % of words": self.replaced(0.05),
            "15 % of words, 10 % left out": self.replaced(0.15, 0.10),
            "reordered": self.reordered,
            "35 % of words": self.replaced(0.35),
            "two of four levels": self.half,
        }

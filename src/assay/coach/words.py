"""Words that rules look for, and how they are looked for."""

from collections import defaultdict
from collections.abc import Iterator

from assay.coach.numbers import NUMBERS
from assay.coach.reading import Field

INTENSIFIERS = (
    "absolutely", "considerably", "especially", "exceedingly", "exceptionally", "extraordinarily", "extremely", "fairly", "highly",
    "hugely", "incredibly", "particularly", "quite", "really", "relatively", "remarkably", "significantly", "slightly", "somewhat",
    "some how", "somehow", "strongly", "truly", "very",
)  # fmt: skip
FREQUENCIES = (
    "at times", "frequently", "from time to time", "generally", "in general", "in most cases", "in some cases", "largely", "mainly",
    "most of the time", "mostly", "normally", "not always", "occasionally", "often", "partially", "partly", "predominantly", "rarely",
    "regularly", "seldom", "sometimes", "typically", "usually",
)  # fmt: skip
QUANTITIES = (
    "a bit", "a few", "a lot of", "a number of", "almost all", "almost no", "few", "hardly any", "just a few", "lots of", "many",
    "most", "only a few", "only few", "only some", "some", "very few",
)  # fmt: skip
VAGUE = (
    "acceptable", "acceptably", "adequate", "adequately", "advanced", "appealing", "appropriate", "appropriately", "attractive", "bad",
    "badly", "basic", "basically", "beautiful", "beautifully", "boring", "clean and modern", "clean design", "clean way", "compelling",
    "decent", "decently", "easily accessible", "easy to maintain", "easy to read", "easy to understand", "easy to use", "effectively",
    "efficiently", "elegant", "elegantly", "engaging", "exceptional", "good", "great", "high quality", "high standard", "inadequate",
    "inappropriate", "intuitive", "low quality", "meaningful", "modern", "nice", "nicely", "outstanding", "pleasant", "pleasing",
    "pleasure", "poor", "poorly", "professional", "professionally", "proper", "properly", "reasonable", "reasonably", "satisfactorily",
    "satisfactory", "special", "sufficient", "sufficiently", "suitable", "suitably", "terrible", "understandable", "unsuitable", "well",
)  # fmt: skip
# Words that say exactly how many, and so need no number.
EXACT = frozenset((
    "all", "both", "each", "either", "entire", "every", "everything", "exactly", "never", "neither", "no", "nobody", "none", "nothing",
    "only", "single", "whole", "without", "zero",
)) | NUMBERS.keys()  # fmt: skip
# Words that carry no attribute.
GRAMMAR = frozenset((
    "a", "about", "above", "after", "again", "all", "also", "always", "an", "and", "any", "are", "as", "at", "away", "be", "because",
    "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "could", "do", "does", "done", "during",
    "each", "either", "else", "even", "every", "everything", "few", "for", "from", "further", "had", "has", "have", "how", "however",
    "if", "in", "into", "is", "it", "its", "just", "less", "like", "made", "make", "makes", "many", "may", "might", "more", "most",
    "much", "must", "neither", "never", "no", "nor", "not", "of", "off", "on", "once", "one", "only", "or", "other", "others", "out",
    "over", "own", "part", "parts", "rather", "same", "should", "shown", "since", "so", "some", "still", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "together", "too", "two", "under", "until",
    "up", "upon", "used", "uses", "using", "was", "well", "were", "what", "when", "where", "which", "while", "who", "whole", "will",
    "with", "within", "without", "would", "yet",
))  # fmt: skip


class Phrases:
    """Words and phrases that are looked for; of two that begin alike the longer one is found."""

    def __init__(self, *groups: tuple[str, ...]) -> None:
        self.by_first: dict[str, list[list[str]]] = defaultdict(list)
        for phrase in sorted({phrase for group in groups for phrase in group}, key=len, reverse=True):
            words = phrase.split()
            self.by_first[words[0]].append(words)

    def places(self, field: Field) -> Iterator[slice]:
        """Yield where they stand, as slices of the field's words, none inside another."""
        place = 0
        while place < len(field.said):
            found = self.at(field, place)
            if found:
                yield slice(place, place + found)
            place += found or 1

    def at(self, field: Field, place: int) -> int:
        """Return how many words of the field, from `place` on, are one of them."""
        for words in self.by_first.get(field.said[place], ()):
            if field.said[place : place + len(words)] == tuple(words):
                return len(words)
        return 0

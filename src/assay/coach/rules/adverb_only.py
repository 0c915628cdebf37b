"""Neighbours that differ by words of degree only."""

from collections.abc import Iterator

from assay.coach.findings import Span, gettext_noop
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import FREQUENCIES, INTENSIFIERS, QUANTITIES, VAGUE

DEGREES = {phrase for group in (FREQUENCIES, INTENSIFIERS, QUANTITIES, VAGUE) for phrase in group if " " not in phrase}
DEGREES |= {"a", "always", "best", "better", "bit", "excellent", "just", "little", "more", "much", "perfect", "perfectly", "only", "too"}
# A border that anybody can see needs no adverb.
BORDERS = {"all", "always", "every", "never", "no", "none", "not"}
TOO_SHORT_TO_COMPARE = 2


def find(reading: Reading) -> Iterator[Spot]:
    """Yield every level that says what its lower neighbour says, more or less."""
    for number, lower, upper in reading.neighbours:
        below, above = core(lower), core(upper)
        differ = set(lower.said) ^ set(upper.said)
        if below == above and len(below) >= TOO_SHORT_TO_COMPARE and differ and not differ & BORDERS:
            yield Spot(upper, degrees_of(upper) or upper.extent, {"lower": str(number)})


def core(level: Field) -> list[str]:
    """Return its words without those of degree."""
    return [word for word in level.said if not is_degree(word)]


def is_degree(word: str) -> bool:
    """Return whether a word tells only how much; most adverbs do."""
    return word in DEGREES or (word.endswith("ly") and word not in {"early", "assembly", "supply", "apply", "family", "fly"})


def degrees_of(level: Field) -> Span | None:
    """Return where its first words of degree stand."""
    places = [number for number, word in enumerate(level.words) if is_degree(word.text)]
    if not places:
        return None
    last = places[0]
    while last + 1 in places:
        last += 1
    return level.words[places[0]].span[0], level.words[last].span[1]


RULE = Rule(
    key="adverb-only",
    about="Levels that differ by an adverb alone ask experts to agree on a feeling.",
    source="Assay's own reasoning: an adverb is a conclusion, where Brookhart (2013, p. 26) asks for what one would observe.",
    message=gettext_noop(
        "Levels {lower} and {level} differ by words of degree alone: where one ends and the other begins, each expert feels."
    ),
    question=gettext_noop("What would you see at {level} that you would not see at {lower}?"),
    bad=Example(
        "Plastering of the reveal",
        (
            "Plaster falls off the reveal",
            "The plaster is applied evenly on the reveal",
            "The plaster is applied very evenly on the reveal",
            "The plaster runs into the frame without an edge and lies plane under the straightedge",
        ),
    ),
    good=Example(
        "Plastering of the reveal",
        (
            "Plaster falls off the reveal",
            "The plaster covers the reveal; the straightedge rocks on it",
            "The plaster lies plane under the straightedge and ends in a ragged line at the frame",
            "The plaster lies plane under the straightedge and runs into the frame without an edge",
        ),
    ),
    find=find,
    marks_words=True,
)

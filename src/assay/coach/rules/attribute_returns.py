"""An attribute that is at 1 and at 3, and not between."""

from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Field, Reading, Word
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import GRAMMAR, INTENSIFIERS

SHORTEST = 4
LINKS = {"is", "are", "look", "looks", "feel", "feels"}
DEGREES = {*INTENSIFIERS, "not", "really"}


def find(reading: Reading) -> Iterator[Spot]:
    """Yield, at 3, what is said of the work at 1 as well and at 2 no more: "is engaging", "are aligned"."""
    _, one, two, three = reading.levels
    if two.is_empty:
        return
    known = {stem(word) for word in attributes(one)} - {stem(word) for field in (two, reading.name) for word in field.words}
    yield from (Spot(three, word.span) for word in attributes(three) if stem(word) in known)


def attributes(level: Field) -> Iterator[Word]:
    """Yield what stands after "is" or "looks", whatever its degree."""
    before = ""
    for word in level.words:
        if before in LINKS and has_meaning(word):
            yield word
        before = before if word.text in DEGREES else word.text


def has_meaning(word: Word) -> bool:
    """Return whether a word may carry an attribute."""
    return len(word.text) >= SHORTEST and word.text not in GRAMMAR


def stem(word: Word) -> str:
    """Return a word without its common endings."""
    text = word.text.replace("’", "'").removesuffix("'s")
    for ending in ("ing", "ed", "ly", "es", "s"):
        if text.endswith(ending) and len(text) - len(ending) >= SHORTEST - 1:
            return text.removesuffix(ending).rstrip("e")
    return text.rstrip("e")


RULE = Rule(
    key="attribute-returns",
    about="What is demanded at 1 is demanded at 2 as well, or the levels form no ladder.",
    source="Assay's own reasoning: Brookhart (2013) asks for one continuum of quality, and a continuum has no gaps.",
    message=gettext_noop("“{words}” is described at 1 and at 3 and not at 2: experts disagree whether it counts between them."),
    question=gettext_noop("What would you see of it at 2?"),
    bad=Example(
        "Handover of the room",
        (
            "The guest finds the room locked",
            "Lights and heating are explained; the bathroom is left out",
            "The guest tries the lights and asks for the rest",
            "Lights, heating and bathroom are explained while the guest tries them",
        ),
    ),
    good=Example(
        "Handover of the room",
        (
            "The guest finds the room locked",
            "Lights and heating are explained; the bathroom is left out",
            "Lights, heating and bathroom are explained; the guest tries them alone",
            "Lights, heating and bathroom are explained while the guest tries them",
        ),
    ),
    find=find,
)

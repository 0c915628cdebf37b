"""Words that add weight and nothing to see."""

from collections.abc import Iterator

from assay.coach.explained import is_explained
from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import INTENSIFIERS, Phrases

STRONG = Phrases(INTENSIFIERS)


def find(reading: Reading) -> Iterator[Spot]:
    """Yield intensifiers in the levels, unless their clause says how the praise can be seen."""
    for level in reading.levels:
        spans = (level.span_of(place) for place in STRONG.places(level))
        yield from (Spot(level, span) for span in spans if not is_explained(level.text, span))


RULE = Rule(
    key="intensifier",
    about="An intensifier raises the tone of a level, not what is asked of the work.",
    source="Assay's own reasoning: emphasis is a conclusion, where Brookhart (2013, p. 26) asks for what one would observe.",
    message=gettext_noop("“{words}” adds weight, and nothing to see: one expert lets the score depend on it, the next reads over it."),
    question=gettext_noop("What would be missing from the work if this word were not there?"),
    bad=Example(
        "Sound of the engine after the repair",
        (
            "The engine knocks or stalls",
            "The engine runs; its speed rises and falls at rest",
            "The engine keeps its speed at rest and is extremely quiet",
            "The engine keeps its speed at rest and under load; the belt cannot be heard beside it",
        ),
    ),
    good=Example(
        "Sound of the engine after the repair",
        (
            "The engine knocks or stalls",
            "The engine runs; its speed rises and falls at rest",
            "The engine keeps its speed at rest; the belt is heard when it is loaded",
            "The engine keeps its speed at rest and under load; the belt cannot be heard beside it",
        ),
    ),
    find=find,
    marks_words=True,
)

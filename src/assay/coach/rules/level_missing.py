"""A level without a text."""

from collections.abc import Iterator

from assay.coach.findings import Severity, gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot


def find(reading: Reading) -> Iterator[Spot]:
    """Yield every level that says nothing."""
    return (Spot(level, (0, 0)) for level in reading.levels if level.is_empty)


RULE = Rule(
    key="level-missing",
    about="Each of the four scores needs a description: experts hold the work against it, not against each other.",
    source="WorldSkills Assessment Strategy: judgement is scored 0 to 3, against a description of each.",
    message=gettext_noop("Level {level} is not described: each expert would give this score for something else."),
    question=gettext_noop("What would you see at {level} that you would not see at its neighbours?"),
    bad=Example(
        "Edges of the worktop",
        (
            "Edges are chipped along their length",
            "Edges are whole and rough to the hand",
            "",
            "Edges are whole and run to the hand like one surface",
        ),
    ),
    good=Example(
        "Edges of the worktop",
        (
            "Edges are chipped along their length",
            "Edges are whole and rough to the hand",
            "Edges are whole and smooth; the arris is left sharp",
            "Edges are whole and smooth; the arris is broken at one width all round",
        ),
    ),
    find=find,
    severity=Severity.SEVERE,
    any_language=True,
)

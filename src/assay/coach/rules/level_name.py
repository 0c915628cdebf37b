"""The name of a score, used as its description."""

import re
from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot

NAMES = re.compile(
    r"\b(?:(?:below|meets?|meeting|exceeds?|exceeding|above|surpass(?:es)?|at)\s+(?:the\s+)?(?:industry\s+|industrial\s+)?standards?"
    r"|exceeds\s+in\s+part|(?:judged|considered|rated)\s+(?:as\s+|to\s+be\s+)?excellent|excellent(?:ly)?|excellence)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the names of scores in the levels."""
    return (Spot(level, match.span()) for level in reading.levels for match in NAMES.finditer(level.text))


RULE = Rule(
    key="level-name",
    about="What a score means is fixed for all skills; the level says how that looks in this aspect.",
    source="WorldSkills Assessment Strategy: the meaning of the scores 0 to 3.",
    message=gettext_noop("“{words}” repeats what the score means for every aspect: each expert fills it with a standard of their own."),
    question=gettext_noop("What does somebody see who says “{words}” here?"),
    bad=Example(
        "Make-up of the eyes",
        (
            "Colour runs out of its area and the two eyes do not match",
            "Colour keeps to its area and the two eyes match in colour",
            "Exceeds industry standard in shading",
            "Colour, shading and lines match on both eyes and follow the shape of each",
        ),
    ),
    good=Example(
        "Make-up of the eyes",
        (
            "Colour runs out of its area and the two eyes do not match",
            "Colour keeps to its area and the two eyes match in colour",
            "Colour and shading match on both eyes; the lines end at different heights",
            "Colour, shading and lines match on both eyes and follow the shape of each",
        ),
    ),
    find=find,
    marks_words=True,
)

"""Two levels with one text."""

import unicodedata
from collections.abc import Iterator

from assay.coach.findings import Severity, gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot


def find(reading: Reading) -> Iterator[Spot]:
    """Yield every level that repeats a lower one, whatever its case, spacing and closing punctuation."""
    first: dict[str, int] = {}
    for number, level in reading.filled:
        text = " ".join(unicodedata.normalize("NFKC", level.text).casefold().split()).rstrip(" .,;:!")
        if first.setdefault(text, number) != number:
            yield Spot(level, level.extent, {"other": str(first[text])})


RULE = Rule(
    key="levels-equal",
    about="Two levels that say the same cannot be told apart.",
    source="WorldSkills Assessment Strategy: the scores 0 to 3 mean four different performances.",
    message=gettext_noop("Levels {other} and {level} say the same: whoever scores one of them could as well score the other."),
    question=gettext_noop("What would you see at {level} that you would not see at {other}?"),
    bad=Example(
        "Folding of the napkins",
        (
            "Napkins come apart when the plate is set down",
            "Napkins keep their shape; folds differ from place to place",
            "napkins keep their shape; folds differ from place to place.",
            "Napkins keep their shape and cannot be told from one another",
        ),
    ),
    good=Example(
        "Folding of the napkins",
        (
            "Napkins come apart when the plate is set down",
            "Napkins keep their shape; folds differ from place to place",
            "Napkins keep their shape and height; one fold stands out at the table",
            "Napkins keep their shape and cannot be told from one another",
        ),
    ),
    find=find,
    severity=Severity.SEVERE,
    any_language=True,
)

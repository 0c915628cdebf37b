"""A measurement in the clothes of a judgement."""

import re
from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.numbers import NUMBERS
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot

TOLERANCE = re.compile(
    r"(?:±|\+/-)\s*\d+(?:[.,]\d+)?(?:\s?(?:%|°|µm|[mc]?m)(?!\w))?"
    r"|\b(?:within|tolerance\s+of)\s+\d+(?:[.,]\d+)?\s?(?:%|°|µm|[mc]?m)(?!\w)",
    re.IGNORECASE,
)
COUNTING = {"no", "none", "zero", "is", "are"}  # "one is missing", "two are missing"
COUNT = re.compile(r"\d+(?:[.,]\d+)?")
ENOUGH_WORDS = 3


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the first tolerance; else the first level that differs from its lower neighbour in a number only."""
    tolerances = [Spot(level, match.span()) for level in reading.levels for match in TOLERANCE.finditer(level.text)]
    counted = [Spot(upper, span) for _, lower, upper in reading.neighbours for span in differs_in_number(lower, upper)]
    yield from (tolerances or counted)[:1]


def differs_in_number(lower: Field, upper: Field) -> list[tuple[int, int]]:
    """Return the place of the first number of `upper`, where numbers are all in which the two differ."""
    if without_numbers(lower) != without_numbers(upper) or lower.said == upper.said or len(without_numbers(upper)) < ENOUGH_WORDS:
        return []
    return [word.span for word in upper.words if is_number(word.text)][:1]


def without_numbers(level: Field) -> list[str]:
    """Return its words without numbers, one and many alike."""
    return [word.removesuffix("s") for word in level.said if not is_number(word) and word not in COUNTING]


def is_number(word: str) -> bool:
    """Return whether a word is a number."""
    return word in NUMBERS or COUNT.fullmatch(word) is not None


RULE = Rule(
    key="measurement",
    about="What can be counted or measured is marked as such; judgement is for what cannot.",
    source="WorldSkills Assessment Strategy: an aspect is assessed by measurement or by judgement.",
    message=gettext_noop(
        "“{words}” is measured, not judged: experts who read the same value cannot disagree, and their scores add nothing."
    ),
    question=gettext_noop("Could this be a measurement aspect, and what would be left to judge?"),
    bad=Example(
        "Flatness of the milled face",
        (
            "The face rocks on the surface plate",
            "The face is flat within 0.2 mm",
            "The face is flat within 0.1 mm",
            "The face is flat within 0.05 mm",
        ),
    ),
    good=Example(
        "Look of the milled face",
        (
            "The face shows steps that catch a fingernail",
            "The face shows tool marks in changing directions",
            "The face shows tool marks in one direction; exit burrs are left",
            "The face shows one pattern from edge to edge and its edges are broken",
        ),
    ),
    find=find,
    marks_words=True,
)

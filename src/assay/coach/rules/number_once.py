"""A number at one level that the others have nothing to hold against."""

import re
from collections.abc import Iterator

from assay.coach.findings import Span, gettext_noop
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import EXACT

NUMBER = re.compile(r"(?<![\w.-])(?:[±<>≤≥]\s*)?\d+(?:[.,]\d+)?(?:\s?(?:%|°C?|mm|cm|m|µm|s|min|px|g|kg|ml|l|bar))?(?![\w-])")


LABEL = re.compile(r"(?:\b(?i:iteration|level|module|step|phase|version|figure|task|sheet|part|page|number|no\.)|[A-Z]{2,})\s*$")

DIGIT = re.compile(r"\d")
LONGEST_LABEL = 20


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the first number of the levels, where a level from 1 to 3 says neither a number nor how many in words."""
    numbered = ((level, span) for _, level in reading.filled for span in borders(level))
    level, span = next(numbered, (None, None))
    without = [str(number) for number, level in reading.filled if number and not is_exact(level)]
    if level and span and without:
        yield Spot(level, span, {"without": ", ".join(without)})


def borders(level: Field) -> list[Span]:
    """Return where numbers in digits stand, but for names, and limits of time in words."""
    digits = [match.span() for match in NUMBER.finditer(level.text) if not is_label(match)]
    return sorted(digits + [one.span for one in level.limits if one.is_time and not DIGIT.search(level.text, *one.span)])


def is_label(match: re.Match[str]) -> bool:
    """Return whether a number is a name: "iteration 2", "EN 12464"."""
    return LABEL.search(match.string, max(0, match.start() - LONGEST_LABEL), match.start()) is not None


def is_exact(level: Field) -> bool:
    """Return whether a level has a number, or words that leave none open."""
    return NUMBER.search(level.text) is not None or not EXACT.isdisjoint(level.said) or any(one.is_time for one in level.limits)


RULE = Rule(
    key="number-once",
    about="A number draws a border; a border has two sides.",
    source="Assay's own reasoning: every level has to speak of the same characteristics.",
    message=gettext_noop("“{words}” stands at {level}, and no number at {without}: experts set the missing border themselves."),
    question=gettext_noop("Which value belongs to the levels that have none?"),
    bad=Example(
        "Joints of the brickwork",
        (
            "Joints are open or smeared over the face",
            "Joints are filled and vary in width",
            "Joints are filled and struck flush",
            "Joints are filled, struck flush and 10 mm wide",
        ),
    ),
    good=Example(
        "Joints of the brickwork",
        (
            "Joints are open or smeared over the face",
            "Joints are filled and vary in width",
            "Joints are filled and struck flush",
            "Joints are filled and struck flush, and their width cannot be told apart by eye",
        ),
    ),
    find=find,
    marks_words=True,
)

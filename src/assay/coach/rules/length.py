"""Levels of very different length."""

from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot

TIMES = 3
LONG_ENOUGH = 60  # letters: below, a few words make the ratio


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the shortest level where the longest has over three times its letters; 0 may be short, it often can be."""
    lengths = {number: letters(level) for number, level in reading.filled if number}
    if not lengths:
        return
    shortest, longest = min(lengths, key=lambda number: lengths[number]), max(lengths, key=lambda number: lengths[number])
    if lengths[longest] >= LONG_ENOUGH and lengths[longest] > TIMES * lengths[shortest]:
        level = reading.levels[shortest]
        yield Spot(level, level.extent, {"longest": str(longest)})


def letters(level: Field) -> int:
    """Return the length of a text without the white space around it."""
    start, end = level.extent
    return end - start


RULE = Rule(
    key="uneven-length",
    about="A level that says a third of what another says leaves the rest open.",
    source="Assay's own reasoning: every level has to speak of the same characteristics.",
    message=gettext_noop("Level {longest} says over three times as much as {level}: what {level} leaves out, each expert fills in."),
    question=gettext_noop("What of that which stands at {longest} would you see at {level}?"),
    bad=Example(
        "Greeting on the telephone",
        (
            "The caller is put through without a word",
            "Greeting is heard",
            "The caller hears house and name, and waits in silence while being put through",
            "The caller hears house and name, is asked what it is about, and hears who will speak next before being put through",
        ),
    ),
    good=Example(
        "Greeting on the telephone",
        (
            "The caller is put through without a word",
            "The caller hears the house, is put through and hears nothing more",
            "The caller hears house and name, and waits in silence while being put through",
            "The caller hears house and name, is asked what it is about, and hears who will speak next before being put through",
        ),
    ),
    find=find,
    any_language=True,
)

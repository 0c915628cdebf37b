"""Praise and blame without anything that can be seen."""

from collections.abc import Iterator

from assay.coach.explained import is_explained
from assay.coach.findings import gettext_noop
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import INTENSIFIERS, VAGUE, Phrases

PRAISE = Phrases(VAGUE)
DEGREES = {*INTENSIFIERS, "not"}
# "as well", "well before", "special characters": these words praise nothing.
BEFORE_WELL = {"as"}
AFTER = {"well": {"as", "before", "after", "below", "above", "known"}, "special": {"character", "characters", "tool", "tools"}}


def find(reading: Reading) -> Iterator[Spot]:
    """Yield each word of praise or blame where it stands first, unless its clause says how it can be seen."""
    known: set[tuple[str, ...]] = set()
    for level in reading.levels:
        for place in PRAISE.places(level):
            span = level.span_of(widened(level, place))
            if level.said[place] in known or is_no_praise(level, place) or is_explained(level.text, span):
                continue
            known.add(level.said[place])
            yield Spot(level, span)


def widened(level: Field, place: slice) -> slice:
    """Return the place with "very" before it, and after "well" what is done well."""
    start = place.start - (place.start > 0 and level.said[place.start - 1] in DEGREES)
    after = level.said[place.stop : place.stop + 1]
    is_done_well = level.said[place] == ("well",) and bool(after) and after[0].endswith(("ed", "ing"))
    return slice(start, place.stop + is_done_well)


def is_no_praise(level: Field, place: slice) -> bool:
    """Return whether the word means something else where it stands."""
    word, before, after = level.said[place.stop - 1], level.said[: place.start][-1:], level.said[place.stop :][:1]
    return not AFTER.get(word, set()).isdisjoint(after) or (word == "well" and not BEFORE_WELL.isdisjoint(before))


RULE = Rule(
    key="vague-word",
    about="A word of praise names the score again; it does not say what was seen.",
    source="S. M. Brookhart, How to Create and Use Rubrics (2013), p. 26: levels say what one would observe, not what one concludes.",
    message=gettext_noop("“{words}” is a verdict: three experts agree on the word and mean three different things by it."),
    question=gettext_noop("What would you see, hear or touch at {level} that earns this word?"),
    bad=Example(
        "Arrangement of the plate",
        (
            "Sauce runs under the garnish and food hangs over the rim",
            "Food stays inside the rim; colours repeat side by side",
            "The plate has a nice arrangement",
            "Height, colour and gaps lead the eye to the main piece; the rim is bare",
        ),
    ),
    good=Example(
        "Arrangement of the plate",
        (
            "Sauce runs under the garnish and food hangs over the rim",
            "Food stays inside the rim; colours repeat side by side",
            "Food stays inside the rim and colours alternate; the main piece is half covered",
            "Height, colour and gaps lead the eye to the main piece; the rim is bare",
        ),
    ),
    find=find,
    marks_words=True,
)

"""How often, or how many, without a number."""

from collections.abc import Iterator

from assay.coach.explained import is_explained
from assay.coach.findings import gettext_noop
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot
from assay.coach.words import FREQUENCIES, QUANTITIES, Phrases

HOW_OFTEN, HOW_MANY = Phrases(FREQUENCIES), Phrases(QUANTITIES)
ALL = {"all", "every", "everything", "no", "none"}
VERBS = {"done", "has", "is", "was"}


def find(reading: Reading) -> Iterator[Spot]:
    """Yield words for how often in every level, words for how many in 1 and 2, which have a border on both sides."""
    for level in reading.levels:
        yield from (Spot(level, level.span_of(place)) for place in HOW_OFTEN.places(level))
    for level, upper in zip(reading.levels[1:3], reading.levels[2:], strict=True):
        amounts = [place for place in HOW_MANY.places(level) if not (is_no_amount(level, place) or is_bordered(level, place, upper))]
        if amounts and not level.limits:  # "most … with at most 2 exceptions" is a number
            yield Spot(level, level.span_of(amounts[0]))


def is_no_amount(level: Field, place: slice) -> bool:
    """Return whether "some" counts nothing: "some styling is done", "what some parts mean", "somehow" in two words."""
    before, after = level.said[: place.start][-1:], level.said[place.stop : place.stop + 2]
    is_mass = len(after) > 1 and not after[0].endswith("s") and after[1] in VERBS
    return level.said[place.stop - 1] == "some" and (is_mass or after[:1] == ("how",) or before in {("what",), ("which",)})


def is_bordered(level: Field, place: slice, upper: Field) -> bool:
    """Return whether the clause explains the amount, or the level above says that there is none, or all, of it."""
    return is_explained(level.text, level.span_of(place)) or (level.said[place.stop - 1] == "some" and not ALL.isdisjoint(upper.said))


RULE = Rule(
    key="frequency-word",
    about="Words for how often or how many are read as very different shares.",
    source="B. M. Bass, W. F. Cascio and E. J. O'Connor, Magnitude Estimations of Frequency and Amount (1973): readings overlap.",
    message=gettext_noop(
        "“{words}” is a share that each expert sets elsewhere: for one it begins at two cases, for another at half of them."
    ),
    question=gettext_noop("How many, or in which places, would you accept at {level}?"),
    bad=Example(
        "Dealing with the guest",
        (
            "The guest has to ask twice for each course",
            "The guest is sometimes asked before the plate is taken",
            "The guest is asked before each plate is taken",
            "The guest is asked before each plate is taken, and the next course fits the answer",
        ),
    ),
    good=Example(
        "Dealing with the guest",
        (
            "The guest has to ask twice for each course",
            "The guest is asked before the main course is taken, and not at the others",
            "The guest is asked before each plate is taken",
            "The guest is asked before each plate is taken, and the next course fits the answer",
        ),
    ),
    find=find,
    marks_words=True,
)

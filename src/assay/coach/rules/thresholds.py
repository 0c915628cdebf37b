"""Thresholds that overlap, leave gaps or do not rise with the score."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from assay.coach.findings import gettext_noop
from assay.coach.intervals import Interval
from assay.coach.reading import Field, Reading
from assay.coach.rule import Example, Rule, Spot

GAP = gettext_noop("Between {lower} and {level} lies a value that belongs to neither: “{words}” leaves it to each expert.")
FLAT = gettext_noop(
    "The limit at {level}, “{words}”, does not go on from the one at {lower}: experts disagree which of the two is better work."
)
Placed = tuple[int, Field, Interval]


def find(reading: Reading) -> Iterator[Spot]:
    """Yield, unit by unit, each level whose limit does not fit to that of the level before."""
    units: dict[str, list[Placed]] = defaultdict(list)
    for number, level in reading.filled:
        for one in level.limits:
            if [other.unit for other in level.limits].count(one.unit) == 1:
                units[one.unit].append((number, level, one))
    for placed in units.values():
        yield from misfits(placed)


def misfits(placed: list[Placed]) -> Iterator[Spot]:
    """Yield the limits of one unit that do not fit to the one before; the way from the first to the last is the right one."""
    steps = [after.end - before.end for (_, _, before), (_, _, after) in pairwise(placed) if before.side == after.side]
    direction = sum(steps)
    for (lower, _, before), (_, level, after) in pairwise(placed):
        says = wrong(before, after, direction)
        if says is not None:
            yield Spot(level, after.span, {"lower": str(lower)}, says)


def wrong(before: Interval, after: Interval, direction: float) -> str | None:
    """Return what to say of two limits that follow each other: None for nothing, "" for an overlap."""
    if before.side == after.side and before.side:
        step = after.end - before.end
        return FLAT if step == 0 or step * direction < 0 else None
    if before.overlaps(after):
        return ""
    return GAP if before.leaves_gap_to(after) else None


RULE = Rule(
    key="thresholds",
    about="Limits have to meet: each value belongs to one level, and more of it to a higher one.",
    source="Assay's own reasoning: as on any scale, each value belongs to one class, and no value to none.",
    message=gettext_noop(
        "The limits at {lower} and {level} overlap: for a value that fits both, “{words}” decides differently for each expert."
    ),
    question=gettext_noop("Where exactly does {lower} end and {level} begin?"),
    bad=Example(
        "Gaps between the floor boards",
        (
            "Boards can be moved by hand",
            "Gaps of 2 to 4 mm are seen",
            "Gaps of 1 to 3 mm are seen",
            "Gaps are closed and the boards read as one face",
        ),
    ),
    good=Example(
        "Gaps between the floor boards",
        (
            "Boards can be moved by hand",
            "Gaps of more than 2 mm are seen",
            "Gaps of 1 to 2 mm are seen",
            "Gaps are closed and the boards read as one face",
        ),
    ),
    find=find,
    marks_words=True,
)

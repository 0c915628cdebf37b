"""A level 0 that speaks only of work that is not there."""

import re
from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot

MOST_WORDS = 10
DONE = (
    r"(?:implemented|done|attempted|present|completed?|finished|applied|displayed|provided|included|made|created|given|"
    r"started|begun|delivered|performed|carried\s+out|available|executed|submitted|shown|visible)"
)
ABSENT = re.compile(
    rf"\W*(?:(?:\w+\W+){{0,6}}?(?:not|never)\s+(?:been\s+)?{DONE}|no\b.*\b{DONE}|(?:no|nothing|none)\b(?:\W+\w+){{0,3}}"
    rf"|(?:\w+\W+){{0,4}}?(?:is|are)\s+(?:missing|absent)|missing|absent)\b(?:\s+at\s+all)?\W*",
    re.IGNORECASE,
)


# Level 1 speaks of failed attempts itself: nothing is left open between the two.
FAILED = re.compile(r"\b(?:not?|without|almost|barely|few|many|missing|multiple|only|poor|poorly|several|some|lacks?)\b", re.IGNORECASE)
ASIDE = re.compile(r"\([^)]*\)")
CLAUSE = re.compile(r"[.,;]|\bbut\b")


def find(reading: Reading) -> Iterator[Spot]:
    """Yield a level 0 that says in a few words that nothing is there, where level 1 begins with what was done."""
    zero, one, *_ = reading.levels
    begins = CLAUSE.split(ASIDE.sub("", one.text), maxsplit=1)[0]
    if 0 < len(zero.words) <= MOST_WORDS and ABSENT.fullmatch(zero.text) and not FAILED.search(begins):
        yield Spot(zero, zero.extent)


RULE = Rule(
    key="zero-not-done",
    about="Most work that scores 0 was attempted; the level has to say how such an attempt looks.",
    source="Assay's own reasoning: to WorldSkills, 0 is performance below industry standard, and such a performance can be described.",
    message=gettext_noop(
        "Level 0 speaks only of work that is not there: where work was attempted and failed, one expert scores 0, another 1."
    ),
    question=gettext_noop("What would an attempt look like that still scores 0?"),
    bad=Example(
        "Hemming of the skirt",
        (
            "Hem not done",
            "The hem holds; its depth changes around the skirt",
            "The hem holds at one depth; stitches show on the right side",
            "The hem holds at one depth and no stitch shows on the right side",
        ),
    ),
    good=Example(
        "Hemming of the skirt",
        (
            "The hem comes loose when the fabric is pulled, or is not done",
            "The hem holds; its depth changes around the skirt",
            "The hem holds at one depth; stitches show on the right side",
            "The hem holds at one depth and no stitch shows on the right side",
        ),
    ),
    find=find,
)

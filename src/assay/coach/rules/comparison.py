"""A comparison between competitors."""

import re
from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot

PEOPLE = r"(?:competitors?|candidates?|contestants?|participants?|competing\s+teams?|teams?|entries|entrants?|rivals?|countries)"
COMPARED = re.compile(
    rf"\b(?:(?:than|as|unlike|like|with|to)\s+(?:most\s+|all\s+)?(?:of\s+)?(?:the\s+)?(?:other|rest\s+of\s+the|average|best)\s+{PEOPLE}"
    rf"|(?:better|worse|faster|slower|more\s+\w+|less\s+\w+)\s+than\s+(?:most|all|any|many)\s+(?:other\s+)?{PEOPLE}"
    rf"|(?:best|worst|better|worse|fastest|slowest|most\s+\w+|least\s+\w+)\s+(?:of|among|amongst|in)\s+(?:all\s+)?(?:the\s+)?(?:\w+\s+)?{PEOPLE}"
    rf"|(?:among|amongst|one\s+of)\s+the\s+(?:best|worst|top)\b"
    rf"|(?:above|below|better\s+than|worse\s+than)\s+(?:the\s+)?average)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Spot]:
    """Yield comparisons in the levels."""
    return (Spot(level, match.span()) for level in reading.levels for match in COMPARED.finditer(level.text))


RULE = Rule(
    key="comparison",
    about="Work is held against the description, so that the first competitor is scored like the last.",
    source="R. Glaser, Instructional Technology and the Measurement of Learning Outcomes (1963): criteria, not other people's work.",
    message=gettext_noop(
        "“{words}” scores a competitor against others: experts who have seen different work, or in another order, disagree."
    ),
    question=gettext_noop("What would you see at {level} if this were the only work in the room?"),
    bad=Example(
        "Speed of changing the wheel",
        (
            "The wheel is dropped or the thread is crossed",
            "The wheel is seated by trial; nuts are tightened one after the other",
            "The wheel is seated at once; nuts are tightened crosswise",
            "The wheel is changed with fewer movements, better than the other competitors",
        ),
    ),
    good=Example(
        "Speed of changing the wheel",
        (
            "The wheel is dropped or the thread is crossed",
            "The wheel is seated by trial; nuts are tightened one after the other",
            "The wheel is seated at once; nuts are tightened crosswise",
            "The wheel is seated at once; tools lie ready in the order of use and no walk is made twice",
        ),
    ),
    find=find,
    marks_words=True,
)

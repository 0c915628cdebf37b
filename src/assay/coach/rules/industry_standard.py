"""A standard that is not named."""

import re
from collections.abc import Iterator
from itertools import islice

from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot

UNNAMED = re.compile(
    r"\b(?:(?:industry|industrial|trade|professional|international|national|relevant|applicable|common|current|required)\s+"
    r"(?:standards?|norms?|regulations)|best\s+practices?|good\s+practices?|standard\s+practices?|state[\s-]of[\s-]the[\s-]art)\b",
    re.IGNORECASE,
)
# "EN 60204", "ISO 9001", "WCAG": a name that can be looked up. A level that lists what is meant names it too.
NAMED = re.compile(r"\b[A-Z]{2,}[\s-]?\d{2,}|\b(?:ISO|EN|DIN|IEC|ANSI|WCAG|PSR|PEP|ASTM|BS|VDE|NEC|RFC|W3C)\b|[(:]")


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the first standard without a name above 0, where it is demanded; the others are mended with it."""
    found = ((level, match) for level in reading.levels[1:] for match in UNNAMED.finditer(level.text))
    unnamed = (Spot(level, match.span()) for level, match in found if not NAMED.search(level.text, match.end()))
    yield from islice(unnamed, 1)


RULE = Rule(
    key="industry-standard",
    about="Experts come from different countries, and so do their standards.",
    source="Assay's own reasoning: WorldSkills asks for explicit benchmarks, and one that is not named cannot be looked up.",
    message=gettext_noop("“{words}” does not say which: experts from three countries bring three of them."),
    question=gettext_noop("Which document is meant, or which of its demands can be seen in the work?"),
    bad=Example(
        "Insulation of the pipework",
        (
            "Pipes are bare at bends and valves",
            "Pipes are covered; joints of the insulation gape",
            "Pipes are covered and joints closed according to best practice",
            "Pipes, bends and valves are covered; joints are closed and taped, and each valve can be opened alone",
        ),
    ),
    good=Example(
        "Insulation of the pipework",
        (
            "Pipes are bare at bends and valves",
            "Pipes are covered; joints of the insulation gape",
            "Pipes are covered and joints closed as the trade standard EN 14303 shows; bends are left open",
            "Pipes, bends and valves are covered; joints are closed and taped, and each valve can be opened alone",
        ),
    ),
    find=find,
    marks_words=True,
)

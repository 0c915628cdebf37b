"""Two qualities under one score."""

import re
from collections.abc import Iterator

from assay.coach.findings import gettext_noop
from assay.coach.reading import Reading
from assay.coach.rule import Example, Rule, Spot

QUALITY = (
    r"(?:\w{3,}(?:ness|acy|ability|ibility|iency|ision)|accuracy|balance|beauty|care|clarity|consistency|creativity|economy|efficiency|"
    r"elegance|finish|fluency|functionality|harmony|hygiene|originality|precision|quality|safety|simplicity|speed|stability|strength|"
    r"style|symmetry|taste|tidiness|timing|usability|variety)"
)
PRAISE = (
    r"(?:well[\s-]\w+|accessible|accurate|attractive|clean|clear|complete|consistent|correct|creative|elegant|engaging|even|fast|"
    r"flat|functional|intuitive|legible|level|logical|minimal|modern|original|plumb|precise|professional|readable|safe|simple|smooth|"
    r"square|stable|straight|suitable|tidy|usable)"
)
JOINED = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*/\s*)"
TWO = re.compile(rf"\b(?:{QUALITY}(?:{JOINED}{QUALITY})+|{PRAISE}(?:{JOINED}{PRAISE})+)\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Spot]:
    """Yield the qualities that the name joins."""
    return (Spot(reading.name, match.span()) for match in TWO.finditer(reading.name.text))


RULE = Rule(
    key="two-criteria",
    about="A name that joins two qualities gives one score for both, and work that has only one of them has no level.",
    source="Assay's own reasoning: what can vary apart is rated apart, as analytic rubrics do it.",
    message=gettext_noop(
        "“{words}” asks for more than one quality: for work that has one without the other, each expert weighs them anew."
    ),
    question=gettext_noop("Which of them should the score tell, and could the rest be an aspect of its own?"),
    bad=Example(
        "Tidiness and precision of the bench work",
        (
            "Tools lie about and parts do not fit",
            "Tools lie within reach and parts fit with force",
            "Tools return to their place and parts fit by hand",
            "Tools return to their place after each step and parts slide without play",
        ),
    ),
    good=Example(
        "Tidiness of the bench work",
        (
            "Tools lie about and parts are searched for",
            "Tools lie within reach; swarf stays on the bench",
            "Tools return to their place; swarf is brushed off at the end",
            "Tools return to their place and swarf is brushed off after each step",
        ),
    ),
    find=find,
)

"""Limits in a text ("more than 3 errors", "2 to 4 mm", "within ten seconds") as intervals that can be compared."""

import math
import re
from dataclasses import dataclass

from assay.coach.findings import Span
from assay.coach.numbers import NUMBER, NUMBERS, SECONDS, TIME, value

_NUMBER = rf"({NUMBER})"
_UNIT = r"(?!\s*[x×]\s*\d)(?:\s*(%|°|[^\W\d_]+))?"
_MORE = r"(?:more|greater|higher|larger|longer|later)\s+than"
_LESS = r"(?:less|fewer|lower|smaller|shorter)\s+than"
# "in five minutes" is a limit; "in five minutes of work", "in five minute steps" and "in 5 min intervals" are none.
_SHORT = r"(?:ms|secs?|mins?|hrs?|[sh])"
_IN_TIME = rf"\bin\s+(?=(?:1|one|half\s+an?)\s+{TIME}|{NUMBER}\s*(?:{_SHORT}|(?:milli)?seconds|minutes|hours)\b)"
_NOT_EACH = rf"(?!\s*{TIME}\s+(?:of|each|apart|blocks?|intervals?|slots?|steps?|turns?)\b)"
# "2 minutes and 30 seconds" is one time.
AND_MORE = re.compile(rf"\s+(?:and\s+)?{_NUMBER}\s*({TIME})", re.IGNORECASE)
# Each form of a limit, and on which sides its numbers stand: "[" and "]" belong to the interval, "(" and ")" do not.
FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form + _UNIT, re.IGNORECASE), sides)
    for form, sides in (
        (rf"\b(?:between|from)\s+{_NUMBER}\s*(?:and|to|-|–)\s*{_NUMBER}", "[]"),
        (rf"(?<![\w.,])(?<!from )(?<!between ){_NUMBER}\s*(?:to|-|–)\s*{_NUMBER}\b", "[]"),
        (rf"(?:\b(?:at\s+most|max(?:imum|\.)?(?:\s+of)?|up\s+to|within|(?:no|not)\s+{_MORE})|≤|<=)\s*{_NUMBER}\b", "]"),
        (rf"{_IN_TIME}{_NUMBER}\b{_NOT_EACH}", "]"),
        (rf"(?:\b(?:at\s+least|(?<!\d)(?<!\d )min(?:imum|\.)?(?:\s+of)?|(?:no|not)\s+{_LESS})|≥|>=)\s*{_NUMBER}\b", "["),
        (rf"(?:(?<!no )(?<!not )\b{_MORE}|\bover|\babove|>(?!=))\s*{_NUMBER}\b", "("),
        (rf"(?:(?<!no )(?<!not )\b{_LESS}|\bunder|\bbelow|<(?!=))\s*{_NUMBER}\b", ")"),
    )
)
ANY_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(NUMBERS)}|half|an?\s+(?:minute|hour))\b", re.IGNORECASE)
# Units of which half a one exists: 2 and 3 leave a gap.
CONTINUOUS = frozenset((
    "%", "°", "mm", "cm", "m", "µm", "second", "g", "kg", "ml", "l", "litre", "bar", "v", "a",
    "w", "hz", "degree", "percent",
))  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """The values that a limit allows, their unit, and where it stands in the text."""

    low: float
    high: float
    low_in: bool
    high_in: bool
    unit: str
    span: Span

    @property
    def side(self) -> str:
        """Return on which side it is limited alone, "" for both."""
        return "low" if math.isinf(self.high) else "high" if math.isinf(self.low) else ""

    @property
    def is_time(self) -> bool:
        """Return whether it is a time; its ends are seconds then."""
        return self.unit == "second"

    @property
    def end(self) -> float:
        """Return the limit, the upper one where there are two."""
        return self.low if math.isinf(self.high) else self.high

    def overlaps(self, other: "Interval") -> bool:
        """Return whether a value is in both."""
        below, above = sorted((self, other), key=lambda one: (one.low, one.high))
        return above.low < below.high or (above.low == below.high and above.low_in and below.high_in)

    def leaves_gap_to(self, other: "Interval") -> bool:
        """Return whether a value between the two is in neither; of what is counted, 2 and 3 have none between them."""
        below, above = sorted((self, other), key=lambda one: (one.low, one.high))
        if above.low == below.high:
            return not (above.low_in or below.high_in)
        counted = self.unit not in CONTINUOUS and above.low.is_integer() and below.high.is_integer()
        between = above.low - below.high - 1 + (not above.low_in) + (not below.high_in)
        return between > 0 if counted else above.low > below.high


def intervals_in(text: str) -> list[Interval]:
    """Return the limits of a text in the order of their forms."""
    if not ANY_NUMBER.search(text):
        return []
    return [interval(match, sides) for form, sides in FORMS for match in form.finditer(text)]


def interval(match: re.Match[str], sides: str) -> Interval:
    """Return what one match means; times are compared in seconds."""
    *numbers, unit = match.groups()
    unit, stop = singular(unit or ""), match.end()
    values = sorted(value(number) * SECONDS.get(unit, 1) for number in numbers)
    more = AND_MORE.match(match.string, stop) if unit in SECONDS else None
    if more:
        values[-1] += value(more[1]) * SECONDS[singular(more[2])]
        stop = more.end()
    low = values[0] if sides[0] in "[(" else -math.inf
    high = values[-1] if sides[-1] in "])" else math.inf
    unit = "second" if unit in SECONDS else unit
    end = stop if unit in CONTINUOUS else match.end(len(numbers))
    return Interval(low, high, "[" in sides, "]" in sides, unit, (match.start(), end))


def singular(unit: str) -> str:
    """Return a unit in one spelling."""
    unit = unit.casefold()
    return unit if len(unit) < len("hrs") else unit.removesuffix("s")

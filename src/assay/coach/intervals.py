"""Limits in a text ("more than 3 errors", "2 to 4 mm") as intervals that can be compared."""

import math
import re
from dataclasses import dataclass

from assay.coach.findings import Span
from assay.coach.words import NUMBERS

_NUMBER = r"(\d+(?:[.,]\d+)?|" + "|".join(NUMBERS) + r")"
_UNIT = r"(?!\s*[x×]\s*\d)(?:\s*(%|°|[^\W\d_]+))?"
_MORE = r"(?:more|greater|higher|larger|longer|later)\s+than"
_LESS = r"(?:less|fewer|lower|smaller|shorter)\s+than"
# Each form of a limit, and on which sides its numbers stand: "[" and "]" belong to the interval, "(" and ")" do not.
FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form + _UNIT, re.IGNORECASE), sides)
    for form, sides in (
        (rf"\b(?:between|from)\s+{_NUMBER}\s*(?:and|to|-|–)\s*{_NUMBER}", "[]"),
        (rf"(?<![\w.,])(?<!from )(?<!between ){_NUMBER}\s*(?:to|-|–)\s*{_NUMBER}\b", "[]"),
        (rf"(?:\b(?:at\s+most|max(?:imum|\.)?(?:\s+of)?|up\s+to|within|(?:no|not)\s+{_MORE})|≤|<=)\s*{_NUMBER}\b", "]"),
        (rf"(?:\b(?:at\s+least|min(?:imum|\.)?(?:\s+of)?|(?:no|not)\s+{_LESS})|≥|>=)\s*{_NUMBER}\b", "["),
        (rf"(?:(?<!no )(?<!not )\b{_MORE}|\bover|\babove|>(?!=))\s*{_NUMBER}\b", "("),
        (rf"(?:(?<!no )(?<!not )\b{_LESS}|\bunder|\bbelow|<(?!=))\s*{_NUMBER}\b", ")"),
    )
)
ANY_NUMBER = re.compile(rf"\b{_NUMBER}", re.IGNORECASE)
# Units of which half a one exists: 2 and 3 leave a gap.
CONTINUOUS = frozenset((
    "%", "°", "mm", "cm", "m", "µm", "s", "sec", "second", "minute", "min", "hour", "h", "g", "kg", "ml", "l", "litre", "bar", "v", "a",
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
    """Return what one match means."""
    *numbers, unit = match.groups()
    values = sorted(value(number) for number in numbers)
    low = values[0] if sides[0] in "[(" else -math.inf
    high = values[-1] if sides[-1] in "])" else math.inf
    unit = singular(unit or "")
    end = match.end() if unit in CONTINUOUS else match.end(len(numbers))
    return Interval(low, high, "[" in sides, "]" in sides, unit, (match.start(), end))


def value(number: str) -> float:
    """Return a number written in digits or as a word."""
    return float(NUMBERS.get(number.casefold()) or number.replace(",", "."))


def singular(unit: str) -> str:
    """Return a unit in one spelling."""
    return unit.casefold() if len(unit) < len("days") else unit.casefold().removesuffix("s")

"""Numbers in digits and in English words ("2.5", "twenty-five", "half an hour"), and the units of time that follow them."""

import re

ONES = dict(zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(1, 10), strict=True))
_TO_TWENTY = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = dict(zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True))
# The words of which numbers consist; "hundred" multiplies what stands before it.
NUMBERS = {**ONES, **dict(zip(_TO_TWENTY, range(10, 20), strict=True)), **TENS, "hundred": 100}
# Seconds in each unit of time.
SECONDS = {
    "ms": 0.001, "millisecond": 0.001, "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600,
}  # fmt: skip

_ONES, _TENS, _WHOLE = "|".join(ONES), "|".join(TENS), "|".join((*ONES, *_TO_TWENTY))
# "five", "fifteen", "twenty", "twenty-five": never a part of such a number, or of hundreds.
_BELOW = rf"(?:(?:{_TENS})[\s-](?:{_ONES})|(?:{_TENS})(?![\s-](?:{_ONES})\b)|(?:{_WHOLE}))\b(?!\s+hundred\b)"
_HUNDREDS = rf"(?:an?|{_ONES})\s+hundred\b(?:\s+and\s+{_BELOW})?"
# Not "a second": that may be the next one.
_SINGLE = r"half\s+an?(?=\s+(?:second|minute|hour)\b)|an?(?=\s+(?:minute|hour)\b)"
DIGITS = r"\d+(?:[.,]\d+)?"
NUMBER = rf"(?:{DIGITS}|{_HUNDREDS}|{_BELOW}(?:\s+and\s+a\s+half\b)?|{_SINGLE})"
TIME = r"(?:(?:milli)?seconds?|minutes?|hours?|ms|secs?|mins?|hrs?|[sh])\b"


def value(number: str) -> float:
    """Return a number written in digits or in words."""
    if number[0].isdigit():
        return float(number.replace(",", "."))
    total = 0.0
    for word in re.findall(r"\w+", number.casefold()):
        if word == "hundred":
            total = (total or 1) * NUMBERS[word]
        else:
            total += 0.5 if word == "half" else NUMBERS.get(word, 0)
    return total or 1

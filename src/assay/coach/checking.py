"""Asks every rule about a wording."""

from collections.abc import Iterator

from assay.coach.findings import Finding, Span
from assay.coach.reading import Wording, reading_of
from assay.coach.rules import RULES

ENGLISH = "en"


def check(wording: Wording, *, language: str = ENGLISH) -> list[Finding]:
    """Return what experts would read differently, severe first, then field by field. Other languages are asked only about form."""
    order = ("name", "level0", "level1", "level2", "level3")
    rank = {rule.key: number for number, rule in enumerate(RULES)}
    found = _found(wording, is_english=language.partition("-")[0].lower() == ENGLISH)
    return sorted(found, key=lambda one: (one.severity != "severe", order.index(one.field), one.span, rank[one.rule]))


def _found(wording: Wording, *, is_english: bool) -> Iterator[Finding]:
    """Yield what each rule finds first in each field, without words that an earlier rule spoke of."""
    reading = reading_of(wording)
    taken: list[tuple[str, Span]] = []
    for rule in RULES:
        seen: set[str] = set()
        for spot in rule.find(reading) if is_english or rule.any_language else ():
            key = spot.field.key
            if key in seen or (rule.marks_words and any(key == other and _overlap(spot.span, span) for other, span in taken)):
                continue
            seen.add(key)
            taken += [(key, spot.span)] if rule.marks_words else []
            yield rule.finding(spot)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]

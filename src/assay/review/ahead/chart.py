"""Bars drawn on the server: numbers become places in a picture; a table beside it carries the numbers for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, STEP, FOOT, HEAD = 320, 128, 40, 20, 16


@dataclass(frozen=True)
class Bar:
    """One bar, its number above and its name below, in units of the picture."""

    label: str
    value: int
    x: int
    y: int
    width: int
    height: int
    middle: int
    above: int


@dataclass(frozen=True)
class Chart:
    """A picture of bars."""

    bars: list[Bar]
    width: int
    height: int
    base: int


def chart_of(values: Sequence[tuple[str, int]]) -> Chart:
    """Return bars for values; the largest fills the height, and a value above none is never invisible."""
    most, room = max((value for _label, value in values), default=0) or 1, HEIGHT - FOOT - HEAD
    bars = [
        bar_of(number, label, value, max(round(value / most * room), 2 if value else 0)) for number, (label, value) in enumerate(values)
    ]
    return Chart(bars, max(STEP * len(bars), 1), HEIGHT, HEIGHT - FOOT)


def bar_of(number: int, label: str, value: int, height: int) -> Bar:
    """Return one bar at its place."""
    top = HEIGHT - FOOT - height
    return Bar(label, value, number * STEP + 6, top, STEP - 12, height, number * STEP + STEP // 2, top - 4)

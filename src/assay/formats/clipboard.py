"""CIS rows as text that pastes into Excel: judgement and measurement aspects, columns A to K."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assay.formats.columns import LABELS
from assay.formats.ladders import SCORES

LIVE = ("=", "+", "-", "@", "\t", "\r")
# What a sheet would turn into a number, a date, a time or a truth: 2.10 would become 2.1, or a day of October.
REMADE = re.compile(r"\s*(?:[\d.,:/%\s-]*\d[\d.,:/%\s-]*(?:e[+-]?\d+)?|true|false)\s*", re.IGNORECASE | re.ASCII)
LONGEST_REMADE = 40
STAYS = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)
_COLUMN = {name: place for place, name in enumerate(LABELS)}


@dataclass(frozen=True)
class PasteItem:
    """A judgement aspect to paste; `section` is the number in the reader's own skill, None where it has none."""

    name: str
    levels: tuple[str, str, str, str]
    section: int | None = None


@dataclass(frozen=True)
class MeasuredItem:
    """A measurement aspect to paste, with its mark; `section` is the number in the reader's own skill, None where it has none."""

    description: str
    extra: str = ""
    requirement: str = ""
    section: int | None = None
    mark: Decimal | None = None


def measured_rows_for_paste(items: Iterable[MeasuredItem]) -> str:
    """Return tab-separated rows: an M row with its mark, then a row for each line of the extra description, each row ended by CR LF."""
    return "".join("\t".join(row) + "\r\n" for item in items for row in _measured_rows(item))


def rows_for_paste(items: Iterable[PasteItem]) -> str:
    """Return tab-separated rows: a J row with a blank mark, then its levels 0 to 3, each row ended by CR LF."""
    return "".join("\t".join(row) + "\r\n" for item in items for row in _rows(item))


def pasted_cell(text: str) -> str:
    """Return a cell that a sheet takes as the text it is: no formula, no other number or date, quoted where it spans cells or lines."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith(LIVE) or is_remade(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '\t\n"') else text


def is_remade(text: str) -> bool:
    """Return whether a sheet would show something else than the text."""
    return len(text) <= LONGEST_REMADE and bool(REMADE.fullmatch(text)) and not STAYS.fullmatch(text)


def _rows(item: PasteItem) -> Iterable[list[str]]:
    yield _row(type="J", description=pasted_cell(item.name), section="" if item.section is None else str(item.section))
    for score in SCORES:
        yield _row(score=str(score), extra=pasted_cell(item.levels[score]))


def _measured_rows(item: MeasuredItem) -> Iterable[list[str]]:
    yield _row(
        type="M",
        description=pasted_cell(item.description),
        requirement=pasted_cell(item.requirement),
        section="" if item.section is None else str(item.section),
        mark="" if item.mark is None else f"{item.mark.normalize():f}",
    )
    for line in item.extra.split("\n") if item.extra else ():
        yield _row(extra=pasted_cell(line))


def _row(**cells: str) -> list[str]:
    row = [""] * len(LABELS)
    for name, text in cells.items():
        row[_COLUMN[name]] = text
    return row

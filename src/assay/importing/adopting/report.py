"""The account of a run as data, as a page of its own, and as what a terminal shows."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assay.importing.adopting.account import IN_WORDS, Account, End, Line
from assay.importing.reportfile import page_alone


@dataclass(frozen=True)
class Told:
    """An account with what was asked for."""

    account: Account
    system: str
    at: datetime
    applied: bool

    @property
    def table(self) -> list[tuple[str, list[int]]]:
        """Return for each table how many rows ended how, and their sum."""
        return [(name, [*ends.values(), sum(ends.values())]) for name, ends in self.account.totals().items()]

    @property
    def heads(self) -> list[str]:
        """Return what stands above the columns of the table."""
        return [*(str(IN_WORDS[end]) for end in End), _("read")]

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Return the table with the head of its column beside each number, for narrow screens."""
        return [(name, list(zip(self.heads, numbers, strict=True))) for name, numbers in self.table]

    @property
    def reasons(self) -> list[tuple[str, str, list[Line]]]:
        """Return what is worth reading by table and reason: first why rows are put aside or left, then notes, the commonest first."""
        found: dict[tuple[bool, str, str], list[Line]] = defaultdict(list)
        for line in self.account.worth_reading():
            for said in (*line.why, *line.notes):
                found[said not in line.why, line.table, said].append(line)
        ordered = sorted(found.items(), key=lambda pair: (pair[0][0], -len(pair[1])))
        return [(table, said, lines) for (_is_note, table, said), lines in ordered]

    @property
    def lists(self) -> list[tuple[str, list[Line]]]:
        """Return every line: first those that are worth reading, then the others."""
        first = self.account.worth_reading()
        marked = {id(line) for line in first}
        found = [(_("Rows to look at"), first), (_("All other rows"), [line for line in self.account.lines if id(line) not in marked])]
        return [(title, lines) for title, lines in found if lines]


def as_json(told: Told) -> str:
    """Return everything as JSON."""
    account = told.account
    found = {
        "system": told.system,
        "at": told.at.isoformat(),
        "applied": told.applied,
        "totals": {
            table: {str(end): number for end, number in ends.items()} | {"read": sum(ends.values())}
            for table, ends in account.totals().items()
        },
        "rows": [as_data(line) for line in account.lines],
        "gone": account.gone,
        "beside": account.beside,
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_data(line: Line) -> dict[str, Any]:
    """Return one line as data."""
    return {
        "table": line.table,
        "row": line.row,
        "name": line.name,
        "end": str(line.end),
        "why": list(line.why),
        "notes": list(line.notes),
    }


def as_html(told: Told) -> str:
    """Return a page that needs nothing else."""
    return page_alone("importing/adoption.html", told=told)


FORMATS: dict[str, Callable[[Told], str]] = {".json": as_json, ".html": as_html}

"""Schemes of several judgement aspects, as the tests of imports write them: what a book holds, and how it is brought in."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.formats.scheme import Workbook
from assay.importing.actions import apply, settled_by_itself
from assay.importing.choice import Decided
from assay.importing.comparing import Compared, as_proposed
from assay.schemes.models import Scheme
from assay.standards.models import StandardSection
from tests import factories as make
from tests.formats.sheets import FIRST_ROW, SUB, Row

HEIGHT = 5
"""Rows of an aspect: itself and its four levels."""


@dataclass(frozen=True)
class Words:
    """An aspect as a workbook has it."""

    name: str
    levels: tuple[str, str, str, str]
    section: int | None = 1

    def but(self, **changes: Any) -> "Words":
        """Return it with another name, section, or level (`level2=…`)."""
        texts = [changes.pop(f"level{n}", text) for n, text in enumerate(self.levels)]
        return replace(self, levels=(texts[0], texts[1], texts[2], texts[3]), **changes)


JOINTS = Words(
    "Mitre joints of the frame", ("Gaps are visible", "Closed, with slight gaps", "Closed without gaps", "The grain runs through")
)
PALETTE = Words(
    "Colours of the landing page", ("Colours clash", "Five colours are applied", "They support the brand", "They guide the visitor")
)
LOG = Words(
    "Search for the fault", ("The log is not opened", "The line is found", "The cause is named first", "A test fails because of it")
)
THREE = (JOINTS, PALETTE, LOG)


def rows_of(*words: Words) -> list[Row]:
    """Return the rows of these aspects under one sub-criterion."""
    rows: list[Row] = [SUB]
    for one in words:
        rows += [{"D": "J", "E": one.name, "I": one.section, "K": 1}, *({"F": n, "G": text} for n, text in enumerate(one.levels))]
    return rows


def book(*words: Words, name: str = "made_WSC2026.xlsx") -> Workbook:
    """Return a workbook with these aspects, as it was read."""
    return make.workbook(name, *rows_of(*words))


def row_of(position: int) -> int:
    """Return the row of an aspect, counted from 0."""
    return FIRST_ROW + 1 + HEIGHT * position


def bring_in(use: StandardSection, read: Workbook, by: User | None, *, as_drafts: bool = False, **rows: Decided) -> Scheme:
    """Apply a workbook as it is proposed, but for the rows that are named (`row16=…`)."""
    compared = looked_at(use, read, by, as_drafts=as_drafts)
    choice = compared.choice
    decided = {**as_proposed(compared), **{int(name.removeprefix("row")): said for name, said in rows.items()}}
    return apply(read, sha256=uuid.uuid4().hex * 2, choice=replace(choice, rows=decided), by=by, at=make.NOW, as_drafts=as_drafts)


def looked_at(use: StandardSection, read: Workbook, by: User | None, *, as_drafts: bool = False) -> Compared:
    """Return a workbook beside the library."""
    choice = settled_by_itself(read, skill=use.standard.skill, competition=use.standard.competition)
    return Compared(read, choice, by, make.NOW, as_drafts)


def named(name: str) -> Descriptor:
    """Return the live descriptor of that name that is no amendment."""
    return Descriptor.objects.live().get(criterion_name=name, amends=None)

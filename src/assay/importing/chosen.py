"""What was chosen on the page of a waiting import, as its form carries it: kept with the import, so that it outlives errors and days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from assay.descriptors.duplicates.remarks import LONGEST_REASON
from assay.descriptors.posted import text_of
from assay.importing.choice import Do
from assay.importing.models import Import
from assay.standards.models import Competition, Skill

LONGEST_VALUE = 100


@dataclass(frozen=True)
class Chosen:
    """The values of a form: how it starts (`settle`), what becomes of each row, and why one is made beside similar ones."""

    settle: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    why: Mapping[int, str] = field(default_factory=dict)

    def with_form(self, data: QueryDict, rows: Iterable[int], fields: Iterable[str]) -> "Chosen":
        """Return it with what a form carries; what the form does not show stays."""
        numbers = list(rows)
        said = {row: text_of(typed)[:LONGEST_VALUE] for row in numbers if (typed := data.get(f"do-{row}"))}
        why = {row: text_of(typed)[:LONGEST_REASON].strip() for row in numbers if (typed := data.get(f"why-{row}")) is not None}
        settle = {name: text_of(typed)[:LONGEST_VALUE] for name in fields if (typed := data.get(name)) is not None}
        return Chosen({**self.settle, **settle}, {**self.rows, **said}, {**self.why, **why})

    def reconsidered(self, rows: Iterable[int]) -> "Chosen":
        """Return it without what was chosen for rows that are left out as it was proposed: with other sections, something else may be."""
        again = {row for row in rows if self.rows.get(row) == Do.SKIP}
        return replace(self, rows={row: value for row, value in self.rows.items() if row not in again})

    def with_rows(self, rows: Mapping[int, str]) -> "Chosen":
        """Return it with other ends for some rows."""
        return replace(self, rows={**self.rows, **rows})

    def kept_for(self, skill: Skill, competition: Competition, *, as_drafts: bool) -> dict[str, Any]:
        """Return what is kept: for whose scheme it was chosen, and the values."""
        rows, why = ({str(row): value for row, value in values.items() if value} for values in (self.rows, self.why))
        return {"for": [skill.code, competition.code, as_drafts], "settle": dict(self.settle), "rows": rows, "why": why}


def kept(found: Import, skill: Skill | None, competition: Competition | None, *, as_drafts: bool) -> Chosen:
    """Return what was chosen so far, where it was chosen for this skill and competition, for drafts or for the library alike."""
    data = found.choices or {}
    if skill is None or competition is None or data.get("for") != [skill.code, competition.code, as_drafts]:
        return Chosen()
    return Chosen(data["settle"], *({int(row): value for row, value in data[name].items()} for name in ("rows", "why")))

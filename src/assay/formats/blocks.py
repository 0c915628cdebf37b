"""What the rows below the first header have made so far."""

from collections import Counter
from dataclasses import dataclass, field, replace

from assay.formats.cells import address, comparable, decimal, mark, one_line
from assay.formats.columns import Header, Row, in_place
from assay.formats.ladders import Draft, finished, ladder_in
from assay.formats.scheme import JUDGEMENT, MEASUREMENT, UNTYPED, Aspect, Note, SchemeWarning, SubCriterion, Total


@dataclass
class Blocks:
    """What was read so far, and the sub-criterion and aspect to which the next row belongs."""

    header: Header
    sub_criteria: list[tuple[SubCriterion, list[Draft]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    warnings: list[SchemeWarning] = field(default_factory=list)
    after_total: bool = False
    late_row_reported: bool = False
    aspect: Draft | None = None
    first_header: Header = field(init=False)
    in_criterion: Counter[str] = field(default_factory=Counter)
    typed: int = 0

    def __post_init__(self) -> None:
        self.first_header = self.header

    def warn(self, rule: str, cell: str, **params: str) -> None:
        """Report something of a cell."""
        self.warnings.append(SchemeWarning(rule, cell, params))

    def start(self, sub: SubCriterion) -> None:
        """Begin a sub-criterion; its row ends the aspect before it."""
        self.in_criterion[sub.criterion] += 1
        self.sub_criteria.append((replace(sub, position=self.in_criterion[sub.criterion]), []))
        self.aspect, self.typed = None, 0

    def add(self, aspect: Aspect) -> None:
        """Begin an aspect under the current sub-criterion."""
        sub, drafts = self.sub_criteria[-1]
        counts = bool(aspect.type) or self.header.by_hand
        self.typed += counts
        self.aspect = Draft(replace(aspect, sub_criterion=sub.id, position=self.typed if counts else 0))
        drafts.append(self.aspect)

    def take_totals(self, row: Row) -> set[int]:
        """Take `Criterion A | Total Mark | 17` right of the table; return the columns used."""
        at = self._total_mark_in(row)
        if at is None:
            return set()
        label, is_end = one_line(row.raw(at - 1)), comparable(row.raw(at - 1)) == "competition"
        if self.header.by_position:
            is_end = not in_place(row)
            label = "Competition" if is_end else f"Criterion {label.split()[-1]}"
        self.totals.append(Total(label, mark(row.raw(at + 1)), row.number, row.raw(at + 1), at + 1))
        self.after_total = self.after_total or is_end
        return {at - 1, at, at + 1}

    def _total_mark_in(self, row: Row) -> int | None:
        """Return the column of `Total Mark`; under a foreign header, of two words right of the table, the second."""
        table = max(self.header.columns.values())
        found = [column for column in row.filled if column > table and comparable(row.raw(column)) == "total mark"]
        if found or not self.header.by_position:
            return found[0] if found else None
        words = [column for column in (table + 1, table + 2) if column in row.filled and decimal(row.raw(column)) is None]
        return table + 2 if len(words) == len("LM") else None

    def finish(self) -> tuple[SubCriterion, ...]:
        """Return the sub-criteria with their aspects, frozen."""
        return tuple(replace(sub, aspects=tuple(self._finished(draft) for draft in drafts)) for sub, drafts in self.sub_criteria)

    def _finished(self, draft: Draft) -> Aspect:
        if self.header.by_hand:
            draft.aspect = replace(draft.aspect, type=draft.aspect.type or self._type_by_levels(draft))
        aspect, was_split = finished(draft)
        if was_split:
            self.warn("levels-in-one-cell", self._cell_of_levels(aspect.levels[0].row), name=aspect.description)
        return aspect

    def _type_by_levels(self, draft: Draft) -> str:
        """Return J for an aspect with levels; without them M where the layout assigned by hand has no types at all."""
        if draft.levels or ladder_in("\n".join(draft.extra_raw)):
            return JUDGEMENT
        return UNTYPED if "type" in self.header.columns else MEASUREMENT

    def _cell_of_levels(self, row: int) -> str:
        return address(self.first_header.columns["extra"], row) if "extra" in self.first_header.columns else ""

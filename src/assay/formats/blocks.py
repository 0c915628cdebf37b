"""What the rows below the first header have made so far."""

from collections import Counter
from dataclasses import dataclass, field, replace

from assay.formats.cells import comparable, mark, one_line
from assay.formats.columns import Header, Row
from assay.formats.ladders import Draft, finished
from assay.formats.scheme import Aspect, Note, SchemeWarning, SubCriterion, Total


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
    in_criterion: Counter[str] = field(default_factory=Counter)
    typed: int = 0

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
        self.typed += bool(aspect.type)
        self.aspect = Draft(replace(aspect, sub_criterion=sub.id, position=self.typed if aspect.type else 0))
        drafts.append(self.aspect)

    def take_totals(self, row: Row) -> set[int]:
        """Take `Criterion A | Total Mark | 17` right of the table; return the columns used."""
        table = max(self.header.columns.values())
        labels = [c for c in row.filled if c > table and comparable(row.raw(c)) == "total mark"]
        if not labels:
            return set()
        at = labels[0]
        self.totals.append(Total(one_line(row.raw(at - 1)), mark(row.raw(at + 1)), row.number, row.raw(at + 1)))
        if comparable(row.raw(at - 1)) == "competition":
            self.after_total = True
        return {at - 1, at, at + 1}

    def finish(self) -> tuple[SubCriterion, ...]:
        """Return the sub-criteria with their aspects, frozen."""
        return tuple(replace(sub, aspects=tuple(self._finished(draft) for draft in drafts)) for sub, drafts in self.sub_criteria)

    def _finished(self, draft: Draft) -> Aspect:
        aspect, was_split = finished(draft)
        if was_split:
            self.warn("levels-in-one-cell", f"G{aspect.levels[0].row}", name=aspect.description)
        return aspect

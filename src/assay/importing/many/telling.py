"""A run as a page of its own, and as what a terminal shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from rich.markup import escape
from rich.table import Table

from assay.importing.labels import Label
from assay.importing.many.line import End, Line
from assay.importing.reportfile import page_alone


@dataclass(frozen=True)
class Told:
    """The lines of a run; `looked_for_near` is false where it had nobody's eyes to look with."""

    lines: list[Line]
    at: datetime
    applied: bool
    looked_for_near: bool

    @property
    def summary(self) -> str:
        """Return in words how many files ended how."""
        count = Counter(line.end for line in self.lines)
        return " · ".join(f"{end.label}: {count[end]}" for end in End if count[end])

    @property
    def warned(self) -> list[Line]:
        """Return the files with warnings."""
        return [line for line in self.lines if line.book and line.book.warnings]

    @property
    def beside(self) -> str:
        """Return what the counts do not know."""
        return (
            "" if self.looked_for_near else _("What is nearly there already was not looked for: --as EMAIL looks with that person’s eyes.")
        )


def as_html(told: Told) -> str:
    """Return a page that needs nothing else."""
    return page_alone("importing/many.html", told=told)


def as_table(told: Told) -> Table:
    """Return a row for each file; labels that no aspect has are left out."""
    shown = [label for label in Label if any(line.labels[label] for line in told.lines)]
    table = Table(title=told.summary, title_justify="left", title_style="bold")
    for head in ("file", "skill", "competition"):
        table.add_column(head, overflow="fold")
    for head in ("aspects", "complete", *(label.value for label in shown), "warnings"):
        table.add_column(head, justify="right")
    table.add_column("what became of it", overflow="fold", ratio=1)
    for line in told.lines:
        table.add_row(*cells(line, shown))
    return table


def cells(line: Line, shown: list[Label]) -> list[str]:
    """Return a row of the table."""
    told = line.told
    whose = [line.skill.code if line.skill else "", line.competition.code if line.competition else ""]
    numbers = [told.get("aspects", ""), told.get("complete", ""), *(line.labels[one] or "" for one in shown), len(told.get("warnings", ()))]
    return [escape(str(cell)) for cell in (line.file, *whose, *numbers, " ".join([line.ending, *line.needs]))]

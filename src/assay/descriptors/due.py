"""Until when a batch should be decided, and how people say it: due C-9 weeks · 7 March · 12 days."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.standards.milestones import day_of, distance
from assay.standards.models import Competition, Milestone

if TYPE_CHECKING:
    from django.db.models.expressions import OrderBy

    from assay.descriptors.batches import Batch


@dataclass(frozen=True)
class Due:
    """A day, and where it is a milestone's, the milestone's name and offset: then it moves along with it."""

    on: date
    name: str = ""
    amount: int | None = None
    unit: str = ""

    @classmethod
    def of(cls, milestone: Milestone) -> Self:
        """Return the day of a milestone."""
        return cls(milestone.on, milestone.name, milestone.amount, milestone.unit)

    @property
    def offset(self) -> str:
        """Return the offset as people write it, or nothing for a day of its own."""
        return Milestone(name=self.name, amount=self.amount or 0, unit=self.unit).offset if self.name else ""

    def from_c1(self, competition: Competition) -> Self:
        """Return the same offset before the competition as it is now."""
        return type(self).of(Milestone(competition=competition, name=self.name, amount=self.amount or 0, unit=self.unit))


def due_of(batch: "Batch") -> Due | None:
    """Return until when a batch should be decided, or None."""
    return Due(batch.due_on, batch.due_name, batch.due_amount, batch.due_unit) if batch.due_on else None


def columns_of(due: Due | None) -> dict[str, Any]:
    """Return a due date as the columns of a batch."""
    if due is None:
        return {"due_on": None, "due_name": "", "due_amount": None, "due_unit": ""}
    return {"due_on": due.on, "due_name": due.name, "due_amount": due.amount, "due_unit": due.unit}


def words(due: Due | None, today: date) -> str:
    """Return offset, day and how far away it is; nothing without a due date."""
    if due is None:
        return ""
    parts = (due.offset, day_of(due.on, today), left(due.on, today))
    return _("due %(when)s") % {"when": " · ".join(part for part in parts if part)}


def left(day: date, today: date) -> str:
    """Return how many days are left, or how late it is."""
    late = (today - day).days
    return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late > 0 else distance(day, today)


def by_due_date(batch: str = "") -> "tuple[OrderBy, str, str]":
    """Return the order in which batches are decided: due first, then sent first; `batch` is the way to it ("batch__")."""
    return (F(f"{batch}due_on").asc(nulls_last=True), f"{batch}sent_at", f"{batch}pk")

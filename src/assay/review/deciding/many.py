"""What is chosen in a batch to be decided together, with what was typed for each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.descriptors.models import Batch
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.descriptors.states import Outcome
from assay.errors import Invalid
from assay.review.batches import submissions_visible_to
from assay.review.deciding.verdicts import Verdict
from assay.review.waiting import Row, rows_of


@dataclass(frozen=True)
class Chosen:
    """One descriptor of the selection; `ticked`: it is still in it."""

    row: Row
    seen: int
    comment: str
    ticked: bool
    problem: str = ""


@dataclass(frozen=True)
class ManyPage:
    """A selection that is approved or returned together; `common` is the comment for those without one of their own."""

    batch: Batch
    outcome: Outcome
    rows: Sequence[Chosen]
    common: str
    asks: bool

    @property
    def returns(self) -> bool:
        """Return whether the selection is to be returned."""
        return self.outcome == Outcome.RETURNED

    @property
    def verdicts(self) -> list[Verdict]:
        """Return what is decided."""
        return [
            Verdict(one.row.submission.descriptor, one.seen, self.outcome, (one.comment or self.common) if self.returns else "")
            for one in self.rows
            if one.ticked
        ]

    def with_problems(self, problems: dict[str, str]) -> "ManyPage":
        """Return the page with a message beside each row that has one; of a single row every message is its own."""
        only = next(iter(problems.values()), "") if len(self.rows) == 1 else ""
        return replace(
            self,
            rows=[
                replace(one, seen=one.row.submission.descriptor.change, problem=problems.get(str(one.row.submission.descriptor.uid), only))
                for one in self.rows
            ],
        )


def many_page(batch: Batch, reader: User, data: QueryDict) -> ManyPage:
    """Return the selection that the form names: what is ticked, and on the page that asks again also what is no longer.

    Raises Invalid for none, Http404 where one is not of this batch or not to be seen.
    """
    wanted = {uid_of(typed) for typed in data.getlist("row") or data.getlist("d")}
    if not wanted:
        raise Invalid(_("Select at least one descriptor."))
    found = list(submissions_visible_to(reader).filter(batch=batch, descriptor__uid__in=[uid for uid in wanted if uid]))
    if len(found) != len(wanted):
        raise Http404
    outcome = Outcome.RETURNED if data.get("do") == "return" else Outcome.APPROVED
    rows = [chosen(row, data) for row in rows_of(found, reader)]
    return ManyPage(batch, outcome, rows, text_of(data.get("common", "")), asks=outcome == Outcome.RETURNED and "common" not in data)


def chosen(row: Row, data: QueryDict) -> Chosen:
    """Return one descriptor with what the form says about it."""
    uid = row.submission.descriptor.uid
    return Chosen(row, seen_of(data.get(f"change-{uid}")), text_of(data.get(f"comment-{uid}", "")), str(uid) in data.getlist("d"))

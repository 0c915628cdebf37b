"""The cycles that are under way as their list shows them: how far each is, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from assay.schemes.cycle import Cycle, CycleChoice
from assay.schemes.cycles.sources import approved_for, judged_in, readable_of
from assay.web.paging import pager_of

if TYPE_CHECKING:
    from assay.accounts.models import User

PER_PAGE = 20


@dataclass(frozen=True)
class Progress:
    """A cycle, how many of its aspects are decided, and how many there are."""

    cycle: Cycle
    decided: int
    of: int


@dataclass
class Listing:
    """One look at the list; `asked` is the address."""

    user: "User"
    asked: QueryDict

    @cached_property
    def page(self) -> "Page[Cycle]":
        """Return the page that is asked for, the nearest where there is none such."""
        rows = Cycle.objects.visible_to(self.user).select_related("skill", "competition", "scheme__competition", "edition")
        return Paginator(rows.defer("scheme__document"), PER_PAGE).get_page(self.asked.get("page", ""))

    @cached_property
    def lines(self) -> list[Progress]:
        """Return the cycles of the page with how far each is."""
        return progress_of(list(self.page.object_list), self.user)

    @property
    def pager(self) -> dict[str, str] | None:
        """Return what web/components/pager.html draws, or None where everything fits on one page."""
        return pager_of(self.page, lambda number: f"{reverse('cycles')}?page={number}")


def progress_of(cycles: Sequence[Cycle], user: "User") -> list[Progress]:
    """Return how far each is, among the aspects that the person may read, in a constant number of queries."""
    named = named_by(cycles)
    seen = readable_of((pk for pks in named.values() for pk in pks), user)
    decided = set(CycleChoice.objects.filter(cycle__in=named).values_list("cycle", "descriptor"))
    return [
        Progress(cycle, sum((cycle.pk, pk) in decided for pk in there), len(there))
        for cycle in cycles
        for there in [[pk for pk in named[cycle.pk] if pk in seen]]
    ]


def named_by(cycles: Sequence[Cycle]) -> Mapping[int, Sequence[int]]:
    """Return the descriptors that the source of each cycle names."""
    judged = judged_in(cycle.scheme_id for cycle in cycles if cycle.scheme_id)
    approved = approved_for(cycle.skill_id for cycle in cycles if cycle.edition_id)
    return {cycle.pk: judged[cycle.scheme_id] if cycle.scheme_id else approved[cycle.skill_id, cycle.edition_id or 0] for cycle in cycles}

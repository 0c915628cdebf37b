"""The imported schemes as the list shows them: narrowed by skill and competition, page by page."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill
from assay.web.paging import pager_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from assay.accounts.models import User

    class Counted(TypedDict):
        """What the list adds."""

        aspects: int
        judged: int

    Row: TypeAlias = WithAnnotations[Scheme, Counted]

PER_PAGE = 20


@dataclass
class Listing:
    """One look at the list; `asked` is the address."""

    user: "User"
    asked: QueryDict

    @property
    def visible(self) -> QuerySet[Scheme]:
        """Return the schemes that the person may open."""
        return Scheme.objects.visible_to(self.user).standing()

    @cached_property
    def skills(self) -> list[Skill]:
        """Return the skills that have one."""
        return list(Skill.objects.filter(pk__in=self.visible.order_by().values("skill")))

    @cached_property
    def competitions(self) -> list[Competition]:
        """Return the competitions that have one, the latest first."""
        return list(Competition.objects.filter(pk__in=self.visible.order_by().values("competition")))

    @property
    def skill(self) -> str:
        """Return the code of the skill that is asked for."""
        return self.one_of("skill", {skill.code for skill in self.skills})

    @property
    def competition(self) -> str:
        """Return the code of the competition that is asked for."""
        return self.one_of("competition", {competition.code for competition in self.competitions})

    def one_of(self, name: str, known: set[str]) -> str:
        """Return what the address asks for, where it is one of the known values."""
        value = self.asked.get(name, "")
        return value if value in known else ""

    @property
    def is_narrowed(self) -> bool:
        """Return whether the address narrows the list."""
        return bool(self.skill or self.competition)

    @cached_property
    def page(self) -> "Page[Row]":
        """Return the page that is asked for, the nearest where there is none such."""
        narrowed = {"skill__code": self.skill, "competition__code": self.competition}
        rows = self.visible.filter(**{name: value for name, value in narrowed.items() if value})
        counted = rows.annotate(
            aspects=Count("sub_criteria__aspects"), judged=Count("sub_criteria__aspects", filter=Q(sub_criteria__aspects__type="J"))
        )
        shown = counted.select_related("skill", "competition", "imported_by").defer("document").order_by("-imported_at", "-pk")
        return Paginator(shown, PER_PAGE).get_page(self.asked.get("page", ""))

    @property
    def pager(self) -> dict[str, str] | None:
        """Return what web/components/pager.html draws, or None where everything fits on one page."""
        return pager_of(self.page, self.url)

    def url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        query = {"skill": self.skill, "competition": self.competition, "page": number}
        return f"{reverse('schemes')}?{urlencode({name: value for name, value in query.items() if value})}"

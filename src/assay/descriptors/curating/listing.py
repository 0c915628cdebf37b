"""What the curation page lists: what needs review by import, everything, or what was deleted; found as in the library.

It asks the database and not the derived index: what is acted on must be exact, also a moment after an action.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, OuterRef, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.coaching.stored import with_hints
from assay.descriptors.library.address import Address, read
from assay.descriptors.library.cards import FACTS, cards_of
from assay.descriptors.library.listing import Listing
from assay.descriptors.models import Category, Descriptor, Origin, Tag, Terms
from assay.descriptors.querysets import Descriptors
from assay.descriptors.search.asked import FACETS, Page
from assay.descriptors.search.fallback import counted, narrowed
from assay.descriptors.states import Quality, source_in_words

if TYPE_CHECKING:
    from assay.accounts.models import User

QUEUE, ALL, DELETED = "queue", "all", "deleted"
SHOWN = {QUEUE: gettext_lazy("Needs review"), ALL: gettext_lazy("All"), DELETED: gettext_lazy("Deleted")}
KNOWN_TAGS = 500
CURATED_FACETS = [name for name in FACETS if name != "status"]  # nothing here is being written or reviewed
QUALITY_KEYS = {Quality.EXCELLENT: "e", Quality.GOOD: "a", Quality.REFERENCE: "r", Quality.NEEDS_REVIEW: "n"}
FILE = Subquery(Origin.objects.filter(descriptor=OuterRef("pk")).order_by("pk").values("file")[:1])


@dataclass(frozen=True)
class CurationAddress(Address):
    """The library's address, and which of the three lists."""

    page_name: ClassVar[str] = "curation"

    show: str = QUEUE
    hints: bool = False

    @property
    def is_bare(self) -> bool:
        """Return whether nothing narrows the list."""
        return super().is_bare and not self.hints

    def pairs(self) -> list[tuple[str, str]]:
        """Return names and values of the address, in one order, defaults left out."""
        return [*([("show", self.show)] if self.show != QUEUE else []), *([("hints", "1")] if self.hints else []), *super().pairs()]


def read_curation(query: QueryDict) -> CurationAddress:
    """Return the state that an address holds; who asks for a quality asks for more than what needs review."""
    found = read(query)
    show = query.get("show", "")
    show = show if show in {ALL, DELETED} else ALL if "quality" in found.chosen else QUEUE
    return CurationAddress(**vars(found), show=show, hints=query.get("hints") == "1")


@dataclass(frozen=True)
class Group:
    """What came together, by one import or from one source; `count` of `of` need review, on this page or another."""

    title: str
    skill: str
    at: datetime | None
    count: int
    of: int
    cards: Sequence[Mapping[str, Any]]


@dataclass
class Curating(Listing):
    """One look at what a person curates; `ticked` stays chosen where an action was refused."""

    address: CurationAddress
    ticked: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def rows(self) -> Descriptors:
        """Return the rows of this list before anything narrows it."""
        rows = listed(self.user, self.address.show)
        return with_hints(rows) if self.hinted else rows

    @property
    def hinted(self) -> bool:
        """Return whether only those with hints of the coach are listed, which administrators may ask for."""
        return self.address.hints and self.user.is_admin

    @property
    def pills(self) -> list[dict[str, str]]:
        """Return the filters that narrow the list."""
        hinted = {"label": _("With hints of the coach"), "title": "", "url": self.address.to(hints=False).url}
        return [*([hinted] if self.hinted else []), *super().pills]

    @property
    def cleared(self) -> str:
        """Return the address of this list with nothing that narrows it."""
        return self.address.to(typed="", chosen={}, favourites=False, as_typed=False, every="", saved="", hints=False).url

    @property
    def unfiltered(self) -> str:
        """Return the address with the words and without filters."""
        return self.address.to(chosen={}, favourites=False, every="", hints=False).url

    @cached_property
    def found(self) -> Descriptors:
        """Return the rows that match."""
        return narrowed(self.rows, self.query, self.scope)

    @cached_property
    def page(self) -> Page:
        """Return the answer: the newest import first, its rows as they stood in the file."""
        start, total = (self.address.page - 1) * self.address.size, self.found.count()
        shown = self.found.order_by("-created_at", "pk").values_list("uid", flat=True)[start : start + self.address.size]
        facets = {name: counted(narrowed(self.rows, self.query.without_facet(name), self.scope), name) for name in CURATED_FACETS}
        without = (
            {} if total else {name: narrowed(self.rows, self.query.without_facet(name), self.scope).count() for name in self.query.chosen}
        )
        return Page(total=total, rows=list(shown), facets=facets, without=without)

    def counts_of(self, typed: Sequence[str]) -> list[int]:
        """Return how many of these rows there would be with each of these texts in the search box."""
        return [replace(self, address=self.address.to(typed=rest)).found.count() for rest in typed]

    def total_of(self, typed: str) -> int:
        """Return how many of these rows there would be with this text in the search box."""
        return self.counts_of([typed])[0]

    @property
    def facets(self) -> list[dict[str, Any]]:
        """Return the filters; all in the queue have one quality."""
        return [facet for facet in super().facets if self.address.show != QUEUE or facet["name"] != "quality"]

    @cached_property
    def groups(self) -> list[Group]:
        """Return the cards of this page, in the queue under what they came with."""
        rows = self.rows.filter(uid__in=self.page.rows).annotate(file=FILE, **FACTS).select_related("skill", "wsos_section")
        shown: list[Any] = list(rows.prefetch_related("categories").order_by("-created_at", "pk"))
        cards = [self.curated(row, card) for row, card in zip(shown, cards_of(shown, self.understood.clauses, self.user), strict=True)]
        if self.address.show != QUEUE:
            return [Group("", "", None, 0, 0, cards)] if cards else []
        waiting, everything = came_with(listed(self.user, self.address.show)), came_with(listed(self.user, ALL))
        parted = groupby(zip(shown, cards, strict=True), key=lambda pair: key_of(pair[0]))
        return [group_of(key, waiting.get(key, 0), everything.get(key, 0), list(pairs)) for key, pairs in parted]

    def curated(self, row: Descriptor, card: Any) -> dict[str, Any]:
        """Return a card with a box that carries the row's `change`, and the way to its editor."""
        value = f"{row.uid}:{row.change}"
        boxed = {"name": "row", "value": value, "form": "chosen", "label": _("Choose %(name)s") % {"name": row.criterion_name}}
        links = [{"label": _("In the library"), "url": reverse("descriptor", args=[row.uid]), "icon": "library"}]
        return {
            **vars(card),
            "url": reverse("library_edit", args=[row.uid]),
            "select": boxed | {"checked": str(row.uid) in self.ticked},
            "facts": [*card.facts, *(category.name for category in row.categories.all())],
            "copies": [],
            "compare": None,
            "collect": "",
            "favourite": None,
            "links": links,
        }

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return how many rows each of the lists has; deleted ones are for administrators."""
        return {name: listed(self.user, name).count() for name in SHOWN if name != DELETED or self.user.is_admin}

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the lists with their numbers."""
        address = CurationAddress()
        return [
            {"label": SHOWN[name], "url": address.to(show=name).url, "count": count, "current": name == self.address.show}
            for name, count in self.numbers.items()
        ]

    @property
    def judged(self) -> int:
        """Return how many in the library need no review any more."""
        return self.numbers[ALL] - self.numbers[QUEUE]

    @property
    def qualities(self) -> list[tuple[str, str, str]]:
        """Return the qualities that the bar offers, with their keys."""
        return [(str(quality), str(quality.label), QUALITY_KEYS[quality]) for quality in Quality]

    @property
    def categories(self) -> Terms:
        """Return the categories that the bar offers."""
        return Category.objects.offered().order_by("name_key")

    @property
    def known_tags(self) -> list[str]:
        """Return the tags to choose from while typing: those of rows that the person may see."""
        offered = Tag.objects.offered()
        seen = offered if self.user.is_admin else offered.filter(descriptors__in=Descriptor.objects.visible_to(self.user)).distinct()
        return list(seen.order_by("name_key").values_list("name", flat=True)[:KNOWN_TAGS])


def listed(user: "User", show: str) -> Descriptors:
    """Return the rows of one of the three lists."""
    rows = Descriptor.objects.curated_by(user)
    if show == DELETED:
        return rows.filter(deleted_at__isnull=False)
    return rows.filter(deleted_at=None, quality_indicator=Quality.NEEDS_REVIEW) if show == QUEUE else rows.filter(deleted_at=None)


def waiting(user: "User") -> Descriptors:
    """Return what waits in the queue of this person."""
    return listed(user, QUEUE)


Key = tuple[str, str, str, datetime | None]


def came_with(rows: Descriptors) -> dict[Key, int]:
    """Return how many rows there are of each import or source."""
    found: dict[Key, int] = {}
    for file, source, code, at, count in (
        rows.annotate(file=FILE).order_by().values_list("file", "source", "skill__code", "created_at").annotate(Count("pk", distinct=True))
    ):
        key = (file or "", source, code or "", at if file else None)
        found[key] = found.get(key, 0) + count
    return found


def key_of(row: Descriptor) -> Key:
    """Return what a row came with: the file, its source, its skill and the moment; without a file, source and skill alone."""
    file = getattr(row, "file", None) or ""
    return (file, row.source, row.skill.code if row.skill else "", row.created_at if file else None)


def group_of(key: Key, count: int, of: int, pairs: Sequence[tuple[Descriptor, Mapping[str, Any]]]) -> Group:
    """Return a group with its heading."""
    file, source, _code, at = key
    skill = pairs[0][0].skill
    source = source_in_words(source)
    return Group(f"{source} · {file}" if file else source, str(skill) if skill else "", at, count, of, [card for _row, card in pairs])

"""What the pages of collections show to one reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.collected import Collection, CollectionItem
from assay.descriptors.comparing.tray import MOST, url_of
from assay.descriptors.library.cards import FACTS, Card, cards_of
from assay.descriptors.library.copying import copies_of_many
from assay.descriptors.models import Descriptor
from assay.standards.models import Skill
from assay.standards.roles import roles_of
from assay.web.paging import pager_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.descriptors.library.cards import Row

PER_PAGE = 50


@dataclass(frozen=True)
class Item:
    """A descriptor in a collection."""

    card: Card
    uid: UUID
    note: str
    place: int
    is_last: bool


@dataclass
class Reading:
    """One collection for a reader, or favourites before the first star: only what they may open is there, and nothing tells of more."""

    reader: "User"
    now: datetime
    collection: Collection | None = None
    laid: frozenset[UUID] = frozenset()
    asked: str = ""  # the page, by its number
    around: UUID | None = None  # what must stand on the page, whatever is asked

    @property
    def title(self) -> str:
        """Return what it is called."""
        return str(self.collection or _("Favourites"))

    @property
    def is_favourites(self) -> bool:
        """Return whether it is what the reader starred."""
        return self.collection is None or self.collection.is_favourites

    @property
    def seen(self) -> "QuerySet[Descriptor]":
        """Return the descriptors in their order, as a query."""
        rows = Descriptor.objects.live().visible_to(self.reader, now=self.now)
        return rows.filter(in_collections__collection=self.collection).order_by("in_collections__place", "in_collections__pk")

    @cached_property
    def uids(self) -> list[UUID]:
        """Return what is in it, in its order, on whatever page."""
        return list(self.seen.values_list("uid", flat=True)) if self.collection else []

    @cached_property
    def page(self) -> Page[UUID]:
        """Return the page that is asked for, the nearest where there is none such."""
        holding = str(page_of(self.uids.index(self.around))) if self.around in self.uids else self.asked
        return Paginator(self.uids, PER_PAGE).get_page(holding)

    @property
    def pager(self) -> dict[str, str] | None:
        """Return what web/components/pager.html draws, or None where everything fits on one page."""
        return pager_of(self.page, lambda number: address_of(self.collection, number))

    @property
    def here(self) -> str:
        """Return the address of the page."""
        return address_of(self.collection, self.page.number)

    @cached_property
    def rows(self) -> "list[Row]":
        """Return the descriptors on the page, in their order."""
        if not self.uids:
            return []
        mine = CollectionItem.objects.starred_by(self.reader).filter(descriptor=OuterRef("pk"))
        rows: Any = self.seen.filter(uid__in=list(self.page)).select_related("skill", "sector", "wsos_section")
        return list(rows.annotate(is_favourite=Exists(mine), **FACTS))

    @cached_property
    def notes(self) -> dict[UUID, str]:
        """Return the notes in it, on whatever page, by the uid of their descriptor."""
        return dict(self.collection.items.exclude(note="").values_list("descriptor__uid", "note")) if self.collection else {}

    @property
    def items(self) -> list[Item]:
        """Return what the page lists."""
        cards, first, last = cards_of(self.rows, (), self.reader, self.laid), self.page.start_index() - 1, len(self.uids) - 1
        return [
            Item(card, row.uid, self.notes.get(row.uid, ""), place, is_last=place == last)
            for place, (row, card) in enumerate(zip(self.rows, cards, strict=True), first)
        ]

    @cached_property
    def edits(self) -> bool:
        """Return whether the reader may change it."""
        return self.collection is not None and Collection.objects.editable_by(self.reader).filter(pk=self.collection.pk).exists()

    @property
    def is_own(self) -> bool:
        """Return whether it stands in the reader's list: it is theirs, or of one of their skills."""
        return self.collection is None or Collection.objects.listed_for(self.reader).filter(pk=self.collection.pk).exists()

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu of the whole list."""
        return copies_of_many(self.uids)

    @property
    def compare(self) -> str:
        """Return the page that compares them, where there are two to six."""
        return url_of(self.uids) if 1 < len(self.uids) <= MOST else ""


def page_of(place: int) -> int:
    """Return the number of the page that a place is on; the first where it is before the beginning."""
    return max(place, 0) // PER_PAGE + 1


def address_of(collection: Collection | None, number: int) -> str:
    """Return the address of a page of a collection, by its number."""
    here = reverse("collection", args=[collection.uid]) if collection else reverse("favourites")
    return f"{here}?page={number}" if number > 1 else here


def places_for(user: "User") -> list[Skill]:
    """Return the skills for which the person may make a collection."""
    roles = roles_of(user)
    return list(Skill.objects.filter(pk__in=roles.scm | roles.sa))

"""What the pages of collections show to one reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assay.descriptors.collected import Collection, CollectionItem
from assay.descriptors.comparing.tray import MOST, url_of
from assay.descriptors.library.cards import FACTS, Card, cards_of
from assay.descriptors.library.copying import copies_of_many
from assay.descriptors.models import Descriptor
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.descriptors.library.cards import Row


@dataclass(frozen=True)
class Item:
    """A descriptor in a collection."""

    card: Card
    uid: UUID
    note: str
    place: int


@dataclass
class Reading:
    """One collection for a reader, or favourites before the first star: only what they may open is there, and nothing tells of more."""

    reader: "User"
    now: datetime
    collection: Collection | None = None
    laid: frozenset[UUID] = frozenset()

    @property
    def title(self) -> str:
        """Return what it is called."""
        return str(self.collection or _("Favourites"))

    @property
    def is_favourites(self) -> bool:
        """Return whether it is what the reader starred."""
        return self.collection is None or self.collection.is_favourites

    @cached_property
    def rows(self) -> "list[Row]":
        """Return the descriptors in their order."""
        if self.collection is None:
            return []
        mine = CollectionItem.objects.starred_by(self.reader).filter(descriptor=OuterRef("pk"))
        seen = Descriptor.objects.live().visible_to(self.reader, now=self.now).select_related("skill", "sector", "wsos_section")
        rows: Any = seen.annotate(is_favourite=Exists(mine), **FACTS)
        return list(rows.filter(in_collections__collection=self.collection).order_by("in_collections__place", "in_collections__pk"))

    @cached_property
    def notes(self) -> dict[int, str]:
        """Return the note of each descriptor, by its primary key."""
        return dict(self.collection.items.values_list("descriptor_id", "note")) if self.collection else {}

    @property
    def items(self) -> list[Item]:
        """Return what the page lists."""
        cards = cards_of(self.rows, (), self.reader, self.laid)
        return [
            Item(card, row.uid, self.notes.get(row.pk, ""), place) for place, (row, card) in enumerate(zip(self.rows, cards, strict=True))
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
        return copies_of_many([row.uid for row in self.rows])

    @property
    def compare(self) -> str:
        """Return the page that compares them, where there are two to six."""
        return url_of([row.uid for row in self.rows]) if 1 < len(self.rows) <= MOST else ""


def places_for(user: "User") -> list[Skill]:
    """Return the skills for which the person may make a collection."""
    roles = roles_of(user)
    return list(Skill.objects.filter(pk__in=roles.scm | roles.sa))

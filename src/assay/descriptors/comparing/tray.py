"""The tray: descriptors laid aside to compare, copy or add to a collection, kept in the person's session until it is cleared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.forwarding import forwarded
from assay.descriptors.library.copying import copies_of_many
from assay.descriptors.models import Descriptor
from assay.errors import DomainError
from assay.web.requests import UserRequest

KEY, UNFOLDED = "compare", "compare_unfolded"
FEWEST, MOST = 2, 6
MOST_LAID = 50
NAMED = 3  # on the folded tray


@dataclass
class Tray:
    """What a person laid aside to compare; names are loaded through their rights, once."""

    request: UserRequest

    @property
    def uids(self) -> list[UUID]:
        """Return what lies in the tray, oldest first."""
        return [UUID(uid) for uid in self.request.session.get(KEY, ())]

    @cached_property
    def rows(self) -> list[Descriptor]:
        """Return those that are still there for the person, in their order; what was merged lies there as what it became."""
        rows = in_order(self.uids, self.request) if self.uids else []
        if {row.uid for row in rows} - set(self.uids):
            self.keep([row.uid for row in rows])
        return rows

    @property
    def url(self) -> str:
        """Return the page that compares them; it can be shared."""
        return url_of([row.uid for row in self.rows])

    @property
    def is_enough(self) -> bool:
        """Return whether there is something to compare."""
        return FEWEST <= len(self.rows) <= MOST

    @property
    def is_too_much(self) -> bool:
        """Return whether there is more than one page compares."""
        return len(self.rows) > MOST

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu of everything in it."""
        return copies_of_many([row.uid for row in self.rows])

    @property
    def chosen(self) -> str:
        """Return everything in it as it stands in an address."""
        return urlencode([("d", str(row.uid)) for row in self.rows])

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return what the tray draws."""
        return [
            {"name": row.criterion_name, "url": reverse("descriptor", args=[row.uid]), "out": reverse("compare_lay", args=[row.uid])}
            for row in self.rows
        ]

    @property
    def named(self) -> list[str]:
        """Return the names on the folded tray."""
        return [row.criterion_name for row in self.rows[:NAMED]]

    @property
    def unnamed(self) -> int:
        """Return how many the folded tray does not name."""
        return max(0, len(self.rows) - NAMED)

    @property
    def others(self) -> int:
        """Return how many there are beside the first, which alone is named where there is little room."""
        return len(self.rows) - 1

    @cached_property
    def is_unfolded(self) -> bool:
        """Return whether it was unfolded when something was taken out of it; told once."""
        return bool(self.request.session.pop(UNFOLDED, False))

    def put(self, row: Descriptor, *, on: bool) -> None:
        """Lay a descriptor in, or take it out. Raises DomainError where the tray is full."""
        kept = [kept.uid for kept in self.rows if kept.uid != row.uid]
        if on and len(kept) >= MOST_LAID:
            raise DomainError(_("The tray holds fifty. Take some out of it first."))
        self.keep([*kept, row.uid] if on else kept)

    def keep(self, uids: Sequence[UUID]) -> None:
        """Write the tray down."""
        self.request.session[KEY] = [str(uid) for uid in uids]
        self.__dict__.pop("rows", None)


def in_order(uids: Sequence[UUID], request: UserRequest) -> list[Descriptor]:
    """Load descriptors that the person may open, in the order of the uids, each once; in a merged one's place, what it became."""
    rows = Descriptor.objects.live().visible_to(request.user).select_related("skill", "wsos_section")
    found = {row.uid: row for row in rows.filter(uid__in=uids)}
    unfound = set(uids) - found.keys()
    into = forwarded(unfound) if unfound else {}
    found |= {row.uid: row for row in rows.filter(uid__in=into.values())} if into else {}
    return [found[uid] for uid in dict.fromkeys(into.get(uid, uid) for uid in uids) if uid in found]


def became(uids: Sequence[UUID]) -> list[UUID]:
    """Return these, in their order and each once, with what a merged one became in its place."""
    into = forwarded(uids)
    return list(dict.fromkeys(into.get(uid, uid) for uid in uids))


def url_of(uids: Sequence[UUID]) -> str:
    """Return the address that compares these."""
    return f"{reverse('compare')}?{urlencode([('d', str(uid)) for uid in uids])}" if uids else reverse("compare")

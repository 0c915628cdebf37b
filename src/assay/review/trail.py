"""The filter and the order in which a person goes through a batch; every address on the way carries them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse


@dataclass(frozen=True)
class Trail:
    """What the batch's page was asked to show, and how sorted; an empty name is everything, as it was sent."""

    show: str = ""
    sort: str = ""

    def __bool__(self) -> bool:
        return bool(self.show or self.sort)

    def __str__(self) -> str:
        wanted = urlencode({name: value for name, value in (("show", self.show), ("sort", self.sort)) if value})
        return f"?{wanted}" if wanted else ""

    def to(self, name: str, uid: object) -> str:
        """Return the address of a batch, or of one of its descriptors in review, on this trail."""
        return reverse(name, args=[uid]) + str(self)


def trail_of(asked: QueryDict) -> Trail:
    """Return what an address asks for."""
    return Trail(asked.get("show", ""), asked.get("sort", ""))

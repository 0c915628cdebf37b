"""The filter and the order in which a person goes through a batch; every address on the way carries them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

LOOKED = "looked"
SECONDS = re.compile("[0-9]{1,11}")


@dataclass(frozen=True)
class Trail:
    """What the batch's page was asked to show, and how sorted; an empty name is everything, as it was sent.

    `since` is when the way began, in whole seconds since 1970: a look takes a descriptor out of LOOKED, and who goes back finds it again.
    """

    show: str = ""
    sort: str = ""
    since: int = 0

    def __bool__(self) -> bool:
        return bool(self.show or self.sort)

    def __str__(self) -> str:
        named = {"show": self.show, "sort": self.sort, "since": self.since}
        wanted = urlencode({name: value for name, value in named.items() if value})
        return f"?{wanted}" if wanted else ""

    def to(self, name: str, uid: object) -> str:
        """Return the address of a batch, or of one of its descriptors in review, on this trail."""
        return reverse(name, args=[uid]) + str(self)

    def begun(self, at: datetime) -> "Trail":
        """Return it as one sets out on it from the page of the batch."""
        return replace(self, since=int(at.timestamp()) if self.show == LOOKED else 0)


def trail_of(asked: QueryDict) -> Trail:
    """Return what an address asks for."""
    since = asked.get("since", "")
    return Trail(asked.get("show", ""), asked.get("sort", ""), int(since) if SECONDS.fullmatch(since) else 0)

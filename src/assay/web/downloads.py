"""What the download menu of every page offers: the exporting room says it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Offer:
    """A format: what people read, where it leads for a question, the type of the file where it comes at once, its group, what it is for."""

    label: str
    url: str
    media_type: str = ""
    group: str = ""
    about: str = ""


OFFERED: list[Callable[[str], list[Offer]]] = []
"""Each returns what is offered for a question, group by group: what stands behind the question mark of the address."""


def offers(of: str, question: str = "", **named: object) -> list[Offer]:
    """Return the menu for what `of` and the rest name."""
    asked = "&".join(filter(None, [urlencode({"of": of, **named}), question]))
    return [offer for offered in OFFERED for offer in offered(asked)]

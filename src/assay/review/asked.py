"""What the coach asks about a level, as it stands at the level in a review."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.coaching.notes import Coached, Place

LONGEST_QUOTE = 24


@dataclass(frozen=True)
class Asked:
    """A mark at a level, for web/components/ladder.html; it leads to the questions."""

    number: int
    label: str
    said: str
    url: str
    threads: Sequence[object] = ()


def asked_of(coached: Coached) -> list[Asked]:
    """Return the marks at the levels."""
    levels = [place for place in coached.places if place.name.startswith("score")]
    return [Asked(int(place.name.removeprefix("score")), place.label, said_of(place), f"#coach-{place.name}") for place in levels]


def said_of(place: Place) -> str:
    """Say how much is asked, and about which words where these are few."""
    said = ngettext("%(n)d question of the coach", "%(n)d questions of the coach", len(place.notes)) % {"n": len(place.notes)}
    words = dict.fromkeys(note.words for note in place.notes if 0 < len(note.words) <= LONGEST_QUOTE)
    quoted = ", ".join(_("“%(words)s”") % {"words": one} for one in words)
    return f"{said}: {quoted}" if quoted else said

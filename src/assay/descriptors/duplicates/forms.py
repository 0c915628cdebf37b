"""What the page of a cluster asks to do, and what it says before a merge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.duplicates.following import holding, noted
from assay.descriptors.library.cards import confidential
from assay.descriptors.models import CollectionItem, Descriptor
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.descriptors.search.fallback import RELIABLE
from assay.descriptors.states import Quality


@dataclass(frozen=True)
class Chosen:
    """Which of a cluster's descriptors stays, which others are meant, and as which change each was seen."""

    stays: Descriptor
    others: Sequence[Descriptor]
    seen: dict[int, int]
    reason: str

    @property
    def all(self) -> list[Descriptor]:
        """Return all that are meant."""
        return [self.stays, *self.others]


def chosen_in(data: QueryDict, rows: Sequence[Descriptor], stays: Descriptor) -> Chosen:
    """Return what was ticked, of those that the page showed."""
    wanted = {uid_of(typed) for typed in data.getlist("d")}
    kept = next((row for row in rows if row.uid == uid_of(data.get("keep"))), stays)
    seen = {row.pk: seen_of(data.get(f"change-{row.uid}")) for row in rows}
    return Chosen(kept, [row for row in rows if row.uid in wanted and row != kept], seen, text_of(data.get("reason", "")))


def consequences(chosen: Chosen, *, at: datetime) -> list[str]:
    """Return what a merge will do, a sentence each, with what should make one hesitate at the end."""
    stars = CollectionItem.objects.filter(collection__is_favourites=True, descriptor__in=chosen.others)
    liked = stars.exclude(collection__in=holding(chosen.stays.pk)).values("collection").distinct().count()
    left = sum(noted(row, chosen.stays, at).filter(descriptor=row).count() for row in chosen.others)
    started = Descriptor.objects.live().filter(copied_from__in=chosen.others).count()
    moved = [
        (liked, ngettext("%(n)d favourite follows.", "%(n)d favourites follow.", liked)),
        (
            started,
            ngettext(
                "%(n)d that was started from them counts as started from it.",
                "%(n)d that were started from them count as started from it.",
                started,
            ),
        ),
        (
            left,
            ngettext(
                "%(n)d note stays behind in its collection, where more people may open the one that stays; it comes back with an undo.",
                "%(n)d notes stay behind in their collections, where more people may open the one that stays; they come back with an undo.",
                left,
            ),
        ),
    ]
    return [
        _("“%(name)s” (%(which)s) stays as it is.") % named(chosen.stays),
        *(_("“%(name)s” (%(which)s) leaves the library; its address leads to the one that stays.") % named(row) for row in chosen.others),
        *(sentence % {"n": count} for count, sentence in moved if count),
        *doubts(chosen),
        _("It can be undone at any time, under Merged."),
    ]


def doubts(chosen: Chosen) -> list[str]:
    """Return what speaks against the choice."""
    locked, best = confidential(chosen.stays.confidential_until), min(map(reliable, chosen.all))
    return [
        *([_("%(locked)s: who sees the others now will not see it until then.") % {"locked": locked}] if locked else []),
        *([_("Another one of them is of better quality.")] if best < reliable(chosen.stays) else []),
    ]


def reliable(row: Descriptor) -> int:
    """Return how far a row may be relied on, 0 the most."""
    return RELIABLE[Quality(row.quality_indicator)]


def named(row: Descriptor) -> dict[str, str]:
    """Return the placeholders of a sentence about a row; duplicates often share name and skill, so its number is said."""
    return {"name": row.criterion_name, "which": f"{row.skill.code} #{row.number}" if row.skill else f"#{row.number}"}

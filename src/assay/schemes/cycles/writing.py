"""The way through what is to be written in a cycle, as the editor shows it."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.forwarding import family_of, survivor_of
from assay.descriptors.models import Descriptor
from assay.descriptors.writing.ways import WAYS, Way
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles.items import Item
from assay.schemes.cycles.page import CyclePage
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


def way_of(source: int, skill: Skill, user: "User", own: int | None) -> Way | None:
    """Return the way through the latest cycle of the skill in which a descriptor is to be changed, or None.

    A draft that is saved lies on it where the cycle shows it as the one that is written for the aspect.
    """
    kin = family_of(Descriptor(pk=survivor_of(source)))
    cycles = Cycle.objects.visible_to(user).filter(skill=skill, choices__decision=Decision.CHANGE, choices__descriptor__in=kin)
    cycle = cycles.select_related("skill", "competition", "scheme").defer("scheme__document").first()
    page = CyclePage(cycle, user) if cycle else None
    here = next((item for item in page.items if item.state == Decision.CHANGE and item.named.pk in kin), None) if page else None
    if page is None or here is None or (own and (here.draft is None or here.draft.pk != own)):
        return None
    return way_at(page, here, None if own else here.draft)


def way_at(page: CyclePage, here: Item, begun: Descriptor | None) -> Way:
    """Return the way as it goes on from an aspect: to the next that is to be written, after the last one to the first.

    `begun` is what is written for it already.
    """
    place, to_write = page.items.index(here), [item for item in page.to_write if item.named != here.named]
    later = [item for item in to_write if page.items.index(item) > place]
    following = next(iter(later or to_write), None)
    words = {"n": page.to_change - len(page.to_write), "of": page.to_change}
    return Way(
        back=f"{page.address('all', '')}?at={here.key}",
        back_label=_("Back to it in the cycle for %(into)s") % {"into": page.cycle.competition},
        said=_("%(n)d of %(of)d to change are written") % words,
        next=following.write_url if following else "",
        next_name=following.row.criterion_name if following else "",
        begun=reverse("edit", args=[begun.uid]) if begun else "",
        begun_name=f"{begun.criterion_name} (#{begun.number})" if begun else "",
    )


def register() -> None:
    """Make the way known to the editor; called in `ready()`."""
    WAYS.append(way_of)

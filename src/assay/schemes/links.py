"""The ways to the schemes from the pages of skills and descriptors."""

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.forwarding import family_of
from assay.descriptors.library import detail, lineage
from assay.descriptors.library.tabs import TABS
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.measurements import tab
from assay.schemes.models import Scheme
from assay.standards import library
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


def from_skill(user: "User", skill: Skill) -> list[dict[str, str]]:
    """Return the way to the skill's schemes, where the person may open any."""
    count = Scheme.objects.visible_to(user).standing().filter(skill=skill).count()
    label = ngettext("%(n)d imported marking scheme", "%(n)d imported marking schemes", count) % {"n": count}
    return [{"label": label, "url": f"{reverse('schemes')}?{urlencode({'skill': skill.code})}"}] if count else []


def from_descriptor(descriptor: Descriptor, user: "User") -> list[dict[str, str]]:
    """Return the ways to the schemes in which it stands, or one that became it, at the aspect that it was made of."""
    rows = Scheme.objects.visible_to(user).standing().filter(sub_criteria__aspects__descriptor__in=family_of(descriptor))
    found = rows.order_by("-imported_at").values_list("uid", "competition__code", "file", "sub_criteria__aspects__row")
    return [{"label": f"{code} · {file}", "url": f"{reverse('scheme', args=[uid])}#row-{row}"} for uid, code, file, row in found]


def kept_in_cycles(family: Collection[int], user: "User") -> list[dict[str, str]]:
    """Return the ways to the cycles that keep one of some descriptors, the latest first, each once: only those that the person may read."""
    rows = CycleChoice.objects.filter(decision=Decision.KEEP, descriptor__in=family, cycle__in=Cycle.objects.visible_to(user))
    found = {
        row.cycle_id: row for row in rows.select_related("cycle__competition", "descriptor").order_by("cycle__started_at", "cycle", "pk")
    }
    return [
        {
            "label": _("Kept for %(into)s") % {"into": row.cycle.competition},
            "url": f"{reverse('cycle', args=[row.cycle.uid])}?at={row.descriptor.uid}",
        }
        for row in reversed(found.values())
    ]


def register() -> None:
    """Make the ways known; called in `ready()`."""
    detail.SOURCES.append(from_descriptor)
    lineage.KEPT.append(kept_in_cycles)
    library.MORE.append(from_skill)
    TABS.append(tab.MEASURED)

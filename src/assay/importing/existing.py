"""What is there already in the wording of a workbook's aspect."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assay.descriptors.actions import LONGEST_LEVEL, LONGEST_NAME
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import IN_LIBRARY, Descriptors
from assay.descriptors.wording import Wording
from assay.formats.scheme import Aspect
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


def wording_of(aspect: Aspect) -> Wording:
    """Return the wording of the descriptor that an aspect becomes, without its section."""
    zero, one, two, three = (text[:LONGEST_LEVEL] for text in aspect.level_texts)
    return Wording(" ".join(aspect.description.split())[:LONGEST_NAME], (zero, one, two, three))


def same_wording(aspects: Iterable[Aspect], rows: Descriptors) -> dict[int, list[Descriptor]]:
    """Return those of some rows with exactly the wording of an aspect, by the aspect's row, the oldest first."""
    keys = {aspect.row: wording_of(aspect).key for aspect in aspects}
    found: dict[str, list[Descriptor]] = defaultdict(list)
    for row in rows.filter(wording_key__in=set(keys.values())).order_by("pk"):
        found[row.wording_key].append(row)
    return {row: found[key] for row, key in keys.items() if key in found}


def usable(by: "User | None", *, as_drafts: bool) -> Descriptors:
    """Return what an import may use in place of a new one: library rows, for drafts also what is in a workflow that the person sees.

    A scheme of the library is read by everybody who sees its descriptors, so it never names somebody's draft.
    """
    rows = Descriptor.objects.live().filter(amends=None)
    rows = rows if as_drafts else rows.filter(IN_LIBRARY)
    return rows if by is None else rows.visible_to(by)


def comparable(skill: Skill, by: "User | None", *, as_drafts: bool) -> Descriptors:
    """Return what an import is compared with word for word: the skill's rows of these."""
    return usable(by, as_drafts=as_drafts).filter(skill=skill).select_related("skill", "wsos_section")

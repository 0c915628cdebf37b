"""What is there already in the wording of a workbook's aspect."""

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


def same_wording(aspects: Iterable[Aspect], *, skill: Skill, by: "User | None", as_drafts: bool) -> dict[int, Descriptor]:
    """Return the skill's descriptors with exactly the wording of an aspect, by the aspect's row; the oldest of several."""
    keys = {aspect.row: wording_of(aspect).key for aspect in aspects}
    rows = comparable(skill, by, as_drafts=as_drafts).filter(wording_key__in=set(keys.values())).order_by("-pk")
    found = {row.wording_key: row for row in rows}
    return {row: found[key] for row, key in keys.items() if key in found}


def comparable(skill: Skill, by: "User | None", *, as_drafts: bool) -> Descriptors:
    """Return what an import is compared with: the skill's library rows, for drafts also what is in its workflow; never an unseen one."""
    rows = Descriptor.objects.live().filter(skill=skill, amends=None)
    rows = rows if as_drafts else rows.filter(IN_LIBRARY)
    return rows if by is None else rows.visible_to(by)

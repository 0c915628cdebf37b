"""How an import may change what is there: reword it, or propose an amendment of it; never what is in review."""

from enum import Enum
from typing import TYPE_CHECKING

from assay.descriptors.models import Descriptor
from assay.descriptors.states import APPROVED, DRAFT, RETURNED
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


class Way(Enum):
    """What an update is."""

    REWORD = "reword"
    AMEND = "amend"


def way_to_update(target: Descriptor, skill: Skill, by: "User | None", *, as_drafts: bool) -> Way | None:
    """Return how the person may give a row of the skill another wording, or None.

    An administrator (or the command line, None) curates library rows; an SCM edits drafts and returned ones, and amends library rows.
    """
    if target.skill_id != skill.pk:
        return None
    in_library = target.batch_status in (None, APPROVED) and target.amends_id is None
    if not as_drafts:
        return Way.REWORD if in_library and (by is None or by.has_perm("descriptors.curate", target)) else None
    if by is None:
        return None
    if target.batch_status in (DRAFT, RETURNED):
        return Way.REWORD if target.amends_id is None and by.has_perm("descriptors.edit", target) else None
    return Way.AMEND if in_library and by.has_perm("descriptors.amend", target) else None

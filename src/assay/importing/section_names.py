"""What workbooks mean by the name of a section that is none here: settled once for a skill, remembered for its later imports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assay.importing.actions import require_right
from assay.importing.models import SectionName
from assay.importing.proposals import SectionMatch
from assay.names import name_key
from assay.standards.models import Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_BY_NAME = {"new", "remembered", "similar"}


def remember(*, skill: Skill, name: str, section: WSOSSection, by: "User", at: datetime) -> None:
    """Keep which section the workbooks of a skill mean by a name. Raises NotAllowed."""
    require_right(skill, by, as_drafts=not by.is_admin)
    said = {"name": name, "section": section, "settled_by": by, "settled_at": at}
    SectionName.objects.update_or_create(skill=skill, name_key=name_key(name), defaults=said)


def remember_chosen(
    *, skill: Skill, matches: Sequence[SectionMatch], sections: Mapping[int, WSOSSection], by: "User", at: datetime
) -> None:
    """Keep what a person chose for the names of a workbook where it is not what was proposed. Raises NotAllowed."""
    for one in matches:
        chosen = sections.get(one.section.number)
        if chosen is not None and chosen != one.found and one.how in NOT_BY_NAME:
            remember(skill=skill, name=one.section.name, section=chosen, by=by, at=at)

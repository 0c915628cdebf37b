"""What a draft was started from, as the editor says it: of what its reader may open, and nothing of anything else."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.forwarding import survivor_of
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.descriptors.writing.ways import way_from
from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Begun:
    """The descriptor that stands for the one whose words were copied, beside what is written now."""

    source: Descriptor
    now: Wording

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.source)

    @cached_property
    def difference(self) -> Comparison:
        """Return what differs since: before is the source, now is what is written."""
        return compare(self.source.wording, self.now)

    @property
    def differs(self) -> bool:
        """Return whether name or levels differ."""
        return self.difference.name_changed or bool(self.difference.changed_levels)


def begun_from(source: int | None, now: Wording, user: "User", *, itself: int | None = None) -> Begun | None:
    """Return what a draft was started from, by primary key; None where it was from nothing, or from what the person may not open.

    What was merged into the draft `itself` names nothing that is not on the page already: None too.
    """
    if source is None or (stands := survivor_of(source)) == itself:
        return None
    rows = Descriptor.objects.visible_to(user).live().select_related("skill")
    found = rows.filter(pk=stands).first()
    return Begun(found, now) if found else None


def origin(source: int | None, skill: Skill, now: Wording, user: "User", *, hidden: Descriptor | None) -> dict[str, Any]:
    """Return what the editor says of where a draft began: what it was started from, until when it is hidden, and the way that it lies on.

    `hidden` is the draft; before it is saved the row whose words are copied, since it will not be told before that.
    """
    until = hidden.confidential_until if hidden and hidden.is_confidential else None
    itself = hidden.pk if hidden and hidden.pk != source else None
    return {"begun": begun_from(source, now, user, itself=itself), "begun_until": until, "way": way_from(source, skill, user, own=itself)}

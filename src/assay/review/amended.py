"""An amendment beside what it amends, as its review shows both."""

from dataclasses import dataclass

from assay.descriptors.amending.reading import section_names
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.states import APPROVED
from assay.descriptors.wording import Wording
from assay.review.deciding.amended import why_gone


@dataclass(frozen=True)
class Amended:
    """What is amended, what the amendment changes in it, and what changed in it since the amendment was begun."""

    amendment: Descriptor
    target: Descriptor
    difference: Comparison
    meanwhile: Comparison | None
    gone: str

    @property
    def sections(self) -> list[str]:
        """Return the names of the WSOS section before and after, or nothing where it stays."""
        return section_names(self.difference)


def amended_of(amendment: Descriptor, proposed: Wording | None = None) -> Amended | None:
    """Return an amendment, or a better wording of it, beside its target; once approved, beside what it was begun from."""
    target = amendment.amends
    if target is None:
        return None
    decided = amendment.batch_status == APPROVED
    moved = target.version != amendment.amends_version
    then = Revision.objects.get(descriptor=target, number=amendment.amends_version or 1).wording if moved else target.wording
    difference = compare(then if decided else target.wording, proposed or amendment.wording)
    meanwhile = compare(then, target.wording) if moved and not decided else None
    return Amended(amendment, target, difference, meanwhile, "" if decided else why_gone(amendment, target))

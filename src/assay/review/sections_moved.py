"""What decisions that wait do when WSOS sections are merged: they stay decisions about the same wording."""

from collections.abc import Sequence
from datetime import datetime

from assay.history.record import Fact
from assay.review.models import PendingDecision
from assay.standards import sections
from assay.standards.models import WSOSSection


def follow(section: WSOSSection, into: WSOSSection, _at: datetime) -> Sequence[Fact]:
    """Let decisions that wait name the revision and the section that the merge made."""
    waiting = list(PendingDecision.objects.waiting().select_related("submission__descriptor"))
    for one in waiting:
        one.version = one.submission.version_sent if one.version == one.submission.version_sent - 1 else one.version
        row = one.submission.descriptor
        if one.over_version and row.amends_version and one.over_version == row.amends_version - 1:
            one.over_version = row.amends_version
        if one.edits and one.edits["section"] == section.pk:
            one.edits["section"] = into.pk
    PendingDecision.objects.bulk_update(waiting, ["version", "over_version", "edits"], batch_size=500)
    return []


def register() -> None:
    """Follow the library, which moves the descriptors first."""
    sections.on_merge.append(follow)

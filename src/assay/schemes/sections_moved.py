"""What imported schemes do when WSOS sections are merged: they follow, since they keep the name that the workbook gave."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import ngettext

from assay.history.record import Fact
from assay.schemes.models import SchemeSection
from assay.standards import sections
from assay.standards.models import WSOSSection


def move(section: WSOSSection, into: WSOSSection, at: datetime) -> Sequence[Fact]:
    """Settle the sections of imported schemes to the second one; nothing of the workbook changes, so there is no fact to tell."""
    del at
    SchemeSection.objects.filter(wsos_section=section).update(wsos_section=into)
    return ()


def uses(section: WSOSSection) -> list[str]:
    """Say how many imported schemes name the section."""
    number = SchemeSection.objects.filter(wsos_section=section).values("scheme").distinct().count()
    words = ngettext("%(n)d imported scheme names it.", "%(n)d imported schemes name it.", number)
    return [words % {"n": number}] if number else []


def register() -> None:
    """Make the schemes known to the standards; called in `ready()`."""
    sections.on_merge.append(move)
    sections.uses.append(uses)

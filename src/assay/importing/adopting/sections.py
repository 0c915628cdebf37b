"""Match the WSOS sections there with those here, whatever their case, and make what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assay.history.record import Fact
from assay.importing.adopting.account import End
from assay.importing.adopting.layout import SECTION
from assay.importing.adopting.plan import Work
from assay.importing.adopting.reading import Reading
from assay.importing.adopting.source import Row
from assay.names import name_key
from assay.standards.models import WSOSSection
from assay.standards.sections import LONGEST_NAME


@dataclass
class Sections:
    """The sections here by their numbers there, and by their names."""

    work: Work
    by_key: dict[str, WSOSSection]
    by_row: dict[str, WSOSSection] = field(default_factory=dict)


def take_sections(rows: Sequence[Row], work: Work) -> Sections:
    """Match or make each section; a merged one is what it became."""
    found = WSOSSection.objects.select_related("merged_into")
    sections = Sections(work, {section.name_key: section.merged_into or section for section in found})
    by_uid = {section.uid: section.merged_into or section for section in found}
    for row in rows:
        reading = Reading(row)
        before = work.ledger.found(SECTION, reading.id)
        if before is not None and before.uid in by_uid:
            again(reading, by_uid[before.uid], before.digest, sections)
        else:
            take(reading, sections)
    return sections


def take(row: Reading, sections: Sections) -> None:
    """Match or make one section, and write its line."""
    name = row.short("name", LONGEST_NAME)
    key = name_key(name)
    if not 1 <= len(key) <= LONGEST_NAME:
        return sections.work.account.put(SECTION, row.id, name, End.LEFT_OUT, why=[_("It has no name that can be kept.")], notes=row.notes)
    found = sections.by_key.get(key)
    section = found or WSOSSection.objects.create(name=name)
    if found is None:
        sections.work.ledger.tell(Fact("section", section.uid, "created"))
    elif found.name != name:
        row.notes.append(_("It is written “%(name)s” here.") % {"name": found.name})
    sections.by_key[key] = sections.by_row[row.id] = section
    known = sections.work.ledger.found(SECTION, row.id)
    if known is None:
        sections.work.ledger.enter(SECTION, row.id, section.uid, digest=row.digest, ours=False)
    return sections.work.account.put(SECTION, row.id, name, End.KEPT if found else End.MADE, notes=row.notes)


def again(row: Reading, section: WSOSSection, digest: str, sections: Sections) -> None:
    """Keep a section that was taken over before; another name there is told."""
    sections.by_row[row.id] = section
    name, same = row.short("name", LONGEST_NAME), digest == row.digest
    why = [] if same else [_("It is called otherwise there now; here it is “%(name)s”.") % {"name": section.name}]
    sections.work.account.put(SECTION, row.id, name, End.KEPT if same else End.DIFFERS, why=why)

"""Rows as the plain values that writers know."""

from uuid import UUID

from assay.descriptors.models import Descriptor, Origin, Revision
from assay.formats import selection as out
from assay.standards.models import Competition, Skill, Standard, WSOSSection


def skill(row: Skill) -> out.Skill:
    """Return a skill with its sector."""
    return out.Skill(str(row.uid), row.code, row.name, row.sector.name)


def competition(row: Competition) -> out.Competition:
    """Return a competition."""
    return out.Competition(str(row.uid), row.code, row.name, row.first_day)


def section(row: WSOSSection, number: int | None) -> out.Section:
    """Return a section with its number in the descriptor's home skill."""
    return out.Section(str(row.uid), row.name, number)


def standard(row: Standard) -> out.Standard:
    """Return a standard with its sections."""
    uses = row.sections.select_related("section").order_by("number")
    sections = [
        out.Section(str(use.section.uid), use.section.name, use.number, use.weight, lines(use.know), lines(use.able)) for use in uses
    ]
    return out.Standard(str(row.uid), skill(row.skill), competition(row.competition), row.is_complete, tuple(sections))


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a list that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def origin(row: Origin) -> out.Origin:
    """Return where a descriptor came from."""
    return out.Origin(
        row.system,
        row.external_id,
        row.competition.code if row.competition else "",
        row.file,
        row.sheet,
        row.criterion,
        row.sub_criterion,
        row.row,
    )


def revision(row: Revision) -> out.Revision:
    """Return a revision."""
    name = row.wsos_section.name if row.wsos_section else ""
    return out.Revision(str(row.uid), row.number, row.at, row.criterion_name, row.wording.levels, name)


def revision_uid(row: Descriptor) -> UUID:
    """Return the uid of the current revision, which is derived: nothing is asked for it."""
    return Revision(descriptor=row, number=row.version).uid

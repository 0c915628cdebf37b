"""How a skill measures: the measurement aspects of its latest scheme that the person may read, as examples in a guide."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assay.exporting.wanted import Asker
from assay.formats import selection as out
from assay.schemes.models import Aspect, Scheme

if TYPE_CHECKING:
    from assay.standards.models import Skill

LATEST = ("-sub_criterion__scheme__competition__first_day", "-sub_criterion__scheme__imported_at", "-sub_criterion__scheme_id")


def examples_for(skill: "Skill", asker: Asker) -> out.Examples | None:
    """Return the examples of a skill, None where there is none that the person may read."""
    readable = Aspect.objects.measured_for(asker.user, now=asker.now)
    latest = readable.filter(sub_criterion__scheme__skill=skill).order_by(*LATEST).values_list("sub_criterion__scheme", flat=True).first()
    if latest is None:
        return None
    scheme = Scheme.objects.select_related("skill", "competition").defer("document").get(pk=latest)
    names = {section.number: f"§{section.number} {section.name}" for section in scheme.sections.all()}
    rows = readable.filter(sub_criterion__scheme=scheme).select_related("sub_criterion__criterion").order_by("row", "pk")
    return out.Examples(str(scheme.uid), str(scheme), tuple(example(row, names) for row in rows))


def example(row: Aspect, names: Mapping[int, str]) -> out.Example:
    """Return one measurement aspect."""
    criterion, number = row.sub_criterion.criterion, row.section_number
    return out.Example(
        aspect=row.description,
        criterion=str(criterion).strip() if criterion else row.sub_criterion.code,
        section="" if number is None else names.get(number, f"§{number}"),
        details=tuple(filter(None, (row.extra, row.requirement))),
        mark=row.mark,
        code=row.code,
    )


def are_readable(uid: str, asker: Asker) -> bool:
    """Return whether the person may still read the measurement aspects of a scheme."""
    return Aspect.objects.measured_for(asker.user, now=asker.now).filter(sub_criterion__scheme__uid=uid).exists()

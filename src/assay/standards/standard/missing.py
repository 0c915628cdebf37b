"""What a standard still lacks, in sentences."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.standards.models import StandardSection

FULL = Decimal(100)


def plain(weight: Decimal) -> str:
    """Return a weight without zeros that say nothing: 12.5, 40."""
    return f"{weight.normalize():f}"


def total_of(weights: Sequence[Decimal | None]) -> Decimal:
    """Return the sum of the weights that are known."""
    return sum((weight for weight in weights if weight is not None), Decimal())


def stops(weights: Sequence[Decimal | None]) -> list[str]:
    """Return what stands in the way of marking a standard complete, from the weights of its sections."""
    if not weights:
        return [_("There are no sections yet.")]
    unknown, total = sum(weight is None for weight in weights), total_of(weights)
    said = []
    if unknown:
        said.append(ngettext("%(n)d section has no weight.", "%(n)d sections have no weight.", unknown) % {"n": unknown})
    if total < FULL:
        said.append(_("The weights add to %(total)s: %(rest)s are missing.") % {"total": plain(total), "rest": plain(FULL - total)})
    if total > FULL:
        said.append(_("The weights add to %(total)s: %(rest)s too many.") % {"total": plain(total), "rest": plain(total - FULL)})
    return said


def hints(sections: Sequence[StandardSection]) -> list[str]:
    """Return what would make a standard better and does not stop it."""
    bare = sum(not (use.know or use.able) for use in sections)
    gaps = sorted(set(range(1, len(sections) + 1)) - {use.number for use in sections})
    said = []
    if gaps:
        said.append(_("Number %(number)d is not used.") % {"number": gaps[0]})
    if bare:
        said.append(ngettext("%(n)d section does not say what it asks.", "%(n)d sections do not say what they ask.", bare) % {"n": bare})
    return said

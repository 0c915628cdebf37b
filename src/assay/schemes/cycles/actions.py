"""Start a cycle, and decide aspect by aspect; everything can be decided anew at any time."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import free_uid
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles.sources import Source
from assay.standards.models import Competition

if TYPE_CHECKING:
    from assay.accounts.models import User


def start(*, uid: uuid.UUID, source: Source, competition: Competition, by: "User", at: datetime) -> Cycle:
    """Begin a cycle, or go on with the one that began from the same source. Raises NotAllowed."""
    require(by, "descriptors.write_in", source.skill, otherwise=_("A new cycle is begun by the SCMs of the skill."))
    which = {"competition": competition, "scheme": source.scheme, "edition": None if source.scheme else source.competition}
    known = {"uid": free_uid(Cycle.objects.all(), uid), "started_by": by, "started_at": at}
    return Cycle.objects.get_or_create(skill=source.skill, **which, defaults=known)[0]


@transaction.atomic
def decide(*, cycle: Cycle, rows: Iterable[Descriptor], decision: Decision | None, by: "User", at: datetime) -> None:
    """Decide for descriptors of the source; None is undecided again. Raises NotAllowed."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    for row in sorted(rows, key=lambda row: row.pk):
        if decision is None:
            cycle.choices.filter(descriptor=row).delete()
            continue
        known = {"version": row.version, "decision": decision, "by": by, "at": at}
        CycleChoice.objects.update_or_create(cycle=cycle, descriptor=row, defaults=known)


@transaction.atomic
def keep_rest(*, cycle: Cycle, rows: Iterable[Descriptor], by: "User", at: datetime) -> list[Descriptor]:
    """Keep those of the descriptors for which nobody decided yet; return them. Raises NotAllowed."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    wanted = {row.pk: row for row in rows}
    made = (CycleChoice(cycle=cycle, descriptor=row, version=row.version, decision=Decision.KEEP, by=by, at=at) for row in wanted.values())
    CycleChoice.objects.bulk_create(made, ignore_conflicts=True)
    kept = cycle.choices.filter(descriptor__in=wanted, by=by, at=at).order_by("descriptor").values_list("descriptor", flat=True)
    return [wanted[pk] for pk in kept]


def undo_keep(*, cycle: Cycle, rows: Iterable[Descriptor], kept_at: datetime, by: "User") -> int:
    """Take back what one kept at once; what was decided anew since stays. Return how many are undecided again. Raises NotAllowed."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    return cycle.choices.filter(descriptor__in=rows, decision=Decision.KEEP, by=by, at=kept_at).delete()[0]

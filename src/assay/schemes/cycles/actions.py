"""Start a cycle, and decide aspect by aspect; everything can be decided anew at any time."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import free_uid
from assay.errors import Stale
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles.sources import Source
from assay.standards.models import Competition

if TYPE_CHECKING:
    from assay.accounts.models import User


def start(*, uid: uuid.UUID, source: Source, competition: Competition, by: "User", at: datetime) -> Cycle:
    """Begin a cycle, or go on with the one that began from the same source. Raises NotAllowed."""
    require(by, "descriptors.write_in", source.skill, otherwise=_("A cycle is started by the SCMs of the skill."))
    which = {"competition": competition, "scheme": source.scheme, "edition": None if source.scheme else source.competition}
    known = {"uid": free_uid(Cycle.objects.all(), uid), "started_by": by, "started_at": at}
    return Cycle.objects.get_or_create(skill=source.skill, **which, defaults=known)[0]


@dataclass(frozen=True)
class Seen:
    """What the page of a cycle showed of an aspect: the revision of its wording, and what was decided; None is undecided."""

    version: int
    decision: Decision | None


def hold(cycle: Cycle) -> None:
    """Let one decision come after the other. Raises Stale where the cycle is no longer there."""
    if Cycle.objects.select_for_update().filter(pk=cycle.pk).first() is None:
        raise Stale(_("This cycle was deleted meanwhile. One from the same source can be started anew at any time."))


@transaction.atomic
def decide(*, cycle: Cycle, row: Descriptor, seen: Seen, decision: Decision | None, by: "User", at: datetime) -> None:
    """Decide for a descriptor of the source; None is undecided again. Raises NotAllowed, Stale.

    What is decided is the wording that was seen: where it was changed meanwhile, the page says so at the decision.
    """
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    hold(cycle)
    choice = cycle.choices.filter(descriptor=row).select_related("by").first()
    stands = Decision(choice.decision) if choice else None
    if stands != seen.decision:
        if stands != decision:
            raise Stale(overtaken(choice, decision, by), choice)
    elif decision is None:
        cycle.choices.filter(descriptor=row).delete()
    else:
        known = {"version": seen.version, "decision": decision, "by": by, "at": at}
        CycleChoice.objects.update_or_create(cycle=cycle, descriptor=row, defaults=known)


def overtaken(choice: CycleChoice | None, decision: Decision | None, by: "User") -> str:
    """Say what was decided while somebody looked at something else, and how to decide all the same."""
    mine = decision.label if decision else ""
    if choice is None:
        said = _("What was decided here was taken back meanwhile. Nothing was changed: press “%(mine)s” again if you mean it.")
        return said % {"mine": mine}
    who, theirs = _("You") if choice.by == by else choice.by, Decision(choice.decision).label
    if decision is None:
        said = _("%(who)s decided “%(theirs)s” meanwhile, and that stands. Press “%(theirs)s” to take it back.")
    else:
        said = _("%(who)s decided “%(theirs)s” meanwhile, and that stands. Press “%(mine)s” again to replace it.")
    return said % {"who": who, "theirs": theirs, "mine": mine}


@transaction.atomic
def delete(*, cycle: Cycle, seen: int, by: "User") -> None:
    """Delete a cycle with as many decisions as were seen; descriptors and drafts stay. Raises NotAllowed, Stale."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    hold(cycle)
    if cycle.choices.count() != seen:
        raise Stale(_("Something was decided in this cycle meanwhile. Look at it before you delete it."), cycle)
    cycle.delete()


@transaction.atomic
def keep_rest(*, cycle: Cycle, seen: Iterable[tuple[Descriptor, int]], by: "User", at: datetime) -> list[Descriptor]:
    """Keep those of the descriptors, each seen at a revision, for which nobody decided yet; return them. Raises NotAllowed."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    hold(cycle)
    made, wanted = [], {}
    for row, version in seen:
        wanted[row.pk] = row
        made.append(CycleChoice(cycle=cycle, descriptor=row, version=version, decision=Decision.KEEP, by=by, at=at))
    CycleChoice.objects.bulk_create(made, ignore_conflicts=True)
    kept = cycle.choices.filter(descriptor__in=wanted, by=by, at=at).order_by("descriptor").values_list("descriptor", flat=True)
    return [wanted[pk] for pk in kept]


def undo_keep(*, cycle: Cycle, rows: Iterable[Descriptor], kept_at: datetime, by: "User") -> int:
    """Take back what one kept at once; what was decided anew since stays. Return how many are undecided again. Raises NotAllowed."""
    require(by, "descriptors.write_in", cycle.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    return cycle.choices.filter(descriptor__in=rows, decision=Decision.KEEP, by=by, at=kept_at).delete()[0]

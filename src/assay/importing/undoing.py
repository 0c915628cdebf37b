"""Take an import back: what it made is deleted, what it reworded reads as before, its links go; what was used since stays and is told."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.models import Descriptor, Origin, Revision
from assay.descriptors.rewording import Rewording, hold, put_aside_many, reword
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Stale
from assay.history.record import Fact, record
from assay.importing.models import Became, Effect
from assay.importing.used import Use, Uses, uses_of
from assay.schemes.models import Aspect, Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User

Effects = Sequence[Effect]


@dataclass
class TakingBack:
    """What an undo would do, as things stand; everything is asked once."""

    scheme: Scheme
    by: "User"

    @cached_property
    def effects(self) -> Effects:
        """Return what the import did."""
        rows = Effect.objects.filter(scheme=self.scheme).select_related("aspect", "descriptor__skill", "descriptor__amends")
        return list(rows.order_by("aspect__row", "pk"))

    @cached_property
    def uses(self) -> Uses:
        """Return why rows are kept."""
        return uses_of(self.effects, self.scheme, self.by)

    def uses_of(self, effect: Effect) -> list[Use]:
        """Return why the row of an effect is kept."""
        return self.uses.get(effect.descriptor_id or 0, [])

    def taken(self, *became: Became) -> list[Effect]:
        """Return the effects of some kinds that are taken back."""
        return [one for one in self.effects if one.became in became and not self.uses_of(one)]

    @property
    def deleted(self) -> list[Effect]:
        """Return what it made and nobody used."""
        return self.taken(Became.MADE, Became.PROPOSED)

    @property
    def reverted(self) -> list[Effect]:
        """Return what it reworded and nobody changed since."""
        return self.taken(Became.REWORDED)

    @property
    def unlinked(self) -> list[Effect]:
        """Return what it only pointed to."""
        return self.taken(Became.LINKED)

    @property
    def kept(self) -> list[Effect]:
        """Return what stays because it was used or changed, but not what is gone by itself."""
        return [one for one in self.effects if self.uses_of(one) and Use.GONE not in self.uses_of(one)]

    @property
    def seal(self) -> str:
        """Return a short text that is the same as long as an undo does the same."""
        said = [(one.pk, one.descriptor and one.descriptor.change, [use.value for use in self.uses_of(one)]) for one in self.effects]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @cached_property
    def former(self) -> Mapping[int, Wording]:
        """Return the wordings before the import, by the keys of the rows that it reworded."""
        wanted = {one.descriptor_id: one.before for one in self.reverted}
        rows = Revision.objects.filter(descriptor__in=[pk for pk in wanted if pk])
        return {row.descriptor_id: row.wording for row in rows if wanted[row.descriptor_id] == row.number}


@transaction.atomic
def undo(*, scheme: Scheme, by: "User", at: datetime, seen: str = "") -> Scheme:
    """Take an import back, all of it or nothing; `seen` is the seal of what was confirmed. A repeat shows the first result.

    Raises Stale where something was used or changed since the confirmation, DomainError where somebody else was faster, NotAllowed.
    """
    require(by, "importing.undo", scheme, otherwise=_("Only who imported it, or an administrator, undoes an import."))
    mine = Scheme.objects.standing().filter(pk=scheme.pk).update(undone_at=at, undone_by=by)
    scheme.refresh_from_db()
    if not mine:
        return repeated(scheme, by)
    hold(Effect.objects.filter(scheme=scheme, descriptor__isnull=False).values_list("descriptor", flat=True))
    back = TakingBack(scheme, by)
    if seen and seen != back.seal:
        raise Stale(_("Something of it was used or changed meanwhile. Look again at what will happen."), scheme)
    facts = take_back(back, at)
    record([*facts, Fact("import", scheme.uid, "undone", skill=scheme.skill.uid, data=counted(back))], by=by, at=at)
    return scheme


def repeated(scheme: Scheme, by: "User") -> Scheme:
    """Return what the same person undid before. Raises DomainError where it was somebody else."""
    if scheme.undone_by_id == by.pk:
        return scheme
    raise DomainError(_("%(who)s has undone this import already.") % {"who": scheme.undone_by})


def take_back(back: TakingBack, at: datetime) -> list[Fact]:
    """Write it; return the facts of the rows. Raises Stale."""
    because = {"import_undone": str(back.scheme.uid)}
    rows = [row_of(one) for one in back.reverted]
    former = [Rewording(row, row.change, back.former[row.pk]) for row in rows]
    facts = reword(former, by=back.by, at=at, because=because)
    facts += put_aside_many([row_of(one) for one in back.deleted], by=back.by, at=at, because=because)
    Origin.objects.filter(system="cis", external_id__startswith=f"{back.scheme.uid}/", descriptor__in=rows).delete()
    kept = [one for one in back.effects if back.uses_of(one)]
    for one in kept:
        one.kept_for = ",".join(back.uses_of(one))
    Effect.objects.bulk_update(kept, ["kept_for"])
    staying = {one.aspect_id for one in back.kept}
    Aspect.objects.filter(sub_criterion__scheme=back.scheme).exclude(pk__in=staying).update(descriptor=None)
    return facts


def row_of(effect: Effect) -> Descriptor:
    """Return the row of an effect that has one."""
    if effect.descriptor is None:
        raise AssertionError(effect)
    return effect.descriptor


def counted(back: TakingBack) -> dict[str, int]:
    """Return how much was taken back and kept, as the fact of the undo keeps it."""
    found = {"deleted": back.deleted, "reverted": back.reverted, "unlinked": back.unlinked, "kept": back.kept}
    return {name: len(rows) for name, rows in found.items()}

"""What may become of an aspect, and which of it is proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.models import Descriptor
from assay.descriptors.states import PENDING_REVIEW
from assay.importing.choice import Choice, Decided, Do
from assay.importing.labels import Label
from assay.importing.updating import Way, way_to_update

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.importing.comparing import Row


@dataclass(frozen=True)
class Option:
    """One thing that may become of an aspect, in words."""

    decided: Decided
    words: str

    @property
    def value(self) -> str:
        """Return it as a form carries it."""
        return self.decided.value

    @property
    def do(self) -> Do:
        """Return what it does."""
        return self.decided.do


class Options:
    """What a person may choose for each row of one import."""

    def __init__(self, choice: Choice, by: "User | None", *, as_drafts: bool, rows: "Iterable[Row]") -> None:
        self.choice, self.by, self.as_drafts = choice, by, as_drafts
        self.targets = {one.pk: one for row in rows for one in targets_of(row)}

    @cached_property
    def amended(self) -> set[int]:
        """Return the keys of what somebody amends already."""
        open_ones = Descriptor.objects.open_amendments().filter(amends__in=list(self.targets))
        return {pk for pk in open_ones.values_list("amends", flat=True) if pk} if self.as_drafts and self.targets else set()

    def of(self, row: "Row", *, can_be_made: bool) -> list[Option]:
        """Return what may become of a row, the likeliest first."""
        if row.repeats:
            return [
                Option(Decided(Do.LINK, same_as=row.repeats), _("Use the one of row %(row)d") % {"row": row.repeats}),
                *self.rest(can_be_made=can_be_made),
            ]
        found = [option for target in targets_of(row) for option in self.on(row, target)]
        return [*found, *self.rest(can_be_made=can_be_made)]

    def rest(self, *, can_be_made: bool) -> list[Option]:
        """Return what needs nothing that is there."""
        make = Option(Decided(Do.CREATE), _("Write a new draft") if self.as_drafts else _("Make a new descriptor"))
        return [*([make] if can_be_made else []), Option(Decided(Do.SKIP), _("Leave it out; it stays in the scheme"))]

    def on(self, row: "Row", target: Descriptor) -> list[Option]:
        """Return what may be done with one that is there."""
        use = Option(Decided(Do.LINK, target.uid), _("Use #%(number)d as it is") % {"number": target.number})
        update = self.update(row, target)
        return [update, use] if update else [use]

    def update(self, row: "Row", target: Descriptor) -> Option | None:
        """Return how a row's words may become the target's, or None."""
        way = way_to_update(target, self.choice.skill, self.by, as_drafts=self.as_drafts)
        taken = way is Way.AMEND and target.pk in self.amended
        if way is None or taken or row.label is Label.IDENTICAL or not self.is_whole(row, target):
            return None
        words = {"number": target.number, "revision": target.version + 1}
        said = _("Propose it as an amendment of #%(number)d") if way is Way.AMEND else _("Update #%(number)d as revision %(revision)d")
        return Option(Decided(Do.UPDATE, target.uid, target.change), said % words)

    def is_whole(self, row: "Row", target: Descriptor) -> bool:
        """Return whether the words can be those of the target: a name, a level, and in the workflow a section."""
        has_section = bool(target.wsos_section_id) or self.choice.has_section(row.aspect.section)
        return bool(row.aspect.description) and any(row.aspect.level_texts) and (has_section or not self.as_drafts)

    def proposed(self, row: "Row", offered: Sequence[Option]) -> str:
        """Return the value that is chosen at first: nobody's words are overwritten, and nothing that is there is made again."""
        wanted = {
            Label.IDENTICAL: (Do.LINK,),
            Label.REPEATS: (Do.LINK,),
            Label.CHANGED: (Do.LINK,) if row.earlier is None or row.earlier.reworded_here else (Do.UPDATE, Do.LINK),
        }.get(row.label, (Do.CREATE, Do.SKIP))
        return next(option.value for do in wanted for option in offered if option.do is do)


def targets_of(row: "Row") -> list[Descriptor]:
    """Return what is there and may be updated or used for a row."""
    return [row.there] if row.there else [one.descriptor for one in row.near]


def why_not_updated(row: "Row") -> str:
    """Return why what a changed row continues cannot be updated, where it waits for somebody."""
    if row.label is not Label.CHANGED or row.there is None or any(option.do is Do.UPDATE for option in row.options):
        return ""
    if row.there.batch_status == PENDING_REVIEW:
        return _("It is with the Skill Advisor, so it cannot be updated now. Withdraw it first, or use it as it is.")
    return _("It cannot be updated now: somebody else writes an amendment of it, or it is not yours to change.")

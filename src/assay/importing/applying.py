"""Do to the library what was decided for each aspect: make, update or amend, use, leave out; the facts are the caller's to record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from assay.descriptors.actions import details_of
from assay.descriptors.alike import Kind
from assay.descriptors.amending.actions import begun, hold_targets
from assay.descriptors.curating.adding import CameFrom, Entry, check_drafts, origin_of, write_new
from assay.descriptors.duplicates.remarks import facts_of, remarked
from assay.descriptors.models import Descriptor, Origin
from assay.descriptors.recording import fact_of
from assay.descriptors.rewording import Rewording, changed_meanwhile, check, hold, reword
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid, Stale
from assay.formats.scheme import Aspect
from assay.history.record import Fact
from assay.importing.choice import Choice, Decided, Do
from assay.importing.existing import usable, wording_of
from assay.importing.making import can_be_made, entry_of, wording_in
from assay.importing.models import Became, Effect
from assay.importing.updating import Way, way_to_update
from assay.schemes.models import Aspect as Line
from assay.schemes.models import Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass
class Applying:
    """One import on its way; `links` names the descriptor that each aspect stands for, `became` what was done, by the aspects' rows."""

    aspects: Sequence[Aspect]
    choice: Choice
    scheme: Scheme
    origins: Mapping[int, CameFrom]
    by: "User | None"
    at: datetime
    links: dict[int, Descriptor] = field(default_factory=dict)
    became: dict[int, Effect] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    @property
    def as_drafts(self) -> bool:
        """Return whether what it makes are drafts."""
        return self.scheme.into_drafts

    @cached_property
    def decided(self) -> dict[int, Decided]:
        """Return what becomes of each aspect; of one that cannot be a descriptor, nothing."""
        found: dict[int, Decided] = {}
        for aspect in self.aspects:
            said = self.choice.rows.get(aspect.row, Decided())
            if said.same_as and found.get(said.same_as, Decided(Do.SKIP)).do is Do.SKIP:
                said = Decided()
            if said.do is Do.CREATE and not can_be_made(aspect, self.choice, as_drafts=self.as_drafts):
                said = Decided(Do.SKIP)
            found[aspect.row] = said
        return found

    def doing(self, do: Do) -> list[tuple[Aspect, Decided]]:
        """Return the aspects of which this becomes, with the details."""
        return [(aspect, self.decided[aspect.row]) for aspect in self.aspects if self.decided[aspect.row].do is do]

    @cached_property
    def targets(self) -> dict[UUID, Descriptor]:
        """Return what is updated or used, as it is now; what is updated is locked. Raises Stale where one is gone."""
        wanted = {said.target for said in self.decided.values() if said.target}
        found = {row.uid: row for row in usable(self.by, as_drafts=self.as_drafts).filter(uid__in=wanted).select_related("skill")}
        if len(found) < len(wanted):
            raise Stale(_("A descriptor that you chose is not to be had any more. Look at the marked aspects and choose again."))
        held = hold(found[said.target].pk for _aspect, said in self.doing(Do.UPDATE) if said.target)
        return found | {row.uid: row for row in held.values()}

    def run(self) -> None:
        """Write everything. Raises Stale, DomainError, Invalid, NotAllowed."""
        amendments = self.update()
        self.make(amendments)
        for aspect, said in self.doing(Do.LINK):
            row = self.links[said.same_as] if said.same_as else self.targets[said.target or aspect.row]  # type: ignore[index]  # one of them is set
            self.note(aspect, row, Became.LINKED)
        for aspect, _said in self.doing(Do.SKIP):
            self.became[aspect.row] = Effect(became=Became.SKIPPED, said=wording_of(aspect).key)
        self.explain()

    def note(self, aspect: Aspect, row: Descriptor, became: Became, *, before: int | None = None) -> None:
        """Keep what became of an aspect; it stands for the row, for a proposal for what is to be amended."""
        self.links[aspect.row] = (row.amends if became is Became.PROPOSED else None) or row
        said = wording_of(aspect).key
        self.became[aspect.row] = Effect(became=became, descriptor=row, change=row.change, before=before, said=said)

    def update(self) -> list[tuple[Aspect, Descriptor]]:
        """Reword what may be reworded; return what is to be amended instead."""
        pairs = [(aspect, self.target_of(said)) for aspect, said in self.doing(Do.UPDATE)]
        twice = [row for row, count in Counter(row for _aspect, row in pairs).items() if count > 1]
        if twice:
            raise Invalid(_("Two aspects would update #%(number)d. Choose another end for one of them.") % {"number": twice[0].number})
        ways = {row.pk: way_to_update(row, self.choice.skill, self.by, as_drafts=self.as_drafts) for _aspect, row in pairs}
        for _aspect, row in pairs:
            if ways[row.pk] is None:
                raise DomainError(_("#%(number)d cannot be updated now. Choose another end for its aspect.") % {"number": row.number})
        differing = [(aspect, row) for aspect, row in pairs if self.wording_for(aspect, row) != row.wording]
        for aspect, row in pairs:
            if (aspect, row) not in differing:
                self.note(aspect, row, Became.LINKED)
        self.reword([(aspect, row) for aspect, row in differing if ways[row.pk] is Way.REWORD])
        return [(aspect, row) for aspect, row in differing if ways[row.pk] is Way.AMEND]

    def target_of(self, said: Decided) -> Descriptor:
        """Return what an aspect updates. Raises Stale where it is not as it was seen."""
        row = self.targets[said.target]  # type: ignore[index]  # an update names one
        if row.change != said.seen:
            raise changed_meanwhile([row])
        return row

    def wording_for(self, aspect: Aspect, row: Descriptor) -> Wording:
        """Return what a row will say: the workbook's words, and its own section where the workbook names none."""
        return wording_in(aspect, self.choice, otherwise=row.wsos_section_id).tidied()

    def reword(self, pairs: Sequence[tuple[Aspect, Descriptor]]) -> None:
        """Write new revisions, and where their words came from."""
        rows = [Rewording(row, row.change, self.wording_for(aspect, row)) for aspect, row in pairs]
        check(rows)
        self.facts += reword(rows, by=self.by, at=self.at, because={"import": str(self.scheme.uid)})
        Origin.objects.bulk_create(origin_of(row, self.origins[aspect.row]) for aspect, row in pairs)
        for aspect, row in pairs:
            before = row.version
            row.change, row.version = row.change + 1, row.version + 1
            self.note(aspect, row, Became.REWORDED, before=before)

    def make(self, amendments: Sequence[tuple[Aspect, Descriptor]]) -> None:
        """Write new descriptors and amendments."""
        if amendments and self.by is not None:
            hold_targets([row for _aspect, row in amendments], self.by)
        aspects = [aspect for aspect, _said in self.doing(Do.CREATE)]
        entries = [
            *(entry_of(aspect, self.choice, self.origins[aspect.row]) for aspect in aspects),
            *(self.amendment(aspect, row) for aspect, row in amendments),
        ]
        if self.as_drafts:
            check_drafts(entries, by=self.by)
        rows = write_new(entries, by=self.by, at=self.at, as_drafts=self.as_drafts)
        for aspect, row in zip([*aspects, *(aspect for aspect, _row in amendments)], rows, strict=True):
            self.note(aspect, row, Became.PROPOSED if row.amends_id else Became.MADE)
        self.facts += [begun(row) if row.amends_id else fact_of(row, "imported") for row in rows]

    def amendment(self, aspect: Aspect, row: Descriptor) -> Entry:
        """Return the amendment that gives a row the workbook's words."""
        details = details_of(row)
        entry = Entry(self.wording_for(aspect, row), row.skill, "SCM", code=details.code, tags=details.tags, amends=row)
        words = {"file": self.scheme.file, "competition": self.scheme.competition, "row": aspect.row}
        return replace(
            entry,
            also_useful_for=tuple(row.also_useful_for.all()),
            confidential_until=row.confidential_until,
            came_from=self.origins[aspect.row],
            because=_("So it stands in %(file)s, the scheme of %(competition)s, row %(row)d.") % words,
        )

    def explain(self) -> None:
        """Keep why descriptors were made beside similar ones, of those that the person may open."""
        if self.by is None:
            return
        told = [(self.links[aspect.row], said) for aspect, said in self.doing(Do.CREATE) if said.reason and said.beside]
        wanted = {uid for _row, said in told for uid in said.beside}
        seen = Descriptor.objects.visible_to(self.by).live().filter(uid__in=wanted, amends=None) if wanted else ()
        others = {row.uid: row for row in seen}
        for row, said in told:
            pairs = [(row, others[uid]) for uid in said.beside if uid in others]
            self.facts += facts_of(remarked(pairs, kind=Kind.BESIDE, reason=said.reason, by=self.by, at=self.at))

    def keep(self) -> None:
        """Write what became of each aspect, and which descriptor it stands for."""
        lines = {line.row: line for line in Line.objects.filter(sub_criterion__scheme=self.scheme, row__in=list(self.became))}
        for row, line in lines.items():
            line.descriptor = self.links.get(row)
        Line.objects.bulk_update([line for line in lines.values() if line.descriptor], ["descriptor"])
        for row, effect in self.became.items():
            effect.scheme, effect.aspect = self.scheme, lines[row]
        Effect.objects.bulk_create(self.became[row] for row in lines)

    def counted(self) -> dict[str, int]:
        """Return how many rows were made, updated, proposed, used and left out, as the fact of the import keeps it."""
        count = Counter(effect.became for effect in self.became.values())
        return {KEPT_AS[became]: count[became] for became in Became if count[became] or became is Became.MADE}


KEPT_AS = {
    Became.MADE: "rows",
    Became.REWORDED: "updated",
    Became.PROPOSED: "proposed",
    Became.LINKED: "linked",
    Became.SKIPPED: "skipped",
}

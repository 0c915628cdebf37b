"""The page of a cycle: every aspect with what becomes of it, and how that fills the new standard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.chips import chip_of
from assay.descriptors.library.copying import copies_of_many
from assay.descriptors.models import Descriptor
from assay.descriptors.states import DRAFT
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles.sources import Line, lines_of
from assay.standards.models import StandardSection

if TYPE_CHECKING:
    from assay.accounts.models import User

UNDECIDED = "UNDECIDED"
OUTSIDE = "none"  # the aspects that the new standard has no section for
SHOWN = {
    "all": gettext_lazy("All"),
    UNDECIDED: gettext_lazy("Undecided"),
    Decision.KEEP: gettext_lazy("Kept"),
    Decision.CHANGE: gettext_lazy("To change"),
    Decision.DROP: gettext_lazy("Dropped"),
}
KEYS = {Decision.KEEP: "1", Decision.CHANGE: "2", Decision.DROP: "3"}


@dataclass(frozen=True)
class Item:
    """One aspect of the source with what was decided for it."""

    line: Line
    choice: CycleChoice | None
    number: int | None
    draft: Descriptor | None

    @property
    def state(self) -> str:
        """Return the decision, or UNDECIDED."""
        return self.choice.decision if self.choice else UNDECIDED

    @property
    def row(self) -> Descriptor:
        """Return the descriptor that is read."""
        return self.line.descriptor

    @property
    def named(self) -> Descriptor:
        """Return the descriptor that the source names, for which it is decided."""
        return self.line.named

    @property
    def seen(self) -> str:
        """Return what a form says of the wording that stands beside it."""
        return f"{self.named.number}.{self.row.number}.{self.row.version}"

    @property
    def is_merged(self) -> bool:
        """Return whether another descriptor stands for the one that the source names."""
        return self.named != self.row

    @property
    def chip(self) -> Mapping[str, Any]:
        """Return its state or quality."""
        return chip_of(self.row)

    @property
    def options(self) -> list[dict[str, Any]]:
        """Return the three buttons; the pressed one sends nothing, which takes the decision back."""
        return [
            {"value": "" if one == self.state else one, "label": one.label, "key": KEYS[one], "on": one == self.state} for one in Decision
        ]

    @property
    def has_moved_on(self) -> bool:
        """Return whether the wording was changed, or another one came to stand for it, since it was decided."""
        return self.choice is not None and (self.choice.version != self.row.version or self.was_merged_since)

    @property
    def was_merged_since(self) -> bool:
        """Return whether it was merged, or brought back, since it was decided."""
        return self.choice is not None and self.line.merged_at is not None and self.choice.at <= self.line.merged_at

    @property
    def draft_chip(self) -> Mapping[str, Any] | None:
        """Return the state of the draft that changes it."""
        return chip_of(self.draft) if self.draft else None


@dataclass
class Balance:
    """A section of the new standard and what is carried over into it; marks are those of the earlier scheme."""

    number: int | None
    name: str
    weight: Decimal | None
    url: str = ""
    kept: int = 0
    changed: int = 0
    dropped: int = 0
    undecided: int = 0
    marks: Decimal = field(default_factory=Decimal)

    @property
    def key(self) -> str:
        """Return how an address names the section."""
        return OUTSIDE if self.number is None else str(self.number)

    def count(self, item: Item) -> None:
        """Add an aspect."""
        if item.state == Decision.DROP:
            self.dropped += 1
        elif item.state == UNDECIDED:
            self.undecided += 1
        else:
            self.kept += item.state == Decision.KEEP
            self.changed += item.state == Decision.CHANGE
            self.marks += item.line.mark or 0

    @property
    def words(self) -> str:
        """Return in words how many aspects there are of each kind."""
        parts = [(_("%(n)d kept"), self.kept), (_("%(n)d to change"), self.changed), (_("%(n)d open"), self.undecided)]
        return ", ".join(text % {"n": n} for text, n in parts if n) or _("none")

    @property
    def difference(self) -> str:
        """Return in words how the marks that are carried over stand to the weight."""
        if self.weight is None:
            return ""
        left = self.weight - self.marks
        if not left:
            return _("as the weight")
        shown = f"{abs(left):.2f}".removesuffix(".00")
        return (_("%(n)s free") if left > 0 else _("%(n)s over")) % {"n": shown}


@dataclass
class CyclePage:
    """A cycle for one reader; everything is asked once. `told` is why a decision for the overtaken one was not taken."""

    cycle: Cycle
    reader: "User"
    show: str = "all"
    section: str = ""
    overtaken: Item | None = None
    told: str = ""

    @cached_property
    def items(self) -> list[Item]:
        """Return all aspects of the source."""
        lines = lines_of(self.cycle, self.reader)
        choices = {choice.descriptor_id: choice for choice in self.cycle.choices.select_related("by")}
        drafts = self.drafts([pk for line in lines for pk in line.way])
        numbers = {use.section_id: use.number for use in self.uses}
        return [
            Item(
                line,
                choices.get(line.named.pk),
                numbers.get(line.descriptor.wsos_section_id or 0),
                next((drafts[pk] for pk in line.way if pk in drafts), None),
            )
            for line in lines
        ]

    def drafts(self, sources: Sequence[int]) -> dict[int, Descriptor]:
        """Return the latest descriptor that began as each of these since the cycle did."""
        rows = Descriptor.objects.live().visible_to(self.reader).filter(copied_from__in=sources, skill=self.cycle.skill)
        fresh = rows.filter(Q(created_at__gte=self.cycle.started_at)).order_by("created_at", "pk")
        return {row.copied_from_id or 0: row for row in fresh}

    @cached_property
    def uses(self) -> list[StandardSection]:
        """Return the sections of the new standard."""
        rows = StandardSection.objects.filter(standard__skill=self.cycle.skill, standard__competition=self.cycle.competition)
        return list(rows.select_related("section").order_by("number"))

    @property
    def shown(self) -> list[Item]:
        """Return the aspects of the chosen tab and section, and the one of which something is told."""
        overtaken = self.overtaken and self.overtaken.named
        return [item for item in self.of_section if self.show in {"all", item.state} or item.named == overtaken]

    @property
    def of_section(self) -> list[Item]:
        """Return the aspects of the chosen section of the new standard."""
        return [item for item in self.items if self.section in {"", OUTSIDE if item.number is None else str(item.number)}]

    @property
    def section_name(self) -> str:
        """Return the name of the chosen section."""
        return next((f"§{line.number} {line.name}" if line.number else line.name for line in self.balance if line.key == self.section), "")

    def address(self, show: str, section: str) -> str:
        """Return the address of this page with a tab and a section."""
        asked = {name: value for name, value in (("show", show if show != "all" else ""), ("section", section)) if value}
        return reverse("cycle", args=[self.cycle.uid]) + (f"?{urlencode(asked)}" if asked else "")

    @property
    def all_sections(self) -> str:
        """Return the address without the section."""
        return self.address(self.show, "")

    def number_of(self, state: str) -> int:
        """Return how many aspects have a decision."""
        return sum(item.state == state for item in self.items)

    @property
    def summary(self) -> str:
        """Return in words what was decided."""
        counts = (
            (_("%(n)d kept"), Decision.KEEP),
            (_("%(n)d to change"), Decision.CHANGE),
            (_("%(n)d dropped"), Decision.DROP),
        )
        return " · ".join(words % {"n": n} for words, decision in counts if (n := self.number_of(decision)))

    @property
    def with_draft(self) -> int:
        """Return how many that are to be changed have a draft that was not sent yet."""
        return sum(item.state == Decision.CHANGE and item.draft is not None and item.draft.batch_status == DRAFT for item in self.items)

    @property
    def without_draft(self) -> int:
        """Return how many that are to be changed have no draft."""
        return sum(item.state == Decision.CHANGE and item.draft is None for item in self.items)

    @property
    def decided(self) -> int:
        """Return how many are decided."""
        return sum(item.state != UNDECIDED for item in self.items)

    @property
    def undecided(self) -> int:
        """Return how many are not."""
        return len(self.items) - self.decided

    @property
    def rest(self) -> str:
        """Return what the form that keeps the undecided ones says of them."""
        return " ".join(item.seen for item in self.items if item.state == UNDECIDED)

    @cached_property
    def edits(self) -> bool:
        """Return whether the reader decides."""
        return self.reader.has_perm("descriptors.write_in", self.cycle.skill)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the filters with their numbers."""
        return [
            {
                "label": label,
                "url": self.address(name, self.section),
                "count": sum(name in {"all", item.state} for item in self.of_section),
                "current": name == self.show,
            }
            for name, label in SHOWN.items()
        ]

    @cached_property
    def balance(self) -> list[Balance]:
        """Return a line per section of the new standard, and one for what it has no section for."""
        found = {
            use.number: Balance(use.number, use.section.name, use.weight, self.address(self.show, str(use.number))) for use in self.uses
        }
        outside = Balance(None, _("Not in this standard"), None, self.address(self.show, OUTSIDE))
        for item in self.items:
            found.get(item.number or 0, outside).count(item)
        others = outside.kept + outside.changed + outside.dropped + outside.undecided
        return [*found.values(), *([outside] if others else [])]

    @property
    def has_marks(self) -> bool:
        """Return whether the source gave marks to weigh."""
        return any(item.line.mark for item in self.items)

    @property
    def carried(self) -> list[UUID]:
        """Return what the new cycle has: kept ones, and of changed ones what they became."""
        kept = [item.row.uid for item in self.items if item.state == Decision.KEEP]
        became = [item.draft.uid for item in self.items if item.state == Decision.CHANGE and item.draft]
        return list(dict.fromkeys(kept + became))

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu of what is carried over."""
        return copies_of_many(self.carried)

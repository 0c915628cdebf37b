"""The page of a cycle: every aspect with what becomes of it, and how that fills the new standard."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.library.copying import MOST_IN_ADDRESS, copies_of_many
from assay.descriptors.models import Descriptor
from assay.descriptors.states import DRAFT
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles.items import UNDECIDED, Item
from assay.schemes.cycles.sources import lines_of
from assay.schemes.cycles.weighing import OUTSIDE, Balance
from assay.standards.models import StandardSection

if TYPE_CHECKING:
    from assay.accounts.models import User

SHOWN = {
    "all": gettext_lazy("All"),
    UNDECIDED: gettext_lazy("Undecided"),
    Decision.KEEP: gettext_lazy("Kept"),
    Decision.CHANGE: gettext_lazy("To change"),
    Decision.DROP: gettext_lazy("Dropped"),
}


@dataclass
class CyclePage:
    """A cycle for one reader; everything is asked once.

    `told` is why a decision for the overtaken one was not taken; `last` names the one that was just decided, `before` is what it was,
    where that was something else.
    """

    cycle: Cycle
    reader: "User"
    show: str = "all"
    section: str = ""
    overtaken: Item | None = None
    told: str = ""
    last: str = ""
    before: str | None = None

    @cached_property
    def items(self) -> list[Item]:
        """Return all aspects of the source."""
        lines = lines_of(self.cycle, self.reader)
        choices = {choice.descriptor_id: choice for choice in self.cycle.choices.select_related("by")}
        drafts = self.drafts([pk for line in lines for pk in line.way])
        numbers, places = {use.section_id: use.number for use in self.uses}, Counter[int]()
        found = []
        for line in lines:
            places[line.named.pk] += 1
            draft = next((drafts[pk] for pk in line.way if pk in drafts), None)
            number = numbers.get(line.descriptor.wsos_section_id or 0)
            write = f"{reverse('write')}?{urlencode({'from': line.descriptor.uid, 'skill': self.cycle.skill.code})}"
            found.append(Item(line, choices.get(line.named.pk), number, draft, write, places[line.named.pk]))
        return found

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

    def place_after(self, item: Item) -> str:
        """Return the key of an aspect that was just decided; of the one after it where the tab does not show it any more."""
        shown = self.shown
        here = self.items.index(next(one for one in self.items if one.key == item.key))
        after = [one for one in self.items[here:] if one in shown]
        return (after or shown or [item])[0].key

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

    @cached_property
    def to_write(self) -> list[Item]:
        """Return those that are to be changed and have no draft yet, a descriptor once."""
        return [item for item in self.items if item.is_to_write and item.place == 1]

    @property
    def to_change(self) -> int:
        """Return how many descriptors are to be changed, begun or not."""
        return sum(item.state == Decision.CHANGE and item.place == 1 for item in self.items)

    @property
    def decided_last(self) -> Item | None:
        """Return the one that was just decided."""
        return next((item for item in self.items if item.key == self.last), None)

    @property
    def twins(self) -> list[Item]:
        """Return the other aspects for whose descriptor was decided with the last one."""
        last = self.decided_last
        return [item for item in self.items if last and item.named == last.named and item != last]

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
                "id": f"count-{name.lower()}",
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
        """Return what the cycle carries over: kept ones, and of changed ones what they became."""
        kept = [item.row.uid for item in self.items if item.state == Decision.KEEP]
        became = [item.draft.uid for item in self.items if item.state == Decision.CHANGE and item.draft]
        return list(dict.fromkeys(kept + became))

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu of what is carried over."""
        return copies_of_many(self.carried)

    @property
    def carries_many(self) -> bool:
        """Return whether an address that names them all would be refused by some proxies."""
        return len(self.carried) > MOST_IN_ADDRESS

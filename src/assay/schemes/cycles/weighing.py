"""How what is carried over fills a section of the new standard."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from assay.schemes.cycle import Decision
from assay.schemes.cycles.items import UNDECIDED, Item

OUTSIDE = "none"  # the aspects that the new standard has no section for


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
        parts = [(_("%(n)d kept"), self.kept), (_("%(n)d to change"), self.changed), (_("%(n)d undecided"), self.undecided)]
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

"""The aspects of judgement as the preview lists them: each with what is chosen for it, in groups by label."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assay.descriptors.wording import Level
from assay.importing.choice import Decided, Do
from assay.importing.comparing import Row
from assay.importing.labels import HELP, Label
from assay.importing.options import Option, why_not_updated

MOST_UNFOLDED = 5
MOST_SHOWN = 300


@dataclass(frozen=True)
class Line:
    """An aspect of judgement on the page: its row, what is chosen for it, and why that is not what was chosen before."""

    row: Row
    value: str = ""
    why: str = ""
    lost: bool = False

    @property
    def option(self) -> Option | None:
        """Return what is chosen."""
        return self.row.option(self.value)

    @property
    def decided(self) -> Decided:
        """Return what becomes of it."""
        option = self.option
        if option is None:
            return Decided(Do.SKIP)
        said = option.decided
        beside = tuple(one.descriptor.uid for one in self.row.near)
        return Decided(said.do, reason=self.why, beside=beside) if said.do is Do.CREATE and self.why and beside else said

    @property
    def name(self) -> str:
        """Return the aspect's name, or that there is none."""
        return self.row.aspect.description or _("No description")

    @property
    def ladder(self) -> list[Level]:
        """Return its four levels."""
        return self.row.wording.ladder

    @property
    def is_open(self) -> bool:
        """Return whether the page shows its levels at once."""
        return self.lost or bool(self.why)

    @property
    def why_not(self) -> str:
        """Return why it cannot be updated."""
        return why_not_updated(self.row)


@dataclass(frozen=True)
class Group:
    """Aspects with one label, and what may be chosen for all of them."""

    label: Label
    lines: Sequence[Line]
    is_open: bool

    @property
    def title(self) -> str:
        """Return what they are."""
        return str(self.label.label)

    @property
    def text(self) -> str:
        """Return what that means."""
        return str(HELP.get(self.label, ""))

    @property
    def unfolded(self) -> bool:
        """Return whether the page shows at once what differs: where little was changed, that is what one came to see."""
        return self.label is Label.CHANGED and len(self.lines) <= MOST_UNFOLDED

    @property
    def shown(self) -> Sequence[Line]:
        """Return the lines that the page lists."""
        return self.lines[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """Return how many the page leaves out."""
        return len(self.lines) - len(self.shown)

    @property
    def choices(self) -> list[tuple[str, Promise | str]]:
        """Return what may be chosen for all of them at once."""
        offered = {option.do for line in self.lines for option in line.row.options}
        return [(do.value, do.label) for do in Do if do in offered] if len(offered) > 1 else []

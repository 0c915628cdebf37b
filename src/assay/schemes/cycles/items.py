"""One aspect of a cycle's source, with what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assay.descriptors.chips import chip_of
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import CycleChoice, Decision
from assay.schemes.cycles.sources import Line

UNDECIDED = "UNDECIDED"
KEYS = {Decision.KEEP: "1", Decision.CHANGE: "2", Decision.DROP: "3"}


@dataclass(frozen=True)
class Item:
    """One aspect of the source with what was decided for it.

    `write_url` begins its draft; `place` counts the aspects that name the same descriptor.
    """

    line: Line
    choice: CycleChoice | None
    number: int | None
    draft: Descriptor | None
    write_url: str = ""
    place: int = 1

    @property
    def key(self) -> str:
        """Return how the page names it: it is decided for a descriptor, which several aspects of a source may name."""
        return str(self.named.uid) if self.place == 1 else f"{self.named.uid}-{self.place}"

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
    def is_to_write(self) -> bool:
        """Return whether it is to be changed, and nobody began to."""
        return self.state == Decision.CHANGE and self.draft is None

    @property
    def said(self) -> str:
        """Return in one word what becomes of it."""
        return str(self.choice.get_decision_display()) if self.choice else _("undecided")

    @property
    def draft_chip(self) -> Mapping[str, Any] | None:
        """Return the state of the draft that changes it."""
        return chip_of(self.draft) if self.draft else None

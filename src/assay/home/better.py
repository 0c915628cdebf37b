"""The lesson of the two-minute page: a weak descriptor, and how it becomes one that three Experts can use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.descriptors.differences import Op, word_diff
from assay.descriptors.wording import Level, Wording


@dataclass(frozen=True)
class Example:
    """A descriptor of the lesson."""

    name: Promise
    levels: Sequence[Promise]

    @property
    def ladder(self) -> list[Level]:
        """Return the four levels as the ladder shows them."""
        zero, one, two, three = map(str, self.levels)
        return Wording("", (zero, one, two, three)).ladder

    def text(self, level: int | None) -> str:
        """Return a level's text, or the name."""
        return str(self.name if level is None else self.levels[level])


@dataclass(frozen=True)
class Step:
    """One step: what three Experts would ask, and what changed; `level` None is about the name."""

    question: Promise
    changed: Promise
    level: int | None = None

    @property
    def ops(self) -> list[Op]:
        """Return the change word by word."""
        return list(word_diff(WEAK.text(self.level), GOOD.text(self.level)))


WEAK = Example(
    _("Finish of the shelf"),
    (
        _("Not done properly"),
        _("The surface is acceptable, edges mostly sanded"),
        _("The surface is good, edges sanded, the shelf was built on time"),
        _("The surface is very good, better than most others"),
    ),
)
GOOD = Example(
    _("Surface and edges of the oiled shelf"),
    (
        _("The surface shows saw or sanding marks across the grain; edges splinter and oil has dried in drops"),
        _("The surface is free of saw marks; sanding marks show in light from the side, edges are broken but uneven to the finger"),
        _("The surface shows no marks in light from the side; edges share one rounding, and the oil is uneven at the inside corners only"),
        _(
            "The surface shows no marks from any side and the grain is evenly deepened by the oil; "
            "every edge and inside corner feels alike to the finger"
        ),
    ),
)
STEPS = (
    Step(
        _("What do you see when it is below the standard?"),
        _("Level 0 names the marks, the splinters and the drops. An Expert can now point at the reason for a 0."),
        level=0,
    ),
    Step(
        _("Acceptable to whom, and which edges are left?"),
        _("Judging words gave way to what the industry lets pass: marks that show only in light from the side, edges broken but uneven."),
        level=1,
    ),
    Step(
        _("Is that still the same aspect?"),
        _("Time left this ladder: it is measured, in an aspect of its own. Every level now speaks of surface, edges and oil."),
        level=2,
    ),
    Step(
        _("If all shelves in the hall were excellent, could each of them score 3?"),
        _(
            "Level 3 compares the work with the trade and with nobody in the room. "
            "It says what is there beyond level 2: grain, corners, touch."
        ),
        level=3,
    ),
    Step(
        _("Will three Experts look at the same thing at the same time?"),
        _("The name says what to look at and when: surface and edges, once the shelf is oiled. Nobody needs to ask what belongs to it."),
    ),
)

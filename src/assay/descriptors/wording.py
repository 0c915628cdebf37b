"""The wording of a descriptor: what is revised, reviewed and compared."""

import hashlib
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.names import name_key

LEVELS = range(4)
LEVEL_LABELS: tuple[Promise, ...] = (_("Below standard"), _("Meets standard"), _("Exceeds in part"), _("Excellent"))
# WorldSkills Assessment Strategy: what each score means.
LEVEL_SENTENCES: tuple[Promise, ...] = (
    _("Performance below industry standard"),
    _("Performance meets industry standard"),
    _("Performance meets and, in specific respects, exceeds industry standard"),
    _("Performance wholly exceeds industry standard and is judged as excellent"),
)


@dataclass(frozen=True)
class Level:
    """One level as the ladder shows it."""

    number: int
    label: Promise
    sentence: Promise
    text: str


@dataclass(frozen=True)
class Wording:
    """Name, four level texts and the WSOS section (its primary key)."""

    criterion_name: str
    levels: tuple[str, str, str, str]
    section: int | None = None

    @property
    def key(self) -> str:
        """Return the hash of the normalised name and levels: equal for exact copies, whatever their case."""
        parts = "\x1f".join(name_key(text) for text in (self.criterion_name, *self.levels))
        return hashlib.sha256(parts.encode()).hexdigest()

    @property
    def is_complete(self) -> bool:
        """Return whether name and all four levels are there."""
        return bool(self.criterion_name) and all(self.levels)

    @property
    def ladder(self) -> list[Level]:
        """Return the four levels, 0 to 3."""
        return [Level(n, LEVEL_LABELS[n], LEVEL_SENTENCES[n], self.levels[n]) for n in LEVELS]

    def tidied(self) -> "Wording":
        """Return it with white space at the ends removed, line ends made one kind, the name on one line."""
        texts = ["\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip() for text in self.levels]
        return replace(self, criterion_name=" ".join(self.criterion_name.split()), levels=(texts[0], texts[1], texts[2], texts[3]))

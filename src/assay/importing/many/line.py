"""What a run says of one file: whose it is, what its aspects are to the library, what became of it, and what it needs from a person."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from assay.formats.scheme import Workbook
from assay.importing.labels import SHORT, Label
from assay.importing.models import Became
from assay.importing.report import report
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill


class End(models.TextChoices):
    """How a file ends."""

    IMPORTED = "imported", gettext_lazy("Imported")
    READY = "ready", gettext_lazy("Would be imported")
    BEFORE = "before", gettext_lazy("Imported before")
    UNSURE = "unsure", gettext_lazy("Needs a person")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass
class Line:
    """One file, filled while it is read and imported; `left` counts what was changed in it and is not taken over."""

    file: str
    end: End = End.REFUSED
    why: str = ""
    book: Workbook | None = None
    skill: Skill | None = None
    competition: Competition | None = None
    labels: Counter[Label] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)
    left: int = 0
    scheme: Scheme | None = None

    @property
    def failed(self) -> bool:
        """Return whether nothing of it is in the library."""
        return self.end in {End.REFUSED, End.UNSURE}

    @property
    def told(self) -> dict[str, Any]:
        """Return the report of its workbook, nothing where it could not be read."""
        return report(self.book) if self.book else {}

    @property
    def counts(self) -> list[tuple[Label, str, int]]:
        """Return how many aspects have each label, those first that are worth a look."""
        return [(label, str(SHORT[label]), self.labels[label]) for label in Label]

    @property
    def compared(self) -> str:
        """Return in words how many aspects have which label."""
        return " · ".join(f"{name}: {number}" for _label, name, number in self.counts if number)

    @property
    def effects(self) -> str:
        """Return in words how many aspects became what."""
        return ", ".join(f"{self.became[one]} {one.label}" for one in Became if self.became[one])

    @property
    def address(self) -> str:
        """Return where its scheme is, "" where none was written."""
        return settings.BASE_URL + reverse("scheme", args=[self.scheme.uid]) if self.scheme else ""

    @property
    def undo_address(self) -> str:
        """Return where its import is undone."""
        return settings.BASE_URL + reverse("import_undo", args=[self.scheme.uid]) if self.scheme and self.end is End.IMPORTED else ""

    @property
    def needs(self) -> list[str]:
        """Return what a person should look at, though it was imported."""
        near, lacking = self.labels[Label.NEAR], self.labels[Label.INCOMPLETE]
        said = [
            (
                near,
                ngettext(
                    "%d is nearly there already: look whether it is the same.",
                    "%d are nearly there already: look whether they are the same.",
                    near,
                ),
            ),
            (lacking, ngettext("%d lacks something.", "%d lack something.", lacking)),
            (self.left, ngettext("%d was changed and is left here as it is.", "%d were changed and are left here as they are.", self.left)),
        ]
        return [words % number for number, words in said if number]

    @property
    def ending(self) -> str:
        """Return what became of it."""
        return f"{self.end.label}: {self.effects or self.why}".removesuffix(".") + "."

    def as_data(self) -> dict[str, Any]:
        """Return it for `--json`."""
        found = {**self.told, "file": self.file, "end": str(self.end), "why": self.why}
        found |= {"skill": self.skill and self.skill.code, "competition": self.competition and self.competition.code}
        found |= {"labels": {str(label): number for label, _name, number in self.counts}, "became": dict(self.became), "needs": self.needs}
        return found | ({"error": self.why} if self.failed else {})

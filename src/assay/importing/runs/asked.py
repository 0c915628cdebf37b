"""What will happen when the files of a run that are ready are imported, said before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Quality
from assay.importing.labels import SHORT, Label
from assay.importing.models import Confidentiality
from assay.importing.runs.table import Row, Table
from assay.importing.runs.telling import NEW
from assay.names import name_key


@dataclass(frozen=True)
class Asked:
    """The question before files are imported."""

    table: Table
    ready: Sequence[Row]

    @property
    def into_drafts(self) -> bool:
        """Return whether they become drafts of the reader."""
        return not self.table.reader.is_admin

    @property
    def title(self) -> str:
        """Return the question."""
        count = len(self.ready)
        return ngettext("Import %d workbook", "Import %d workbooks", count) % count

    @property
    def verb(self) -> str:
        """Return what the button says."""
        return _("Import into my drafts") if self.into_drafts else _("Import into the library")

    @property
    def text(self) -> str:
        """Return what their aspects are to the library, in numbers."""
        count: Counter[Label] = Counter()
        for row in self.ready:
            count.update(row.told.counts if row.told else {})
        said = " · ".join(f"{SHORT[label]} {number}" for label, number in count.items() if number)
        return _("Their aspects of judgement: %(said)s.") % {"said": said or _("none")}

    @property
    def facts(self) -> list[str]:
        """Return what will happen, a sentence each."""
        rest = len(self.table.waiting) - len(self.ready)
        whose = Counter(str(row.found.competition) for row in self.ready)
        return [
            _("As schemes of %(said)s.") % {"said": ", ".join(f"{name} ({number})" for name, number in sorted(whose.items()))},
            _("What is new is made, what changed in the workbook alone is updated, what is there word for word is used."),
            *self.made,
            *([] if self.into_drafts else [self.start, self.hidden]),
            *([ngettext("%d file stays here: it needs you.", "%d files stay here: they need you.", rest) % rest] if rest else []),
            _("Each file is imported by itself and has an undo of its own; one that fails stops no other."),
        ]

    @property
    def made(self) -> list[str]:
        """Return which WSOS sections are made."""
        names = {name for row in self.ready if row.told for name in row.told.names if self.table.run.sections.get(name_key(name)) == NEW}
        said = ngettext("A new WSOS section is made: %(names)s.", "New WSOS sections are made: %(names)s.", len(names))
        return [said % {"names": ", ".join(f"“{name}”" for name in sorted(names))}] if names else []

    @property
    def start(self) -> str:
        """Return which quality the descriptors start with."""
        quality: Any = self.table.run.quality
        return _("Quality: %(said)s.") % {"said": Quality(quality).label if quality else _("Reference if complete, else Needs review")}

    @property
    def hidden(self) -> str:
        """Return until when they stay confidential."""
        run = self.table.run
        if run.confidentiality == Confidentiality.UNTIL and run.confidential_until:
            day = date_format(timezone.localtime(run.confidential_until), "DATETIME_FORMAT")
            return _("Confidential until %(day)s.") % {"day": day}
        said = Confidentiality(run.confidentiality).label
        return _("Confidential: %(said)s.") % {"said": said}

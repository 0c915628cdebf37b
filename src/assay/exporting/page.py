"""What the pages of a download show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.exporting.gathering import gather
from assay.exporting.making import JOB, is_still_theirs
from assay.exporting.models import KEPT, Export
from assay.exporting.wanted import Asker, Found
from assay.exporting.wording import label_of
from assay.formats.cis_check import Stumble
from assay.formats.table import WRITERS, Writer
from assay.formats.wording import sentence
from assay.notifications.models import Job, JobState


@dataclass(frozen=True)
class Group:
    """What is to be looked at, under one title; `cells` are addresses with a sentence each."""

    title: str
    count: int
    cells: list[tuple[str, str]]


def cells_of(stumbles: Sequence[Stumble]) -> list[tuple[str, str]]:
    """Return cells and sentences."""
    return [(stumble.said.cell, sentence(stumble.said)) for stumble in stumbles]


@dataclass
class Asked:
    """A file that could be made; `question` is what stands behind the question mark."""

    writer: Writer
    asker: Asker
    found: Found
    question: str

    @property
    def format(self) -> str:
        """Return the format in words."""
        return label_of(self.writer)

    @property
    def count(self) -> str:
        """Return how many descriptors it would hold."""
        return ngettext("%(n)s descriptor", "%(n)s descriptors", self.found.total) % {"n": f"{self.found.total:,}"}

    @property
    def stop(self) -> str:
        """Return why there is no such file, and what to do; nothing where there is one."""
        if self.found.size > self.writer.most:
            return _(
                "A file of this format holds at most %(n)s descriptors. Narrow the search with a filter, and download it in parts."
            ) % {"n": f"{self.writer.most:,}"}
        return "" if self.found.total or self.found.book else _("There is nothing in it that could be downloaded.")

    @property
    def is_big(self) -> bool:
        """Return whether it is made in the background."""
        return self.found.size > self.writer.at_once

    @cached_property
    def stumbles(self) -> list[Stumble]:
        """Return what the person should know before they take the file; of a big one nothing is looked at beforehand."""
        if self.writer.look is None or self.is_big or self.stop:
            return []
        return self.writer.look(gather(self.found, self.asker, self.writer))

    @property
    def groups(self) -> list[Group]:
        """Return what to look at, what CIS cannot do without first."""
        needed = [stumble for stumble in self.stumbles if stumble.is_needed]
        advised = [stumble for stumble in self.stumbles if not stumble.is_needed]
        named = ((_("CIS cannot do without"), needed), (_("To look at"), advised))
        return [Group(title, len(of), cells_of(of)) for title, of in named if of]

    @property
    def is_looked_at(self) -> bool:
        """Return whether the format is one to look at first."""
        return self.writer.look is not None and not self.is_big

    @property
    def file(self) -> str:
        """Return the address of the file."""
        return f"{reverse('export_file')}?{self.question}"

    @property
    def media_type(self) -> str:
        """Return the type of the file."""
        return self.writer.media_type.partition(";")[0]

    @property
    def days(self) -> int:
        """Return how long a file that was made in the background is kept."""
        return KEPT.days


@dataclass
class Made:
    """A file that is made in the background."""

    export: Export
    now: datetime

    @cached_property
    def state(self) -> str:
        """Return "waiting", "making", "writing" (all are gathered), "ready", "gone" (not theirs any more) or "failed"."""
        if self.export.made_at is not None:
            return "ready" if is_still_theirs(self.export, now=self.now) else "gone"
        if Job.objects.filter(kind=JOB, key=str(self.export.uid), state=JobState.DEAD).exists():
            return "failed"
        if not self.export.done:
            return "waiting"
        return "making" if self.export.done < self.export.total else "writing"

    @property
    def goes_on(self) -> bool:
        """Return whether the page looks again by itself."""
        return self.state in {"waiting", "making", "writing"}

    @property
    def format(self) -> str:
        """Return the format in words."""
        return label_of(WRITERS[self.export.format])

    @property
    def media_type(self) -> str:
        """Return the type of the file."""
        return WRITERS[self.export.format].media_type.partition(";")[0]

    @property
    def again(self) -> str:
        """Return where the same is asked for anew."""
        return f"{reverse('export')}?{self.export.question}"

    @property
    def size(self) -> str:
        """Return how large the file is."""
        return filesizeformat(self.export.size)

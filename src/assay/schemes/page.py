"""What the page of one scheme shows: everything that its workbook held, and what was made of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Level, Wording
from assay.formats import as_json
from assay.formats import scheme as read
from assay.formats.wording import sentence
from assay.history.timeline import Moment, timeline_of
from assay.schemes.balance import Line, criterion_lines, section_lines, total_line
from assay.schemes.merged import standing
from assay.schemes.models import Aspect, Criterion, Scheme, SchemeSection, SubCriterion

if TYPE_CHECKING:
    from assay.accounts.models import User


ACTIONS: "list[Callable[[Scheme, User], list[dict[str, str]]]]" = []
"""Each returns what a reader may do with a scheme (`label`, `url`, `icon`); rooms above register it."""


@dataclass(frozen=True)
class Entry:
    """One aspect as it stands in the scheme; `descriptor` is there where the reader may open it."""

    aspect: Aspect
    ladder: Sequence[Level]
    descriptor: Descriptor | None

    @property
    def chip(self) -> Chip | None:
        """Return the state or quality of its descriptor."""
        return chip_of(self.descriptor) if self.descriptor else None


@dataclass(frozen=True)
class Form:
    """A sub-criterion: one marking form of one day."""

    row: SubCriterion
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Block:
    """A criterion with its marks and its forms; `row` is None for what stands under no criterion."""

    row: Criterion | None
    line: Line | None
    forms: Sequence[Form]


@dataclass
class SchemePage:
    """A scheme for a reader; everything is asked once."""

    scheme: Scheme
    reader: "User"

    @cached_property
    def book(self) -> read.Workbook:
        """Return the scheme as it was read."""
        return as_json.load(self.scheme.document)

    @cached_property
    def descriptors(self) -> Mapping[int, Descriptor]:
        """Return what stands for the descriptors of its aspects, where the reader may open it, by their primary keys."""
        named = Aspect.objects.filter(sub_criterion__scheme=self.scheme, descriptor__isnull=False).values_list("descriptor", flat=True)
        return standing((pk for pk in named if pk), Descriptor.objects.visible_to(self.reader).live().select_related("skill"))

    @cached_property
    def blocks(self) -> list[Block]:
        """Return the criteria with everything below them, in the order of the workbook."""
        entries = self.entries
        forms: dict[int | None, list[Form]] = defaultdict(list)
        for sub in self.scheme.sub_criteria.order_by("row"):
            forms[sub.criterion_id].append(Form(sub, entries.get(sub.pk, ())))
        lines = {line.number: line for line in criterion_lines(self.book)}
        blocks = [Block(row, lines.get(row.letter), forms.get(row.pk, ())) for row in self.scheme.criteria.order_by("pk")]
        found = [block for block in blocks if block.forms or block.line]
        return [*found, *([Block(None, None, forms[None])] if None in forms else [])]

    @cached_property
    def entries(self) -> dict[int, list[Entry]]:
        """Return the aspects by sub-criterion."""
        ladders = {aspect.row: aspect.level_texts for aspect in self.book.aspects if any(aspect.level_texts)}
        found: dict[int, list[Entry]] = defaultdict(list)
        for aspect in Aspect.objects.filter(sub_criterion__scheme=self.scheme).order_by("row", "pk"):
            levels = ladders.get(aspect.row)
            ladder = Wording(aspect.description, levels).ladder if levels else ()
            found[aspect.sub_criterion_id].append(Entry(aspect, ladder, self.descriptors.get(aspect.descriptor_id or 0)))
        return found

    @cached_property
    def marks(self) -> list[Line]:
        """Return the marks of each section."""
        return section_lines(self.book)

    @cached_property
    def sections(self) -> list[SchemeSection]:
        """Return the sections with the WSOS section that each was settled to."""
        return list(self.scheme.sections.select_related("wsos_section").order_by("number"))

    @property
    def total(self) -> Line:
        """Return the marks of the whole scheme."""
        return total_line(self.book)

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Return the figures of the scheme, as web/components/stats.html draws them."""
        judged = len(self.book.judgement)
        figures = (
            (judged, _("aspects of judgement")),
            (len(self.book.typed) - judged, _("measured aspects")),
            (f"{self.book.marks:.2f}", _("marks")),
        )
        return [{"value": value, "label": label} for value, label in figures]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Return where it comes from, as web/components/pairs.html draws it."""
        book, scheme = self.book, self.scheme
        return [
            (_("Title"), book.title),
            (_("Standards"), book.standards_title),
            (_("File"), scheme.file),
            (_("Sheet"), scheme.sheet),
            (_("Layout"), book.variant),
            (_("Imported by"), scheme.imported_by or _("the command line")),
            (_("SHA-256"), scheme.sha256),
        ]

    @cached_property
    def actions(self) -> list[dict[str, str]]:
        """Return what the reader may do with it."""
        return [one for actions in ACTIONS for one in actions(self.scheme, self.reader)]

    @cached_property
    def warnings(self) -> list[tuple[str, str]]:
        """Return cells and sentences of what does not agree in the workbook."""
        return [(said.cell, sentence(said)) for said in self.book.warnings]

    @cached_property
    def notes(self) -> list[tuple[str, str]]:
        """Return cells and texts of what belongs to no aspect."""
        return [(note.cell, note.text) for note in self.book.notes]

    @cached_property
    def moments(self) -> list[Moment]:
        """Return what happened, newest first."""
        return timeline_of("import", self.scheme.uid, self.reader)[::-1]

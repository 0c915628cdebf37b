"""What the page says before anything is written: what each aspect is to the library, what will become of it, and what does not agree."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.flaws import flaws_of
from assay.formats import as_json
from assay.formats.scheme import Workbook
from assay.formats.wording import sentence
from assay.importing.actions import known_scheme
from assay.importing.choice import Choice, Decided, Do
from assay.importing.chosen import Chosen
from assay.importing.comparing import Compared, Row
from assay.importing.existing import wording_of
from assay.importing.labels import SHORT, Label
from assay.importing.lines import Group, Line
from assay.importing.models import Import
from assay.importing.proposals import (
    Proposal,
    SectionMatch,
    confidential_until,
    match_sections,
    propose_competition,
    propose_skill,
    standard_sections,
)
from assay.schemes.balance import Line as Marks
from assay.schemes.balance import criterion_lines, section_lines, total_line
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill, StandardSection

if TYPE_CHECKING:
    from assay.accounts.models import User

OPEN = {Label.CHANGED, Label.NEAR, Label.INCOMPLETE, Label.REPEATS}


@dataclass
class Preview:
    """One workbook before it is imported; everything is asked once."""

    found: Import
    reader: "User"
    skill: Skill | None = None
    competition: Competition | None = None
    settled: Choice | None = None
    chosen: Chosen = field(default_factory=Chosen)
    only: str = ""

    @property
    def into_drafts(self) -> bool:
        """Return whether the reader imports drafts of their own."""
        return not self.reader.is_admin

    @cached_property
    def book(self) -> Workbook:
        """Return the workbook as it was read."""
        return as_json.load(self.found.document)

    @cached_property
    def skill_said(self) -> Proposal:
        """Return what the workbook says about its skill."""
        return propose_skill(self.book)

    @cached_property
    def competition_said(self) -> Proposal:
        """Return what the workbook says about its competition."""
        return propose_competition(self.book)

    @property
    def doubt(self) -> str:
        """Return the sentence for a workbook that names another skill than the chosen one."""
        said = self.skill_said.found
        if said is None or self.skill is None or said == self.skill:
            return ""
        return _("The workbook says %(said)s, you chose %(chosen)s.") % {"said": said, "chosen": self.skill}

    @cached_property
    def matches(self) -> list[SectionMatch]:
        """Return what each section of the workbook seems to be."""
        return match_sections(self.book, self.skill, self.competition) if self.skill else []

    @property
    def without(self) -> int:
        """Return how many judgement aspects name no section."""
        return sum(aspect.section is None for aspect in self.book.judgement)

    @property
    def left(self) -> str:
        """Return the rows that are proposed to be left out, as the form carries them."""
        return " ".join(str(row.aspect.row) for row in self.rows if row.proposed == Do.SKIP)

    @cached_property
    def uses(self) -> list[StandardSection]:
        """Return the sections of the skill's standard."""
        return standard_sections(self.skill, self.competition) if self.skill else []

    @cached_property
    def known(self) -> Scheme | None:
        """Return the scheme that this file became before."""
        return known_scheme(self.found.sha256, self.skill, self.competition) if self.skill and self.competition else None

    @property
    def hidden_until(self) -> Any:
        """Return until when what is imported stays confidential, where that is still to come."""
        until = confidential_until(self.skill, self.competition) if self.skill and self.competition else None
        return until if until and until > self.found.uploaded_at else None

    @cached_property
    def choice(self) -> Choice | None:
        """Return what is settled so far: what was chosen, else what is proposed."""
        if self.settled or self.skill is None or self.competition is None:
            return self.settled
        return Choice(
            self.skill,
            self.competition,
            sections={one.section.number: one.found for one in self.matches if one.found},
            new_sections={one.section.number: one.section.name for one in self.matches if one.found is None and one.section.name},
        )

    @cached_property
    def compared(self) -> Compared | None:
        """Return the workbook beside the library, once it is known whose scheme it is."""
        return Compared(self.book, self.choice, self.reader, timezone.now(), self.into_drafts) if self.choice else None

    @cached_property
    def rows(self) -> list[Row]:
        """Return the judgement aspects; without labels as long as nobody knows whose they are."""
        if self.compared is not None:
            return self.compared.rows
        cell, words = self.book.cell, [(aspect, wording_of(aspect)) for aspect in self.book.judgement]
        return [Row(one, Label.NEW, said, tuple(flaws_of(said)), cell=cell("description", one.row)) for one, said in words]

    @cached_property
    def lines(self) -> list[Line]:
        """Return the judgement aspects with what is chosen for each."""
        return [self.line(row) for row in self.rows]

    def line(self, row: Row) -> Line:
        """Return an aspect with what was chosen, else what is proposed; what is not to be had any more is `lost`."""
        said, why = self.chosen.rows.get(row.aspect.row, ""), self.chosen.why.get(row.aspect.row, "")
        if not said or row.option(said):
            return Line(row, said or row.proposed, why)
        like = said.rpartition(":")[0] or said
        again = next((option.value for option in row.options if option.value.startswith(like)), row.proposed)
        return Line(row, again, why, lost=True)

    @property
    def lost(self) -> list[Line]:
        """Return the aspects for which something was chosen that is not possible any more."""
        return [line for line in self.lines if line.lost]

    @property
    def decided(self) -> Mapping[int, Decided]:
        """Return what becomes of each aspect."""
        return {line.row.aspect.row: line.decided for line in self.lines}

    def for_all(self, label: str, do: str) -> dict[int, str]:
        """Return the values of the rows with a label if this becomes of all of them; of one that cannot, it stays; "" is the proposal."""
        found = {}
        for line in self.lines:
            values = [option.value for option in line.row.options if option.do == do] or ([line.row.proposed] if not do else [])
            if line.row.label == label and values:
                found[line.row.aspect.row] = values[0]
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """Return the aspects by their labels, in the order in which they need a look; one label alone where only it is asked for."""
        labels = [label for label in Label if not self.only or label == self.only]
        found = [(label, [line for line in self.lines if line.row.label == label]) for label in labels]
        calm = not any(line.row.label in OPEN for line in self.lines)
        return [Group(label, lines, bool(self.only) or label in OPEN or (calm and label is Label.NEW)) for label, lines in found if lines]

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Return the labels with their numbers, to see one alone."""
        count = Counter(row.label for row in self.rows)
        every = {"value": "", "label": _("All"), "count": len(self.rows), "current": not self.only}
        labels = [
            {"value": one.value, "label": SHORT[one], "count": count[one], "current": one == self.only} for one in Label if count[one]
        ]
        return [every, *labels] if self.compared and len(labels) > 1 else []

    def doing(self, do: Do) -> list[Line]:
        """Return the aspects of which this becomes."""
        return [line for line in self.lines if line.decided.do is do]

    @property
    def summary(self) -> str:
        """Return what will be made, in a sentence with numbers."""
        made = self.doing(Do.CREATE)
        count, whole = len(made), sum(line.row.aspect.has_all_levels for line in made)
        if not count:
            return _("No new draft is written.") if self.into_drafts else _("No new descriptor is made.")
        if self.into_drafts:
            said = ngettext("%(n)d draft written by you", "%(n)d drafts written by you", count)
            return f"{said % {'n': count}}, {_('%(n)d with all four levels.') % {'n': whole}}"
        said = ngettext(
            "Into the library: %(n)d descriptor, %(whole)d complete", "Into the library: %(n)d descriptors, %(whole)d complete", count
        )
        rest = ngettext("%(n)d needs review", "%(n)d need review", count - whole) % {"n": count - whole}
        return f"{said % {'n': count, 'whole': whole}}{f'; {rest}' if count > whole else ''}."

    @property
    def besides(self) -> list[str]:
        """Return what else happens, a sentence each."""
        never, linked, updated = (len(self.doing(do)) for do in (Do.SKIP, Do.LINK, Do.UPDATE))
        measured = len(self.book.typed) - len(self.rows)
        names = list(self.choice.new_sections.values()) if self.choice else []
        words = (
            (updated, ngettext("%(n)d gets a new wording.", "%(n)d get a new wording.", updated)),
            (
                linked,
                ngettext("%(n)d is there already; the scheme points to it.", "%(n)d are there already; the scheme points to them.", linked),
            ),
            (never, ngettext("%(n)d aspect of judgement becomes none.", "%(n)d aspects of judgement become none.", never)),
            (measured, ngettext("%(n)d measured aspect stays in the scheme.", "%(n)d measured aspects stay in the scheme.", measured)),
        )
        counted = [said % {"n": number} for number, said in words if number]
        made = ngettext("A new WSOS section is made: %(names)s.", "New WSOS sections are made: %(names)s.", len(names))
        return [*counted, *([made % {"names": ", ".join(f"“{name}”" for name in names)}] if names else [])]

    @cached_property
    def warnings(self) -> list[tuple[str, str]]:
        """Return cells and sentences of what a person should look at."""
        return [(said.cell, sentence(said)) for said in self.book.warnings]

    @property
    def total(self) -> Marks:
        """Return the marks of the whole scheme."""
        return total_line(self.book)

    @cached_property
    def sections(self) -> list[Marks]:
        """Return the marks of each section."""
        return section_lines(self.book)

    @cached_property
    def criteria(self) -> list[Marks]:
        """Return the marks of each criterion."""
        return criterion_lines(self.book)

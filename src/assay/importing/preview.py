"""What the page says before anything is written: what will become of each aspect, and what does not agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.flaws import flaws_of
from assay.descriptors.models import Descriptor
from assay.descriptors.search.similar import Similar
from assay.descriptors.wording import Level
from assay.formats import as_json
from assay.formats.scheme import Aspect, Workbook
from assay.formats.wording import sentence
from assay.importing.actions import Choice, can_be_made, known_scheme
from assay.importing.existing import same_wording, wording_of
from assay.importing.models import Import
from assay.importing.near import Decided, near_to
from assay.importing.proposals import (
    Proposal,
    SectionMatch,
    confidential_until,
    match_sections,
    propose_competition,
    propose_skill,
    standard_sections,
)
from assay.schemes.balance import Line, criterion_lines, section_lines, total_line
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill, StandardSection

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST_SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One judgement aspect with what it lacks; `there` is what the skill has in the same wording, `near` what is nearly the same."""

    aspect: Aspect
    lacks: tuple[str, ...]
    there: Descriptor | None
    near: Sequence[Similar] = ()
    instead: UUID | None = None
    reason: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """Return the aspect's name, or that there is none."""
        return self.aspect.description or _("No description")

    @property
    def ladder(self) -> list[Level]:
        """Return its four levels."""
        return wording_of(self.aspect).ladder


@dataclass(frozen=True)
class Group:
    """Aspects that fare alike."""

    title: str
    text: str
    rows: Sequence[Row]
    is_open: bool = False

    @property
    def shown(self) -> Sequence[Row]:
        """Return the rows that the page lists."""
        return self.rows[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """Return how many the page leaves out."""
        return len(self.rows) - len(self.shown)


@dataclass
class Preview:
    """One workbook before it is imported; everything is asked once."""

    found: Import
    reader: "User"
    skill: Skill | None = None
    competition: Competition | None = None
    settled: Choice | None = None
    decided: Decided = field(default_factory=Decided)

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
            leave_out=True,
        )

    @cached_property
    def there(self) -> dict[int, Descriptor]:
        """Return the descriptors that the skill has in the wording of an aspect, by row."""
        if self.skill is None:
            return {}
        return same_wording(self.book.judgement, skill=self.skill, by=self.reader, as_drafts=self.into_drafts)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the judgement aspects."""
        said = self.decided
        return [
            Row(
                aspect,
                self.lacks(aspect),
                self.there.get(aspect.row),
                self.near.get(aspect.row, ()),
                said.instead.get(aspect.row),
                said.reasons.get(aspect.row, ""),
                self.book.cell("description", aspect.row),
            )
            for aspect in self.book.judgement
        ]

    @cached_property
    def near(self) -> dict[int, list[Similar]]:
        """Return what is nearly the same as an aspect, anywhere in the library, by row; not of those that are there word for word."""
        others = [aspect for aspect in self.book.judgement if aspect.row not in self.there and aspect.description]
        return near_to(others, user=self.reader, at=timezone.now()) if self.skill else {}

    def lacks(self, aspect: Aspect) -> tuple[str, ...]:
        """Return in words what an aspect lacks."""
        no_name = () if aspect.description else (_("No description"),)
        settled = self.choice is None or aspect.section in self.choice.sections or aspect.section in self.choice.new_sections
        return (*no_name, *flaws_of(wording_of(aspect)), *(() if settled else (_("No section"),)))

    def is_made(self, row: Row) -> bool:
        """Return whether a descriptor can be made of it."""
        return self.choice is None or can_be_made(row.aspect, self.choice, as_drafts=self.into_drafts)

    @property
    def groups(self) -> list[Group]:
        """Return the aspects in the order in which they need a look."""
        never = [row for row in self.rows if not self.is_made(row)]
        there = [row for row in self.rows if row.there and self.is_made(row)]
        new = [row for row in self.rows if row.there is None and self.is_made(row)]
        near, others = [row for row in new if row.near], [row for row in new if not row.near]
        lacking, whole = [row for row in others if row.lacks], [row for row in others if not row.lacks]
        why = _("A draft needs a section and a level.") if self.into_drafts else _("A descriptor needs a name.")
        found = [
            Group(_("No descriptor is made of these"), f"{why} {_('They stay in the scheme.')}", never, is_open=True),
            Group(
                _("Nearly there already"),
                _("They are imported all the same, unless you choose another one in their place."),
                near,
                is_open=True,
            ),
            Group(_("These lack something"), _("They are imported as they are."), lacking, is_open=True),
            Group(_("There already, word for word"), _("In the skill, whatever the case of the letters."), there),
            Group(_("Complete"), "", whole, is_open=not never and not near and not lacking),
        ]
        return [group for group in found if group.rows]

    @property
    def new(self) -> list[Row]:
        """Return the aspects that become descriptors as things stand."""
        leaves_out = self.choice is not None and self.choice.leave_out
        return [row for row in self.rows if self.is_made(row) and not (row.there and leaves_out) and row.instead is None]

    @property
    def summary(self) -> str:
        """Return what will happen, in a sentence with numbers."""
        count, whole = len(self.new), sum(row.aspect.has_all_levels for row in self.new)
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
        never = sum(not self.is_made(row) for row in self.rows)
        measured = len(self.book.typed) - len(self.rows)
        names = list(self.choice.new_sections.values()) if self.choice else []
        words = (
            (never, ngettext("%(n)d aspect of judgement becomes none.", "%(n)d aspects of judgement become none.", never)),
            (measured, ngettext("%(n)d measured aspect stays in the scheme.", "%(n)d measured aspects stay in the scheme.", measured)),
        )
        counted = [said % {"n": number} for number, said in words if number]
        made = ngettext("A new WSOS section is made: %(names)s.", "New WSOS sections are made: %(names)s.", len(names))
        return [*counted, *([made % {"names": ", ".join(f"“{name}”" for name in names)}] if names else [])]

    @property
    def left_out(self) -> str:
        """Return what the box to leave known ones out says."""
        count = sum(bool(row.there) and self.is_made(row) for row in self.rows)
        said = ngettext(
            "Leave out %(n)d that is there already, word for word; the scheme points to it",
            "Leave out %(n)d that are there already, word for word; the scheme points to them",
            count,
        )
        return said % {"n": count} if count else ""

    @cached_property
    def warnings(self) -> list[tuple[str, str]]:
        """Return cells and sentences of what a person should look at."""
        return [(said.cell, sentence(said)) for said in self.book.warnings]

    @property
    def total(self) -> Line:
        """Return the marks of the whole scheme."""
        return total_line(self.book)

    @cached_property
    def sections(self) -> list[Line]:
        """Return the marks of each section."""
        return section_lines(self.book)

    @cached_property
    def criteria(self) -> list[Line]:
        """Return the marks of each criterion."""
        return criterion_lines(self.book)

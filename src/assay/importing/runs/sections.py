"""The names of sections in a run that are none here: one list for all of its files, settled once and remembered."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.importing.models import Import
from assay.importing.runs.telling import NEW, NONE, NUMBERED, STANDARD
from assay.names import name_key
from assay.standards.models import Skill, StandardSection, WSOSSection
from assay.standards.similar import most_alike

if TYPE_CHECKING:
    from assay.importing.runs.table import Table

PROPOSED_FROM = 80
MOST_FILES = 3


@dataclass
class Name:
    """A name as workbooks write it; `files` have it, `answer` is what it means so far: a section's uid, new, none, or nothing."""

    key: str
    name: str
    files: list[Import] = field(default_factory=list)
    answer: str = ""

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"section-{hashlib.sha256(self.key.encode()).hexdigest()[:12]}"

    @property
    def skills(self) -> dict[int, Skill]:
        """Return the skills of its files."""
        return {found.skill.pk: found.skill for found in self.files if found.skill}

    @property
    def label(self) -> str:
        """Return how the page names it."""
        return _("Only a number, no name") if self.key == NUMBERED else self.name

    @property
    def where(self) -> str:
        """Return which files have it."""
        names = [found.file for found in self.files]
        said, rest = ", ".join(names[:MOST_FILES]), len(names) - MOST_FILES
        return f"{said} {ngettext('and %d more', 'and %d more', rest) % rest}" if rest > 0 else said


class Names:
    """All of them in a run, with what may be chosen; everything is asked once."""

    def __init__(self, table: "Table") -> None:
        self.table = table

    @cached_property
    def rows(self) -> list[Name]:
        """Return the names, those without an answer first."""
        found: dict[str, Name] = {}
        for row in self.table.waiting:
            said = row.told.names if row.told else []
            numbered = [""] if row.told and row.told.numbered else []
            for name in (*said, *numbered):
                key = name_key(name) or NUMBERED
                found.setdefault(key, Name(key, name)).files.append(row.found)
        for one in found.values():
            one.answer = self.answer(one)
        return sorted(found.values(), key=lambda one: (bool(one.answer), one.key == NUMBERED, one.key))

    def answer(self, one: Name) -> str:
        """Return what a name means so far, where that is known for each of its skills."""
        for_run = self.table.run.sections.get(one.key, "")
        remembered = [self.table.remembered.get((skill, one.key)) for skill in one.skills]
        uids = {str(known.section.uid) if known else "" for known in remembered}
        return for_run or (uids.pop() if len(uids) == 1 else "")

    @cached_property
    def standards(self) -> Mapping[int, list[StandardSection]]:
        """Return the sections of the latest standard of each skill."""
        skills = {skill for one in self.rows for skill in one.skills}
        rows = StandardSection.objects.filter(standard__skill__in=skills).select_related("section__merged_into", "standard")
        latest: dict[int, int] = {}
        found: dict[int, list[StandardSection]] = {}
        for use in rows.order_by("-standard__competition__first_day", "number"):
            if latest.setdefault(use.standard.skill_id, use.standard_id) == use.standard_id:
                found.setdefault(use.standard.skill_id, []).append(use)
        return found

    @cached_property
    def every(self) -> list[WSOSSection]:
        """Return every section in use."""
        return list(WSOSSection.objects.filter(merged_into=None)) if self.rows else []

    def of_standards(self, one: Name) -> list[WSOSSection]:
        """Return the sections of the standards of its skills, each once."""
        found = {}
        for skill in one.skills:
            for use in self.standards.get(skill, ()):
                section = use.section.merged_into or use.section
                found[section.pk] = section
        return list(found.values())

    def proposed(self, one: Name) -> str:
        """Return what is chosen at first: the answer, else what is nearly the same name in the standard."""
        if one.answer or one.key == NUMBERED:
            return one.answer
        found = most_alike(one.name, self.of_standards(one))
        return str(found[0][0].uid) if found and found[0][1] >= PROPOSED_FROM else ""

    def choices(self, one: Name) -> list[tuple[str, Any]]:
        """Return what a name may mean; of the standards of many skills, what is like it."""
        if one.key == NUMBERED:
            return [("", _("Choose")), (STANDARD, _("The section of that number in the skill’s standard")), (NONE, _("Without a section"))]
        standard = self.of_standards(one)
        if len(one.skills) > 1:
            standard = [section for section, _score in most_alike(one.name, standard)]
        others = [section for section, _score in most_alike(one.name, self.every) if section not in standard]
        answered = [section for section in self.every if str(section.uid) == one.answer and section not in (*standard, *others)]
        groups = [(_("The skill's standard"), pairs(standard)), (_("Other sections"), pairs((*others, *answered)))]
        new = (NEW, _("New section “%(name)s”") % {"name": one.name})
        return [("", _("Choose")), *(group for group in groups if group[1]), new, (NONE, _("Without a section"))]

    def section(self, uid: str) -> WSOSSection | None:
        """Return a section that may be chosen."""
        return next((section for section in self.every if str(section.uid) == uid), None)


def pairs(sections: Iterable[WSOSSection]) -> list[tuple[str, str]]:
    """Return sections as a form offers them."""
    return [(str(section.uid), section.name) for section in sections]

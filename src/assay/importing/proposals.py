"""What a workbook seems to be: its skill, its competition, and which WSOS sections its numbers mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from assay.formats.scheme import Section, Workbook
from assay.importing.models import SectionName
from assay.names import name_key
from assay.schemes.balance import sections_of
from assay.standards.current import hidden_until
from assay.standards.models import Competition, Skill, Standard, StandardSection, WSOSSection
from assay.standards.roles import roles_of
from assay.standards.sections import LONGEST_NAME

if TYPE_CHECKING:
    from assay.accounts.models import User

SURE_OF_NAME = 90
SURE_OF_SECTION = 92
NUMBER_IN_FILE = re.compile(r"(?<!\d)(\d{2})(?!\d)")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Proposal:
    """A skill or competition that a workbook seems to be of, or None; `why` says what speaks for it, or what does not agree."""

    found: Skill | Competition | None
    why: str


def skill_in_title(book: Workbook, skills: Mapping[str, Skill]) -> Skill | None:
    """Return the skill that cell A1 names by number, else by name."""
    if book.skill_code in skills:
        return skills[book.skill_code]
    wanted = name_key(book.skill_name or book.title)
    alike = [skill for skill in skills.values() if wanted and fuzz.ratio(wanted, name_key(skill.name)) >= SURE_OF_NAME]
    return alike[0] if len(alike) == 1 else None


def skill_in_file(file: str, skills: Mapping[str, Skill]) -> Skill | None:
    """Return the one skill whose two-digit number stands alone in the file's name."""
    numbers = {number for number in NUMBER_IN_FILE.findall(YEAR.sub("", file)) if number in skills}
    return skills[numbers.pop()] if len(numbers) == 1 else None


def propose_skill(book: Workbook) -> Proposal:
    """Return the skill that cell A1 and the file's name agree on, or that only one of them names."""
    skills = {skill.code: skill for skill in Skill.objects.select_related("sector")}
    title, file = skill_in_title(book, skills), skill_in_file(book.file, skills)
    words = {"title": book.title, "skill": title, "other": file}
    if title and file and title != file:
        return Proposal(None, _("Cell A1 says %(skill)s, the file's name %(other)s.") % words)
    if title and file:
        return Proposal(title, _("Cell A1 and the file's name agree."))
    if title:
        return Proposal(title, _("Cell A1 says “%(title)s”.") % words)
    if file:
        return Proposal(file, _("Only its number in the file's name says so; look whether it is right.") % words)
    if book.title:
        return Proposal(None, _("Cell A1 says “%(title)s”, which is no skill here, and the file's name has no number of one.") % words)
    return Proposal(None, _("Cell A1 is empty, and the file's name has no number of a skill."))


def propose_competition(book: Workbook) -> Proposal:
    """Return the one competition whose code stands in the file's name, the title or the standards' title."""
    said = name_key(f"{book.file} {book.title} {book.standards_title}").replace(" ", "").replace("_", "")
    named = [competition for competition in Competition.objects.all() if name_key(competition.code) in said]
    if len(named) == 1:
        return Proposal(named[0], _("Its code stands in the file's name or in the title."))
    if named:
        return Proposal(None, _("The workbook names several: %(codes)s.") % {"codes": ", ".join(str(one) for one in named)})
    return Proposal(None, _("Neither the file's name nor the title says it."))


def proposed_skill(book: Workbook) -> Skill | None:
    """Return the skill that the workbook names; None where cell A1 and the file's name differ or say nothing."""
    found = propose_skill(book).found
    return found if isinstance(found, Skill) else None


def skill_named(book: Workbook, by: "User") -> Skill | None:
    """Return the skill that the workbook names, where the person may import for it."""
    skill = proposed_skill(book)
    return skill if by.is_admin or (skill is not None and skill.pk in roles_of(by).scm) else None


def skill_for(book: Workbook, by: "User") -> Skill | None:
    """Return the skill that the workbook names; for an SCM only one of theirs, and their only one where it names another."""
    skill = skill_named(book, by)
    if by.is_admin or skill is not None:
        return skill
    mine = list(Skill.objects.filter(pk__in=roles_of(by).scm)[:2])
    return mine[0] if len(mine) == 1 else None


def proposed_competition(book: Workbook) -> Competition | None:
    """Return the competition that the workbook names, or None."""
    found = propose_competition(book).found
    return found if isinstance(found, Competition) else None


def confidential_until(skill: Skill, competition: Competition) -> datetime | None:
    """Return until when what is imported stays hidden: as the competition says, for a confidential skill at least until C1."""
    return hidden_until(competition) if skill.confidential else competition.confidential_until


@dataclass(frozen=True)
class SectionMatch:
    """A section of the workbook and the WSOS section it seems to be; `how` is number, name, remembered, similar, unnamed or new."""

    section: Section
    found: WSOSSection | None
    how: str

    @property
    def is_sure(self) -> bool:
        """Return whether its name says what it is; a number alone does not."""
        return self.how != "unnamed"


def match_sections(book: Workbook, skill: Skill, competition: Competition | None) -> list[SectionMatch]:
    """Match by number and name to the skill's standard, else by name to any section; what is left is new."""
    uses, sections = standard_sections(skill, competition), [nameable(section) for section in sections_of(book)]
    keys = {name_key(section.name) for section in sections}
    by_key = {section.name_key: section for section in WSOSSection.objects.select_related("merged_into").filter(name_key__in=keys)}
    known = SectionName.objects.filter(skill=skill, name_key__in=keys - by_key.keys()).select_related("section__merged_into")
    remembered = {one.name_key: one.section for one in known}
    return [match(section, uses, by_key, remembered) for section in sections]


def nameable(section: Section) -> Section:
    """Return a section of the workbook with as much of its name as a WSOS section can have."""
    name = section.name[:LONGEST_NAME]
    while len(name_key(name)) > LONGEST_NAME:
        name = name[:-1]
    return section if name == section.name else replace(section, name=name.strip())


def standard_sections(skill: Skill, competition: Competition | None) -> list[StandardSection]:
    """Return the sections of the skill's standard in the competition, else in its latest one."""
    standards = Standard.objects.filter(skill=skill).order_by("-competition__first_day")
    standard = standards.filter(competition=competition).first() or standards.first()
    return list(standard.sections.select_related("section__merged_into")) if standard else []


def match(
    section: Section, uses: list[StandardSection], by_key: Mapping[str, WSOSSection], remembered: Mapping[str, WSOSSection]
) -> SectionMatch:
    """Return what one section seems to be."""
    key = name_key(section.name)
    if not key:
        same_number = [use.section for use in uses if use.number == section.number]
        return SectionMatch(section, forwarded(same_number[0]) if same_number else None, "unnamed")
    for use in uses:
        if use.section.name_key == key:
            return SectionMatch(section, forwarded(use.section), "number" if use.number == section.number else "name")
    if key in by_key:
        return SectionMatch(section, forwarded(by_key[key]), "name")
    if key in remembered:
        return SectionMatch(section, forwarded(remembered[key]), "remembered")
    alike = [use.section for use in uses if use.number == section.number and fuzz.ratio(key, use.section.name_key) >= SURE_OF_SECTION]
    return SectionMatch(section, forwarded(alike[0]), "similar") if alike else SectionMatch(section, None, "new")


def forwarded(section: WSOSSection) -> WSOSSection:
    """Return the section that a merged one became."""
    return section.merged_into or section

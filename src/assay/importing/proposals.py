"""What a workbook seems to be: its skill, its competition, and which WSOS sections its numbers mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from assay.formats.scheme import Section, Workbook
from assay.names import name_key
from assay.standards.models import Competition, Skill, Standard, StandardSection, WSOSSection

SURE_OF_NAME = 90
SURE_OF_SECTION = 92
NUMBER_IN_FILE = re.compile(r"(?<!\d)(\d{2})(?!\d)")
YEAR = re.compile(r"(?:19|20)\d\d")


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


def proposed_skill(book: Workbook) -> Skill | None:
    """Return the skill that cell A1 and the file's name agree on; None where they differ or say nothing."""
    skills = {skill.code: skill for skill in Skill.objects.select_related("sector")}
    found = {skill.pk: skill for skill in (skill_in_title(book, skills), skill_in_file(book.file, skills)) if skill}
    return next(iter(found.values())) if len(found) == 1 else None


def proposed_competition(book: Workbook) -> Competition | None:
    """Return the one competition whose code stands in the file's name, the title or the standards' title."""
    said = name_key(f"{book.file} {book.title} {book.standards_title}").replace(" ", "").replace("_", "")
    named = [competition for competition in Competition.objects.all() if name_key(competition.code) in said]
    return named[0] if len(named) == 1 else None


@dataclass(frozen=True)
class SectionMatch:
    """A section of the workbook and the WSOS section it seems to be; `how` is number, name, similar or new."""

    section: Section
    found: WSOSSection | None
    how: str


def match_sections(book: Workbook, skill: Skill, competition: Competition | None) -> list[SectionMatch]:
    """Match by number and name to the skill's standard, else by name to any section; what is left is new."""
    uses = standard_sections(skill, competition)
    by_key = {
        section.name_key: section
        for section in WSOSSection.objects.filter(name_key__in=[name_key(section.name) for section in book.sections])
    }
    return [match(section, uses, by_key) for section in book.sections]


def standard_sections(skill: Skill, competition: Competition | None) -> list[StandardSection]:
    """Return the sections of the skill's standard in the competition, else in its latest one."""
    standards = Standard.objects.filter(skill=skill).order_by("-competition__first_day")
    standard = standards.filter(competition=competition).first() or standards.first()
    return list(standard.sections.select_related("section")) if standard else []


def match(section: Section, uses: list[StandardSection], by_key: Mapping[str, WSOSSection]) -> SectionMatch:
    """Return what one section seems to be."""
    key = name_key(section.name)
    for use in uses:
        if use.section.name_key == key:
            return SectionMatch(section, forwarded(use.section), "number" if use.number == section.number else "name")
    if key in by_key:
        return SectionMatch(section, forwarded(by_key[key]), "name")
    alike = [use.section for use in uses if use.number == section.number and fuzz.ratio(key, use.section.name_key) >= SURE_OF_SECTION]
    return SectionMatch(section, forwarded(alike[0]), "similar") if alike else SectionMatch(section, None, "new")


def forwarded(section: WSOSSection) -> WSOSSection:
    """Return the section that a merged one became."""
    return section.merged_into or section

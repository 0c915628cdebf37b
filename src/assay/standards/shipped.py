"""Load the facts that ship with the package; what people changed since stays theirs."""

import uuid
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assay.history.record import Fact, record
from assay.names import name_key
from assay.standards import facts
from assay.standards.milestones import ready_made
from assay.standards.models import Competition, Milestone, Sector, Skill, Standard, StandardSection, WSOSSection

FULL = Decimal(100)


@transaction.atomic
def load_shipped(*, at: datetime) -> None:
    """Add the competitions, sectors, skills, WSOS sections and standards that are not there yet, in a few bulk writes."""
    uses = facts.uses()
    competitions = load_competitions()
    skills = load_skills()
    sections = load_sections(uses)
    added = load_standards(uses, competitions, skills, sections)
    record([loaded(competitions[code], standards) for code, standards in added.items()], by=None, at=at)


def loaded(competition: Competition, standards: int) -> Fact:
    """Return the fact that so many standards of a competition came with the package."""
    return Fact("competition", competition.uid, "loaded", data={"standards": standards})


def load_competitions() -> dict[str, Competition]:
    """Add the missing editions with the ready-made milestones; return all by code."""
    known = set(Competition.objects.values_list("code", flat=True))
    missing = [edition for edition in facts.EDITIONS if edition.code not in known]
    new = Competition.objects.bulk_create(Competition(**vars(edition)) for edition in missing)
    Milestone.objects.bulk_create(milestone for one in new for milestone in ready_made(one))
    return {competition.code: competition for competition in Competition.objects.all()}


def load_skills() -> dict[str, Skill]:
    """Add the missing sectors and skills; return all skills by code."""
    shipped = facts.skills()
    names = {name_key(skill.sector): skill.sector for skill in shipped}
    Sector.objects.bulk_create((Sector(name=name, name_key=key) for key, name in names.items()), ignore_conflicts=True)
    sectors = {sector.name_key: sector for sector in Sector.objects.all()}
    Skill.objects.bulk_create(
        (Skill(code=skill.code, name=skill.name, sector=sectors[name_key(skill.sector)]) for skill in shipped), ignore_conflicts=True
    )
    return {skill.code: skill for skill in Skill.objects.all()}


def load_sections(uses: list[facts.UseFact]) -> dict[str, WSOSSection]:
    """Add the missing WSOS sections; return those of the facts by key, a merged one as the one that it forwards to."""
    names = facts.usual_spellings(uses)
    WSOSSection.objects.bulk_create((WSOSSection(name=name, name_key=key) for key, name in names.items()), ignore_conflicts=True)
    found = WSOSSection.objects.filter(name_key__in=names).select_related("merged_into")
    return {section.name_key: section.merged_into or section for section in found}


def load_standards(
    uses: list[facts.UseFact], competitions: dict[str, Competition], skills: dict[str, Skill], sections: dict[str, WSOSSection]
) -> dict[str, int]:
    """Add the missing standards whole; return how many of each competition."""
    known = set(Standard.objects.values_list("competition__code", "skill__code"))
    missing: dict[tuple[str, str], list[facts.UseFact]] = defaultdict(list)
    for use in uses:
        if (use.competition, use.skill) not in known:
            missing[use.competition, use.skill].append(use)
    standards = {
        key: Standard(uid=uuid.uuid4(), competition=competitions[key[0]], skill=skills[key[1]], is_complete=adds_up(found))
        for key, found in missing.items()
    }
    Standard.objects.bulk_create(standards.values())
    StandardSection.objects.bulk_create(
        StandardSection(standard=standards[key], section=sections[name_key(use.title)], number=use.number, weight=use.weight)
        for key, found in missing.items()
        for use in found
    )
    return {code: sum(1 for of, _ in missing if of == code) for code, _ in missing}


def adds_up(found: list[facts.UseFact]) -> bool:
    """Return whether the weights add to 100."""
    return sum((use.weight for use in found), Decimal()) == FULL

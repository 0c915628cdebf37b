"""Match the skills there with those here, make what is missing, and give the people of a skill their roles in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from assay.accounts.actions import fact_of
from assay.errors import Invalid
from assay.history.record import Fact
from assay.importing.adopting.account import End
from assay.importing.adopting.layout import CODES, SKILL
from assay.importing.adopting.people import People
from assay.importing.adopting.plan import Work
from assay.importing.adopting.reading import Reading
from assay.importing.adopting.source import Row
from assay.names import name_key
from assay.standards.models import Membership, Role, Sector, Skill
from assay.standards.roles import forget_roles

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.importing.adopting.models import Adopted

SURE_WITH_NUMBER = 85
LONGEST_NAME, LONGEST_CODE, LONGEST_SECTOR = 120, 8, 300
ROLES = {"saId": Role.SA, "scmId": Role.SCM}
WITH_CODE = re.compile(r"(?P<code>[A-Z]?\d{1,3})\s*[-–:.·]?\s+(?P<name>\D.*)")


@dataclass
class Skills:
    """The skills here, by what they are called there."""

    work: Work
    here: list[Skill]
    by_row: dict[str, Skill] = field(default_factory=dict)
    by_name: dict[str, Skill] = field(default_factory=dict)

    def named(self, name: str) -> Skill | None:
        """Return the skill that a descriptor names: as its table there says, else as it is called here."""
        key = name_key(name)
        if key not in self.by_name and (found := self.match(name, "")):
            self.by_name[key] = found
        return self.by_name.get(key)

    def match(self, name: str, code: str) -> Skill | None:
        """Return the skill here that the administrator named for it, else of this name, else of this number and nearly this name."""
        chosen = self.work.choice.skills.get(name_key(name))
        if chosen is not None:
            return self.of_code(chosen)
        if found := self.of_name(name):
            return found
        parts = WITH_CODE.fullmatch(name)
        bare = parts["name"] if parts else name
        by_code = self.of_code(code or (parts["code"] if parts else "") or name)
        if by_code and (fuzz.ratio(name_key(bare), name_key(by_code.name)) >= SURE_WITH_NUMBER or not re.search(r"[^\W\d]{2}", bare)):
            return by_code
        return self.of_name(bare)

    def of_name(self, name: str) -> Skill | None:
        """Return the skill here that is called so, whatever the case."""
        return next((skill for skill in self.here if name_key(skill.name) == name_key(name)), None)

    def of_code(self, code: str) -> Skill | None:
        """Return the skill here of this code; 9 is 09."""
        wanted = {code.strip().casefold(), code.strip().zfill(2).casefold()}
        return next((skill for skill in self.here if skill.code.casefold() in wanted), None)


def take_skills(rows: Sequence[Row], people: People, work: Work) -> Skills:
    """Match or make each skill, and give its people their roles. Raises Invalid for a choice that names no skill here."""
    skills = Skills(work, list(Skill.objects.select_related("sector")))
    for name, code in work.choice.skills.items():
        if skills.of_code(code) is None:
            raise Invalid(_("There is no skill %(code)s here, which “%(name)s” should be.") % {"code": code, "name": name})
    for row in rows:
        take(Reading(row), skills, people)
    return skills


def take(row: Reading, skills: Skills, people: People) -> None:
    """Match or make one skill, and write its line."""
    name = row.short("name", LONGEST_NAME)
    before = skills.work.ledger.found(SKILL, row.id)
    if before is not None:
        return again(row, name, before, skills, people)
    if not name:
        return skills.work.account.put(SKILL, row.id, "", End.LEFT_OUT, why=[_("It has no name.")])
    code = next((row.short(column, LONGEST_CODE) for column in CODES if row.short(column, LONGEST_CODE)), "")
    found = skills.match(name, code)
    end = End.MADE if found is None else End.KEPT
    skill = found or made(row, name, code, skills)
    if found and name_key(found.name) != name_key(name):
        row.notes.append(_("It is “%(skill)s” here.") % {"skill": found})
    remember(row, name, skill, skills)
    refs = {column: row.reference(column) for column in ROLES}
    for column, role in ROLES.items():
        give(row, skill, role, people, refs[column])
    skills.work.ledger.enter(SKILL, row.id, skill.uid, digest=row.digest, ours=False, **refs)
    return skills.work.account.put(SKILL, row.id, name, end, notes=row.notes)


def remember(row: Reading, name: str, skill: Skill, skills: Skills) -> None:
    """Let descriptors find a skill by its name there."""
    skills.by_row[row.id] = skills.by_name[name_key(name)] = skill


def made(row: Reading, name: str, code: str, skills: Skills) -> Skill:
    """Make a skill that is not here, under its number there where that is free."""
    parts = WITH_CODE.fullmatch(name)
    wanted = code or (parts["code"] if parts else "")
    taken = {skill.code.casefold() for skill in skills.here}
    free = (
        wanted if wanted and wanted.casefold() not in taken else next(c for n in range(1, 10**6) if (c := f"T{n}").casefold() not in taken)
    )
    if wanted and free != wanted:
        words = {"code": wanted, "skill": skills.of_code(wanted), "name": name}
        row.notes.append(_("Its number %(code)s is that of “%(skill)s” here; if they are one, say --skill “%(name)s=%(code)s”.") % words)
    row.notes.append(_("It is a new skill, %(code)s.") % {"code": free})
    sector = sector_of(row, skills.work)
    skill = Skill.objects.create(code=free, name=parts["name"] if parts and not code else name, sector=sector)
    skills.here.append(skill)
    skills.work.ledger.tell(Fact("skill", skill.uid, "created", skill=skill.uid))
    return skill


def sector_of(row: Reading, work: Work) -> Sector:
    """Return the sector that the row names, made where it is not here."""
    name = row.short("sector", LONGEST_SECTOR) or _("Other skills")
    sector, is_new = Sector.objects.get_or_create(name_key=name_key(name), defaults={"name": name})
    if is_new:
        work.ledger.tell(Fact("sector", sector.uid, "created"))
    return sector


def give(row: Reading, skill: Skill, role: Role, people: People, who: str | None) -> None:
    """Give a person a role in a skill; a role that they have stays."""
    person = people.of(who)
    if person is None:
        if who:
            row.notes.append(_("Its %(role)s is no person there: %(who)s.") % {"role": role.label, "who": who})
        return
    _membership, is_new = Membership.objects.get_or_create(skill=skill, user=person, role=role)
    forget_roles(person)
    if is_new:
        people.work.ledger.tell(fact_of(person, "role_given", skill=skill.uid, role=role))
    if not person.has_access:
        row.notes.append(_("%(person)s is its %(role)s and has no access yet.") % {"person": person, "role": role.label})


def again(row: Reading, name: str, before: "Adopted", skills: Skills, people: People) -> None:
    """Follow a change of a skill's people there; its name stays as it is here."""
    account, ledger = skills.work.account, skills.work.ledger
    skill = next(skill for skill in skills.here if skill.uid == before.uid)
    remember(row, name, skill, skills)
    refs = {column: row.reference(column) for column in ROLES}
    moved = {column: before.refs.get(column) for column in ROLES if before.refs.get(column) != refs[column]}
    for column, former in moved.items():
        take_back(skill, ROLES[column], people.of(former), ledger=people)
        give(row, skill, ROLES[column], people, refs[column])
    if before.digest != row.digest:
        ledger.renew(before, digest=row.digest, **refs)
    account.put(SKILL, row.id, name, End.CHANGED if moved else End.KEPT, notes=row.notes)


def take_back(skill: Skill, role: Role, person: "User | None", *, ledger: People) -> None:
    """End the role of somebody who is no longer named there."""
    if person is None or not Membership.objects.filter(skill=skill, user=person, role=role).delete()[0]:
        return
    forget_roles(person)
    ledger.work.ledger.tell(fact_of(person, "role_removed", skill=skill.uid, role=role))

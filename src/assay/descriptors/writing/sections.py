"""The WSOS sections as the editor offers them: the skill's standard first, then those of others."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from assay.standards.current import current_standard
from assay.standards.models import Skill, StandardSection, WSOSSection

NEW = "new"


@dataclass(frozen=True)
class Asked:
    """What a section of the skill's standard asks."""

    number: int
    name: str
    weight: Decimal | None
    know: list[str]
    able: list[str]


@dataclass(frozen=True)
class Picker:
    """The choices of the select, and the primary key behind each uid."""

    choices: list[tuple[str, object]]
    pks: dict[str, int]

    def uid_of(self, pk: int | None) -> str:
        """Return the value that stands for a section, or the empty one."""
        return next((uid for uid, known in self.pks.items() if known == pk), "")


def picker(skill: Skill | None, *, also: int | None = None) -> Picker:
    """Return the sections to choose from; `also` keeps one that is merged since in the list."""
    standard = current_standard(skill) if skill else None
    own = list(StandardSection.objects.filter(standard=standard).select_related("section")) if standard else []
    known = {row.section_id for row in own}
    others = WSOSSection.objects.filter(Q(merged_into=None) | Q(pk=also)).exclude(pk__in=known).order_by("name_key")
    other = list(others.values_list("uid", "name", "pk"))
    choices: list[tuple[str, object]] = [("", _("Choose a section"))]
    if skill and standard and own:
        title = _("Standard of %(code)s for %(competition)s") % {"code": skill.code, "competition": standard.competition.code}
        choices.append((title, [(str(row.section.uid), numbered(row)) for row in own]))
    if other:
        choices.append((_("Sections of other skills: no number in CIS"), [(str(uid), name) for uid, name, _pk in other]))
    choices.append((NEW, _("New section …")))
    return Picker(choices, {str(row.section.uid): row.section_id for row in own} | {str(uid): pk for uid, _name, pk in other})


def numbered(row: StandardSection) -> str:
    """Return a section as its standard lists it: 3 · Design · 25 %."""
    return f"{row.number} · {row.section.name}" + (f" · {row.weight.normalize():f} %" if row.weight else "")


def asked(skill: Skill, section: uuid.UUID | None) -> Asked | None:
    """Return what the skill's current standard says of a section, or None where it is not in it."""
    standard = current_standard(skill) if section else None
    if standard is None or section is None:
        return None
    found = standard.sections.filter(section__uid=section).select_related("section").first()
    if found is None:
        return None
    return Asked(found.number, found.section.name, found.weight, found.know.splitlines(), found.able.splitlines())

"""What administrators do with skills and sectors."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.permissions import require
from assay.errors import Invalid, Stale
from assay.history.record import Fact, record
from assay.names import name_key
from assay.standards.models import EscalateTo, Sector, Skill, TeamSees

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_AN_ADMIN = gettext_noop("Only an administrator changes skills and sectors.")


@dataclass(frozen=True)
class About:
    """What an administrator decides about a skill; `sector` and who is asked first are primary keys."""

    name: str
    sector_id: int
    team_sees: TeamSees = TeamSees.NOTHING
    confidential: bool = False
    escalate_after: int | None = None
    escalate_to: EscalateTo = EscalateTo.OTHERS
    asked_first_id: int | None = None


@transaction.atomic
def add_skill(*, uid: uuid.UUID, code: str, about: About, by: "User", at: datetime) -> Skill:
    """Add a skill; the same uid again is the same skill. Raises Invalid, NotAllowed."""
    require(by, "standards.administer", otherwise=_(NOT_AN_ADMIN))
    if found := Skill.objects.filter(uid=uid).first():
        return found
    if Skill.objects.filter(code=code).exists():
        raise Invalid(_("There is a skill with this code."), {"code": _("There is a skill with this code.")})
    skill = Skill.objects.create(uid=uid, code=code, **asdict(about))
    record([Fact("skill", skill.uid, "created", skill=skill.uid)], by=by, at=at)
    return skill


@transaction.atomic
def change_skill(*, skill: Skill, about: About, by: "User", at: datetime, seen: str | None = None) -> Skill:
    """Change a skill; a save that changes nothing writes nothing. Raises NotAllowed, Stale.

    `seen` is the state that was shown (`state_of`), where one was.
    """
    require(by, "standards.administer", otherwise=_(NOT_AN_ADMIN))
    locked = Skill.objects.select_for_update(of=("self",)).get(pk=skill.pk)
    changed = [name for name, value in asdict(about).items() if getattr(locked, name) != value]
    if changed and seen not in (None, state_of(locked)):
        raise Stale(_("Somebody changed this skill meanwhile. Yours stands in the form: save it again to replace theirs."), locked)
    if changed:
        Skill.objects.filter(pk=skill.pk).update(**asdict(about))
        skill.refresh_from_db()
        fields = [name.removesuffix("_id") for name in changed]
        record([Fact("skill", skill.uid, "changed", skill=skill.uid, data={"fields": fields})], by=by, at=at)
    return skill


def state_of(skill: Skill) -> str:
    """Return what a form carries of the state that it shows: another one for whatever is decided otherwise."""
    return sha256(repr([str(getattr(skill, name)) for name in About.__dataclass_fields__]).encode()).hexdigest()[:16]


@transaction.atomic
def name_sector(*, uid: uuid.UUID, name: str, by: "User", at: datetime) -> Sector:
    """Add the sector of that uid, or give it another name. Raises Invalid, NotAllowed."""
    require(by, "standards.administer", otherwise=_(NOT_AN_ADMIN))
    name = " ".join(name.split())
    sector = Sector.objects.filter(uid=uid).first()
    if sector and sector.name == name:
        return sector
    verb = "renamed" if sector else "created"
    try:
        with transaction.atomic():
            sector, _is_new = Sector.objects.update_or_create(uid=uid, defaults={"name": name, "name_key": name_key(name)})
    except IntegrityError:
        raise Invalid(_("There is a sector with this name."), {"name": _("There is a sector with this name.")}) from None
    record([Fact("sector", sector.uid, verb)], by=by, at=at)
    return sector

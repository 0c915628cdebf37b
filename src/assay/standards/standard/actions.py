"""Save a skill's standard in a competition: numbered WSOS sections with their weights and lists."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import Invalid, Stale
from assay.history.record import Fact, record
from assay.standards.models import Competition, Skill, Standard, StandardSection
from assay.standards.standard.missing import stops

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Use:
    """One numbered section of a standard; `section` is a primary key, the lists have a line for each thing."""

    number: int
    section: int
    weight: Decimal | None = None
    know: str = ""
    able: str = ""


@transaction.atomic
def save_standard(
    *,
    uid: uuid.UUID,
    skill: Skill,
    competition: Competition,
    seen: int,
    uses: Sequence[Use],
    complete: bool,
    by: "User",
    at: datetime,
) -> Standard:
    """Write a standard, new (`seen` 0) or as it was seen; a save that changes nothing writes nothing. Raises Invalid, Stale, NotAllowed."""
    otherwise = _("A skill's standard is edited by its Skill Competition Managers, its Skill Advisors and administrators.")
    require(by, "standards.edit_standard", skill, otherwise=otherwise)
    uses = sorted((tidied(use) for use in uses), key=lambda use: use.number)
    validate(uses, complete=complete)
    standard, is_new = Standard.objects.get_or_create(skill=skill, competition=competition, defaults={"uid": uid, "is_complete": complete})
    if not is_new and uses_of(standard) == uses and standard.is_complete == complete:
        return standard
    if not is_new and not Standard.objects.filter(pk=standard.pk, change=seen).update(change=F("change") + 1, is_complete=complete):
        raise Stale(_("This standard was changed meanwhile. Nothing of yours is lost."), Standard.objects.get(pk=standard.pk))
    write(standard, uses)
    standard.refresh_from_db()
    verb = "created" if is_new else "changed"
    data = {"sections": len(uses), "complete": complete}
    record([Fact("standard", standard.uid, verb, change=standard.change, skill=skill.uid, data=data)], by=by, at=at)
    return standard


def tidied(use: Use) -> Use:
    """Return it with one thing a line, no empty lines and no white space at the ends."""
    know, able = (
        "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line) for text in (use.know, use.able)
    )
    return Use(use.number, use.section, use.weight, know, able)


def validate(uses: Sequence[Use], *, complete: bool) -> None:
    """Raise Invalid where numbers or sections repeat, or where something is missing from what is said to be complete."""
    numbers = [number for number, times in Counter(use.number for use in uses).items() if times > 1]
    if numbers:
        raise Invalid(_("Each number stands once; this one repeats: %(number)d.") % {"number": numbers[0]})
    if len({use.section for use in uses}) < len(uses):
        raise Invalid(_("Each WSOS section stands once in a standard."))
    problems = stops([use.weight for use in uses]) if complete else []
    if problems:
        raise Invalid(_("It cannot be marked complete yet."), {"complete": " ".join(problems)})


def uses_of(standard: Standard) -> list[Use]:
    """Return what a standard says now, by number."""
    return [Use(use.number, use.section_id, use.weight, use.know, use.able) for use in standard.sections.order_by("number")]


def write(standard: Standard, uses: Sequence[Use]) -> None:
    """Put these sections in place of those that were there."""
    standard.sections.all().delete()
    StandardSection.objects.bulk_create(
        StandardSection(standard=standard, section_id=use.section, number=use.number, weight=use.weight, know=use.know, able=use.able)
        for use in uses
    )

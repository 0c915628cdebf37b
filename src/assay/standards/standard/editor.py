"""The editor's page: rows as they were typed, what stands in the way, what somebody else changed meanwhile."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.history.models import Event
from assay.history.timeline import Moment, moments
from assay.standards.models import Competition, Skill, Standard, WSOSSection
from assay.standards.places import crumb, to_standards
from assay.standards.standard.forms import Rows
from assay.web.requests import UserRequest


@dataclass(frozen=True)
class Editing:
    """What is edited, and who asks."""

    request: UserRequest
    skill: Skill
    competition: Competition
    standard: Standard | None

    @classmethod
    def of(cls, request: UserRequest, code: str, competition: str) -> "Editing":
        """Find it. Raises Http404, NotAllowed."""
        skill = get_object_or_404(Skill, code=code)
        otherwise = _("A skill's standard is edited by its Skill Competition Managers, its Skill Advisors and administrators.")
        require(request.user, "standards.edit_standard", skill, otherwise=otherwise)
        held = get_object_or_404(Competition, code=competition)
        return cls(request, skill, held, Standard.objects.filter(skill=skill, competition=held).first())


@dataclass(frozen=True)
class Hidden:
    """What the form carries besides the rows."""

    uid: uuid.UUID
    seen: int
    complete: bool


def editor(editing: Editing, rows: Rows, hidden: Hidden, *, status: int = 200, **more: Any) -> HttpResponse:
    """Answer with the editor; `more`: problem, added, copied, and found, the standard that somebody changed meanwhile."""
    page = {
        "skill": editing.skill,
        "competition": editing.competition,
        "standard": editing.standard,
        "rows": rows,
        "hidden": hidden,
        "sources": sources(editing),
        "known": WSOSSection.objects.filter(merged_into=None).order_by("name_key").values_list("name", flat=True),
        "crumbs": [to_standards(), crumb(editing.skill, "skill", editing.skill.code)],
    }
    return render(editing.request, "standards/standard_edit.html", page | more, status=status)


def sources(editing: Editing) -> list[Standard]:
    """Return the skill's other standards, to copy from, newest first."""
    others = Standard.objects.filter(skill=editing.skill).exclude(competition=editing.competition)
    return list(others.select_related("competition").order_by("-competition__first_day"))


def conflict(editing: Editing, rows: Rows, hidden: Hidden, found: Standard) -> HttpResponse:
    """Answer 409: what was typed, what stands there now, and who changed it; saving again writes over it."""
    theirs = found.sections.select_related("section").order_by("number")
    now = Hidden(hidden.uid, found.change, hidden.complete)
    return editor(editing, rows, now, status=409, found=found, theirs=theirs, moments=meanwhile(found, hidden.seen, editing))


def meanwhile(found: Standard, seen: int, editing: Editing) -> list[Moment]:
    """Return what happened to the standard since it was seen."""
    events = Event.objects.filter(subject=found.uid, change__gt=seen).select_related("actor").order_by("position")
    return moments(events, editing.request.user, by_name=False)

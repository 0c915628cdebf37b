"""Skills and sectors: find, read, and for administrators change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.errors import Invalid, Stale
from assay.history.timeline import timeline_of
from assay.standards import library
from assay.standards.carried import posted, text_of, uid_of
from assay.standards.current import current_competition
from assay.standards.milestones import next_milestone, said
from assay.standards.models import Sector, Skill
from assay.standards.places import crumb, tabs, to_standards
from assay.standards.roles import roles_of
from assay.standards.skills.actions import add_skill as add
from assay.standards.skills.actions import change_skill, name_sector, state_of
from assay.standards.skills.forms import SectorForm, SkillForm
from assay.standards.skills.listing import skills_for
from assay.standards.skills.page import competitions_without, deputies_of, people_by_role, sections_of, standards_of
from assay.web.access import admins, members, open_to
from assay.web.requests import UserRequest

MOST_MOMENTS = 8


@open_to(members)
@require_safe
def standards(request: UserRequest) -> HttpResponse:
    """List the skills by sector, one's own first; htmx asks for the list alone while a search is typed."""
    text = text_of(request.GET, "q")
    page = {"listed": skills_for(request.user, text), "text": text, "oversees": request.user.has_perm("people.see")}
    template = "standards/skills.html#list" if request.htmx else "standards/skills.html"
    return render(request, template, page | {"tabs": tabs("standards")})


@open_to(members)
@require_safe
def skill(request: UserRequest, code: str) -> HttpResponse:
    """Show a skill: its people, standards, next milestone, and its descriptors by WSOS section."""
    found = get_object_or_404(Skill.objects.select_related("sector", "asked_first"), code=code)
    today = timezone.localdate()
    own, others = sections_of(found, request.user)
    may_edit = request.user.has_perm("standards.edit_standard", found)
    page = {
        "skill": found,
        "people": people_by_role(found),
        "deputies": deputies_of(found, timezone.now()),
        "may_name": request.user.is_admin or found.pk in roles_of(request.user).own_sa,
        "standards": standards_of(found),
        "to_write": competitions_without(found) if may_edit else (),
        "may_write": found.pk in roles_of(request.user).scm,
        "competition": (competition := current_competition(found)),
        "is_over": competition is not None and competition.last_day < today,
        "milestone": said(next_milestone(found, today), today),
        "own": own,
        "others": others,
        "more": library.more(request.user, found),
        "timeline": timeline_of("skill", found.uid, request.user)[::-1][:MOST_MOMENTS]
        if may_edit or request.user.has_perm("people.see")
        else (),
        "crumbs": [to_standards()],
    }
    return render(request, "standards/skill.html", page)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def add_skill(request: UserRequest) -> HttpResponse:
    """Add a skill."""
    form = SkillForm(posted(request))
    if form.is_valid():
        try:
            made = add(uid=uid_of(request.POST), code=form.cleaned_data["code"], about=form.about(), by=request.user, at=timezone.now())
            messages.success(request, _("The skill is added. Give it an SCM and an SA under People."))
            return redirect("skill", made.code)
        except Invalid as refusal:
            form.refuse(refusal)
    page = {"form": form, "uid": request.POST.get("uid") or uuid.uuid4(), "crumbs": [to_standards()]}
    return render(request, "standards/skill_edit.html", page, status=422 if form.errors else 200)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_skill(request: UserRequest, code: str) -> HttpResponse:
    """Change a skill's name, sector and confidentiality."""
    found = get_object_or_404(Skill.objects.select_related("sector", "asked_first"), code=code)
    form = SkillForm(posted(request), initial=initial_of(found), skill=found)
    page = {"form": form, "skill": found, "seen": request.POST.get("seen", state_of(found))}
    page["crumbs"] = [to_standards(), crumb(found, "skill", found.code)]
    if not form.is_valid():
        return render(request, "standards/skill_edit.html", page, status=422 if form.errors else 200)
    try:
        change_skill(skill=found, about=form.about(), by=request.user, at=timezone.now(), seen=request.POST.get("seen"))
    except Stale as problem:
        page |= {"seen": state_of(found), "problem": problem, "theirs": form.theirs}
        return render(request, "standards/skill_edit.html", page, status=problem.status)
    messages.success(request, _("The skill is saved."))
    return redirect("skill", found.code)


def initial_of(skill: Skill) -> dict[str, Any]:
    """Return what the form shows of a skill."""
    return {
        "name": skill.name,
        "sector": skill.sector.uid,
        "team_sees": skill.team_sees,
        "confidential": skill.confidential,
        "escalate_after": skill.escalate_after,
        "escalate_to": skill.escalate_to,
        "asked_first": skill.asked_first and skill.asked_first.uid,
    }


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def add_sector(request: UserRequest) -> HttpResponse:
    """Add a sector."""
    return sector_form(request, None)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def sector(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a sector another name."""
    return sector_form(request, get_object_or_404(Sector, uid=uid))


def sector_form(request: UserRequest, found: Sector | None) -> HttpResponse:
    """Show the name, or save it."""
    form = SectorForm(posted(request), initial={"name": found.name if found else ""})
    if form.is_valid():
        uid = found.uid if found else uid_of(request.POST)
        try:
            name_sector(uid=uid, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
            messages.success(request, _("The sector is saved."))
            return redirect("standards")
        except Invalid as refusal:
            form.refuse(refusal)
    page = {"form": form, "sector": found, "uid": request.POST.get("uid") or uuid.uuid4(), "crumbs": [to_standards()]}
    return render(request, "standards/sector_edit.html", page, status=422 if form.errors else 200)

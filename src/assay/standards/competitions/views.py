"""Competitions: their days, and the milestones before them."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.errors import Invalid, Stale
from assay.history.timeline import timeline_of
from assay.standards.carried import uid_of
from assay.standards.competitions.actions import days_of, save_competition, state_of
from assay.standards.competitions.forms import CompetitionForm, MilestoneForm, Milestones, MilestoneSet, milestones_of, shown
from assay.standards.current import hidden_until
from assay.standards.freeze import freeze_of
from assay.standards.milestones import next_of, said
from assay.standards.models import Competition
from assay.standards.places import crumb, tabs
from assay.standards.rows import PREFIX, rearranged, typed_rows
from assay.web.access import admins, members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def competitions(request: UserRequest) -> HttpResponse:
    """List competitions, the latest first, each with its next milestone."""
    complete = Count("standards", filter=Q(standards__is_complete=True))
    rows = Competition.objects.annotate(written=Count("standards"), complete=complete).prefetch_related("milestones").order_by("-first_day")
    today = timezone.localdate()
    listed = [{"competition": row, "next": said(next_of(row.milestones.all(), today), today)} for row in rows]
    return render(request, "standards/competitions.html", {"listed": listed, "today": today, "tabs": tabs("competitions")})


@open_to(members)
@require_safe
def competition(request: UserRequest, code: str) -> HttpResponse:
    """Show one competition: days, milestones, the standards that belong to it."""
    found = get_object_or_404(Competition, code=code)
    today = timezone.localdate()
    dated = sorted(found.milestones.select_related("competition"), key=lambda one: one.on)
    page = {
        "competition": found,
        "milestones": [{"milestone": one, "words": said(one, today), "over": one.on < today} for one in dated],
        "freeze": freeze_of(found),
        "opens_at": hidden_until(found),
        "standards": found.standards.select_related("skill").annotate(sections_listed=Count("sections")).order_by("skill__code"),
        "timeline": timeline_of("competition", found.uid, request.user)[::-1][:8],
        "crumbs": [crumb(_("Competitions"), "competitions")],
    }
    return render(request, "standards/competition.html", page)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def add_competition(request: UserRequest) -> HttpResponse:
    """Add a competition, with the ready-made milestones to start from."""
    return edited(request, None)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_competition(request: UserRequest, code: str) -> HttpResponse:
    """Change a competition and its milestones."""
    return edited(request, get_object_or_404(Competition, code=code))


def edited(request: UserRequest, found: Competition | None) -> HttpResponse:
    """Show the form, add or remove a milestone, or save; whatever is wrong, what was typed is shown again."""
    if request.method != "POST":
        initial = vars(days_of(found)) if found else {}
        uid = found.uid if found else uuid.uuid4()
        return editor(request, found, CompetitionForm(initial=initial), shown(milestones_of(found)), uid=uid)
    data, uid = request.POST, found.uid if found else uid_of(request.POST)
    rows = rearranged(typed_rows(data, MilestoneForm.base_fields), data.get("do", ""))
    if rows is not None:
        initial = {name: data.get(name, "") for name in CompetitionForm.base_fields}
        return editor(request, found, CompetitionForm(initial=initial), shown(rows), uid=uid)
    form, milestones = CompetitionForm(data), MilestoneSet(data, prefix=PREFIX)
    try:
        if not (form.is_valid() & milestones.is_valid() and saved(request, form, milestones, uid)):
            return editor(request, found, form, milestones, uid=uid, status=422)
    except Stale as problem:
        return editor(request, get_object_or_404(Competition, uid=uid), form, milestones, uid=uid, status=409, problem=str(problem))
    messages.success(request, _("The competition is saved."))
    return redirect("competition", form.cleaned_data["code"])


def saved(request: UserRequest, form: CompetitionForm, milestones: Milestones, uid: uuid.UUID) -> bool:
    """Save it; what stops it is said beside its field. Raises Stale."""
    days, before, seen = form.days(), milestones.before(), request.POST.get("seen")
    try:
        save_competition(uid=uid, days=days, milestones=before, by=request.user, at=timezone.now(), seen=seen)
    except Invalid as refusal:
        form.refuse(refusal)
    return not form.errors


def editor(
    request: UserRequest,
    found: Competition | None,
    form: CompetitionForm,
    rows: Milestones,
    *,
    uid: uuid.UUID,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    """Answer with the form as it was typed; `problem`: it was changed meanwhile, and what it is now is shown."""
    way = [crumb(_("Competitions"), "competitions"), *([crumb(found.name, "competition", found.code)] if found else [])]
    page: dict[str, Any] = {"competition": found, "form": form, "rows": rows, "uid": uid, "crumbs": way, "problem": problem}
    if found:
        state = state_of(found)
        page |= {"seen": state if problem else request.POST.get("seen", state), "now": in_words(found) if problem else []}
    return render(request, "standards/competition_edit.html", page, status=status)


def in_words(competition: Competition) -> list[str]:
    """Return what a competition is now, line by line: name, days, what freezes, milestones."""
    today, freeze = timezone.localdate(), freeze_of(competition)
    first, last = (date_format(one, "j F Y") for one in (competition.first_day, competition.last_day))
    dated = sorted(competition.milestones.select_related("competition"), key=lambda one: one.on)
    frozen = [_("Frozen from %(when)s") % {"when": freeze.words}] if freeze else []
    return [
        f"{competition.code} · {competition.name} · {first} – {last} · {competition.time_zone}",
        *frozen,
        *(said(one, today) for one in dated),
    ]

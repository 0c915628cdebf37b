"""The first page, and the two-minute page that makes a weak descriptor a good one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assay.home.better import GOOD, STEPS, WEAK
from assay.home.dates import ahead
from assay.home.visits import note_visit
from assay.home.waiting import news, parts
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Show what waits for this person, what comes next, and what changed since they were last here."""
    now, roles = timezone.now(), roles_of(request.user)
    since, fresh = news(request.user, now=now)
    context = {
        "parts": parts(request.user),
        "ahead": ahead(request.user, today=timezone.localdate()),
        "since": since,
        "news": fresh,
        "first_visit": request.user.looked_at is None,
        "writes": bool(roles.scm),
        "in_team": bool(roles.team),
    }
    note_visit(request.user, now=now)
    return render(request, "home/home.html", context)


@open_to(members)
@require_safe
def better(request: UserRequest) -> HttpResponse:
    """Show a weak descriptor and how it becomes one that three experts can use."""
    lesson = {"weak": WEAK, "good": GOOD, "steps": STEPS}
    return render(request, "home/better.html", lesson | {"writes": bool(roles_of(request.user).scm)})

"""The pages that look ahead."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.accounts.permissions import require
from assay.descriptors.due import Due
from assay.descriptors.models import Batch
from assay.descriptors.posted import text_of
from assay.errors import Invalid, Stale
from assay.review.ahead.actions import NOT_YOURS, day_of, set_due
from assay.review.ahead.changed import Changed, passed, since_of, standard_of
from assay.review.ahead.choosing import NONE, OF_MILESTONE, ahead_of, choice_of, picker
from assay.review.ahead.overview import Overview
from assay.review.batches import batches_visible_to
from assay.standards.models import Competition
from assay.standards.places import crumb
from assay.web.access import members, open_to, overseers
from assay.web.requests import UserRequest


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def batch_due(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a batch another due date."""
    batch = get_object_or_404(batches_visible_to(request.user).select_related("skill", "competition"), uid=uid)
    require(request.user, "review.set_due", batch, otherwise=_(NOT_YOURS))
    if request.method != "POST":
        return asked(request, batch, as_typed(batch.due))
    try:
        found = set_due(batch=batch, seen=request.POST.get("seen", ""), choice=choice_of(request.POST), by=request.user, at=timezone.now())
    except Invalid as problem:
        return asked(request, batch, request.POST, str(problem), status=problem.status)
    except Stale as problem:
        fresh = get_object_or_404(batches_visible_to(request.user).select_related("skill", "competition"), uid=uid)
        typed = request.POST.copy()
        typed["seen"] = day_of(fresh.due)
        return asked(request, fresh, typed, str(problem), status=problem.status)
    messages.success(request, _("Batch %(batch)s is %(due)s.") % {"batch": found, "due": found.due_in_words or _("without a due date")})
    return redirect("batch", found.uid)


@open_to(overseers)
@require_safe
def review_overview(request: UserRequest) -> HttpResponse:
    """Show those who oversee what waits in which skill, how long, and how much is decided a week."""
    competitions = list(Competition.objects.filter(batches__isnull=False).distinct())
    chosen = next((one for one in competitions if one.code == request.GET.get("competition")), None)
    return render(request, "review/ahead/overview.html", {"overview": Overview(chosen, timezone.now()), "competitions": competitions})


@open_to(members)
@require_safe
def changed_since(request: UserRequest, code: str, competition: str) -> HttpResponse:
    """Show what changed in a skill since a milestone of a competition."""
    standard = standard_of(code, competition)
    if standard is None:
        raise Http404
    require(request.user, "review.read_changes", standard.skill, otherwise=_("Only the people of this skill read what changed in it."))
    today = timezone.localdate()
    typed = [text_of(request.GET.get(name, "")) for name in ("since", "day")]
    since = since_of(standard.competition, typed, today)
    page = Changed(standard.skill, standard.competition, since, request.user)
    known = {"page": page, "milestones": passed(standard.competition, today), "day": "" if since.milestone else since.day.isoformat()}
    return render(request, "review/ahead/changed.html", known | {"crumbs": [crumb(standard.skill, "skill", standard.skill.code)]})


def asked(request: UserRequest, batch: Batch, typed: QueryDict, problem: str = "", *, status: int = 200) -> HttpResponse:
    """Show what can be chosen."""
    offered = ahead_of(batch.competition, timezone.localdate())
    page = {"batch": batch, "seen": typed.get("seen", day_of(batch.due)), "picker": picker("", offered, typed, problem)}
    return render(request, "review/ahead/batch_due.html", page, status=status)


def as_typed(due: Due | None) -> QueryDict:
    """Return a due date as if it had been chosen."""
    typed = QueryDict(mutable=True)
    typed["due"] = f"{OF_MILESTONE}{due.name}" if due and due.name else NONE
    typed["due_day"] = day_of(due) if due and not due.name else ""
    return typed

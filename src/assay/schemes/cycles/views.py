"""Start from the last cycle: what can be started from, and the page on which every aspect is decided."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors.models import Descriptor
from assay.descriptors.posted import uid_of
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.page import SHOWN, UNDECIDED, CyclePage, Item
from assay.schemes.cycles.sources import Source, new_competition, sources_of
from assay.standards.models import Competition, Skill
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User

UNDO = "cycle_kept"


def renewers(user: "User | AnonymousUser") -> bool:
    """Allow SCMs and SAs, the secretariat and administrators."""
    return user.is_authenticated and members(user) and user.has_perm("schemes.list")


@open_to(renewers)
@require_http_methods(["GET", "HEAD", "POST"])
def cycles(request: UserRequest) -> HttpResponse:
    """List the cycles that are under way, and what a new one can start from; start one."""
    if request.method == "POST":
        return redirect("cycle", started(request).uid)
    found = Cycle.objects.visible_to(request.user).select_related("skill", "competition", "scheme__competition", "edition")
    page = {
        "cycles": [{"cycle": cycle, "page": CyclePage(cycle, request.user)} for cycle in found[:20]],
        "offers": offers(request.user),
        "competitions": Competition.objects.order_by("-first_day"),
        "writes": bool(roles_of(request.user).scm),
        "crumbs": crumbs_for(request.user),
    }
    return render(request, "schemes/cycles.html", page)


def crumbs_for(user: "User") -> list[dict[str, str]]:
    """Return the way here: for whoever writes through their skills, for others from home."""
    place = ("my_skills", _("My skills")) if roles_of(user).scm else ("home", _("Home"))
    return [{"label": place[1], "url": reverse(place[0])}]


def offers(user: "User") -> list[dict[str, Any]]:
    """Return, for each skill that the person manages, what can be started from and the competition that it is for."""
    skills = Skill.objects.filter(pk__in=roles_of(user).scm)
    return [{"skill": skill, "into": new_competition(skill), "sources": sources_of(skill, user)} for skill in skills]


def started(request: UserRequest) -> Cycle:
    """Start the cycle that a form describes. Raises Http404, NotAllowed."""
    skill = get_object_or_404(Skill, code=request.POST.get("skill", ""))
    competition = get_object_or_404(Competition, code=request.POST.get("into", ""))
    return actions.start(uid=uuid.uuid4(), source=source_named(request, skill), competition=competition, by=request.user, at=timezone.now())


def source_named(request: UserRequest, skill: Skill) -> Source:
    """Return the source that a form names. Raises Http404."""
    named = request.POST.get("source", "")
    for source in sources_of(skill, request.user):
        if named == (str(source.scheme.uid) if source.scheme else source.competition.code):
            return source
    raise Http404


def readable(request: UserRequest, uid: uuid.UUID) -> Cycle:
    """Return a cycle that the person may read. Raises Http404."""
    rows = Cycle.objects.visible_to(request.user).select_related("skill", "competition", "scheme__competition", "edition")
    return get_object_or_404(rows, uid=uid)


@open_to(renewers)
@require_http_methods(["GET", "HEAD"])
def cycle(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show every aspect of the source with what becomes of it."""
    found = readable(request, uid)
    show = request.GET.get("show", "all")
    page = CyclePage(found, request.user, show if show in SHOWN else "all")
    crumbs = [*crumbs_for(request.user), {"label": _("New cycle"), "url": reverse("cycles")}]
    return render(request, "schemes/cycle.html", {"page": page, "crumbs": crumbs, "undo": request.session.pop(UNDO, None)})


@open_to(renewers)
@require_POST
def decide(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Decide for one aspect; a fragment gets its row and the balance, a page goes back to the row."""
    found = readable(request, uid)
    row = one_of(found, request)
    actions.decide(cycle=found, rows=[row], decision=decision_of(request.POST.get("decision", "")), by=request.user, at=timezone.now())
    show = request.POST.get("show", "all")
    if not request.htmx:
        return redirect(f"{reverse('cycle', args=[found.uid])}{'' if show not in SHOWN else f'?show={show}'}#a-{row.uid}")
    page = CyclePage(found, request.user, show)
    item = next(item for item in page.items if item.row.pk == row.pk)
    return render(request, "schemes/cycle_decided.html", {"page": page, "item": item})


def one_of(found: Cycle, request: UserRequest) -> Descriptor:
    """Return the aspect of the source that a form names. Raises Http404."""
    wanted = uid_of(request.POST.get("descriptor"))
    for item in CyclePage(found, request.user).items:
        if item.row.uid == wanted:
            return item.row
    raise Http404


def decision_of(typed: str) -> Decision | None:
    """Return the decision that a button sends; nothing is undecided. Raises Http404."""
    if not typed:
        return None
    if typed not in Decision.values:
        raise Http404
    return Decision(typed)


@open_to(renewers)
@require_POST
def keep_rest(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep all that are undecided, or take that back."""
    found = readable(request, uid)
    items = CyclePage(found, request.user).items
    if "undo" in request.POST:
        undo_keep(request, found, items)
        return redirect("cycle", found.uid)
    now = timezone.now()
    kept = actions.keep_rest(cycle=found, rows=[item.row for item in items if item.state == UNDECIDED], by=request.user, at=now)
    if kept:
        request.session[UNDO] = {"rows": [str(row.uid) for row in kept], "at": now.isoformat()}
    return redirect("cycle", found.uid)


def undo_keep(request: UserRequest, found: Cycle, items: Sequence[Item]) -> None:
    """Take back what was kept at once, and say what is left because it was decided anew."""
    wanted = set(request.POST.getlist("undo"))
    rows = [item.row for item in items if str(item.row.uid) in wanted]
    back = actions.undo_keep(cycle=found, rows=rows, kept_at=moment_of(request.POST.get("at", "")), by=request.user)
    if left := len(rows) - back:
        said = ngettext("%(n)d was decided anew meanwhile and stays so.", "%(n)d were decided anew meanwhile and stay so.", left)
        messages.info(request, said % {"n": left})


def moment_of(typed: str) -> datetime:
    """Return the moment that a form carries. Raises Http404 where it is none."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise Http404 from None
    if moment.tzinfo is None:
        raise Http404
    return moment

"""Cycles: what one can be started from, and the page on which every aspect is decided."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
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

from assay.accounts.permissions import require
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.errors import Stale
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.actions import Seen
from assay.schemes.cycles.items import UNDECIDED, Item
from assay.schemes.cycles.listing import Listing
from assay.schemes.cycles.page import SHOWN, CyclePage
from assay.schemes.cycles.sources import Source, new_competition, sources_of
from assay.schemes.cycles.weighing import OUTSIDE
from assay.standards.models import Competition, Skill
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User

UNDO, LOOK = "cycle_kept", "cycle_look"
LONG = 4  # digits, more than any section's number has


def renewers(user: "User | AnonymousUser") -> bool:
    """Allow SCMs and SAs, the secretariat and administrators."""
    return user.is_authenticated and members(user) and user.has_perm("schemes.list")


@open_to(renewers)
@require_http_methods(["GET", "HEAD", "POST"])
def cycles(request: UserRequest) -> HttpResponse:
    """List the cycles that are under way, and what a new one can start from; start one."""
    if request.method == "POST":
        return redirect("cycle", started(request).uid)
    page = {
        "listing": Listing(request.user, request.GET),
        "offers": offers(request.user),
        "writes": bool(roles_of(request.user).scm),
        "crumbs": crumbs_for(request.user),
    }
    return render(request, "schemes/cycles.html", page)


def crumbs_for(user: "User") -> list[dict[str, str]]:
    """Return the way here: for whoever writes through their skills, for others from home."""
    place = ("my_skills", _("My skills")) if roles_of(user).scm else ("home", _("Home"))
    return [{"label": place[1], "url": reverse(place[0])}]


def offers(user: "User") -> list[dict[str, Any]]:
    """Return, for each skill that the person manages, what can be started from, and the competitions that it can be for."""
    competitions = list(Competition.objects.order_by("-first_day"))
    found = []
    for skill in Skill.objects.filter(pk__in=roles_of(user).scm):
        sources, into = sources_of(skill, user), new_competition(skill)
        first = min((source.competition.first_day for source in sources), default=None)
        later = [one for one in competitions if first is not None and (one.first_day > first or one == into)]
        found.append({"skill": skill, "into": into, "sources": sources, "competitions": later})
    return found


def started(request: UserRequest) -> Cycle:
    """Start the cycle that a form describes. Raises Http404, NotAllowed."""
    skill = get_object_or_404(Skill, code=text_of(request.POST.get("skill", "")))
    competition = get_object_or_404(Competition, code=text_of(request.POST.get("into", "")))
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
    return get_object_or_404(rows.defer("scheme__document"), uid=uid)


@open_to(renewers)
@require_http_methods(["GET", "HEAD"])
def cycle(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show every aspect of the source with what becomes of it; `at` goes back to one, in the tab and the section last looked at."""
    page = CyclePage(readable(request, uid), request.user, tab_of(request.GET.get("show", "")), section_of(request.GET.get("section", "")))
    if "at" in request.GET:
        return redirect(back_to(text_of(request.GET["at"]), page, request.session.get(LOOK, [])))
    look = [str(uid), page.show, page.section]
    if request.session.get(LOOK) != look:
        request.session[LOOK] = look
    return shown(request, page, undo=request.session.pop(UNDO, None))


def back_to(key: str, page: CyclePage, look: Sequence[str]) -> str:
    """Return the address at which an aspect was looked at last, as far as it is still listed there."""
    was = tuple(look[1:]) if look and look[0] == str(page.cycle.uid) else ("all", "")
    for page.show, page.section in (was, ("all", was[1]), ("all", "")):
        if any(item.key == key for item in page.shown):
            return f"{page.address(page.show, page.section)}#a-{key}"
    return page.address("all", "")


def tab_of(name: str) -> str:
    """Return the tab that an address or a form names; all where there is none such."""
    return name if name in SHOWN else "all"


def section_of(typed: str) -> str:
    """Return the section of the new standard that an address or a form names; none where it names nothing such."""
    return typed if typed == OUTSIDE or (typed.isascii() and typed.isdigit() and len(typed) < LONG) else ""


def shown(request: UserRequest, page: CyclePage, *, undo: Any = None, status: int = 200) -> HttpResponse:
    """Draw a cycle."""
    crumbs = [*crumbs_for(request.user), {"label": _("Cycles"), "url": reverse("cycles")}]
    return render(request, "schemes/cycle.html", {"page": page, "crumbs": crumbs, "undo": undo}, status=status)


@open_to(renewers)
@require_POST
def decide(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Decide for one aspect; a fragment gets its row and the balance, a page goes back to the row."""
    found = readable(request, uid)
    item, tab = one_of(found, request), tab_of(request.POST.get("show", ""))
    seen = Seen(version_seen(request.POST.get("seen", ""), item), decision_of(request.POST.get("was", "")))
    decision = decision_of(request.POST.get("decision", ""))
    page = CyclePage(found, request.user, tab, section_of(request.POST.get("section", "")))
    try:
        actions.decide(cycle=found, row=item.named, seen=seen, decision=decision, by=request.user, at=timezone.now())
        page.last, page.before = item.key, None if seen.decision == decision else seen.decision or ""
    except Stale as problem:
        page.overtaken, page.told, page.last = item, str(problem), item.key
    if request.htmx:
        now = {"page": page, "item": page.decided_last or item}
        return render(request, "schemes/cycle_decided.html", now, status=409 if page.told else 200)
    if page.told:
        return shown(request, page, status=409)
    return redirect(f"{page.address(page.show, page.section)}#a-{page.place_after(item)}")


def version_seen(typed: str, item: Item) -> int:
    """Return the revision that a form says was seen; 0, which no wording has, where it says another descriptor or none."""
    known, _dot, version = typed.rpartition(".")
    return min(seen_of(version), item.row.version) if known == item.seen.rpartition(".")[0] else 0


def one_of(found: Cycle, request: UserRequest) -> Item:
    """Return the aspect of the source that a form names. Raises Http404."""
    wanted, place = uid_of(request.POST.get("descriptor")), text_of(request.POST.get("place", "1"))
    for item in CyclePage(found, request.user).items:
        if item.named.uid == wanted and str(item.place) == place:
            return item
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
    """Keep all that were seen undecided, or take that back, and go back to the tab and section; what was worded anew is looked at first."""
    found = readable(request, uid)
    page = CyclePage(found, request.user, tab_of(request.POST.get("show", "")), section_of(request.POST.get("section", "")))
    items, back = page.items, page.address(page.show, page.section)
    if "undo" in request.POST:
        undo_keep(request, found, items)
        return redirect(back)
    seen, now = set(request.POST.get("seen", "").split()), timezone.now()
    undecided = [item for item in items if item.state == UNDECIDED]
    as_seen = [(item.named, item.row.version) for item in undecided if item.seen in seen]
    kept = actions.keep_rest(cycle=found, seen=as_seen, by=request.user, at=now)
    if left := len(undecided) - len(as_seen):
        said = ngettext(
            "%(n)d is not as you saw it, and is still undecided.", "%(n)d are not as you saw them, and are still undecided.", left
        )
        messages.warning(request, said % {"n": left})
    if kept:
        request.session[UNDO] = {"rows": [str(row.uid) for row in kept], "at": now.isoformat()}
    return redirect(back)


@open_to(renewers)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask, then delete a cycle, which can be started anew at any time."""
    found = readable(request, uid)
    require(request.user, "descriptors.write_in", found.skill, otherwise=_("The SCMs of the skill decide what is carried over."))
    if request.method == "POST":
        actions.delete(cycle=found, seen=seen_of(request.POST.get("seen")), by=request.user)
        messages.success(request, _("The cycle for %(into)s is deleted.") % {"into": found.competition})
        return redirect("cycles")
    decided = found.choices.count()
    words = ngettext("%(n)d decision is forgotten.", "%(n)d decisions are forgotten.", decided) % {"n": decided}
    page = {
        "title": _("Delete this cycle?"),
        "text": _("%(skill)s for %(into)s") % {"skill": found.skill, "into": found.competition},
        "facts": [
            *([words] if decided else [_("Nothing was decided in it yet.")]),
            _("Descriptors, and drafts that began from them, stay as they are."),
            _("A cycle from the same source can be started anew at any time."),
        ],
        "hidden": [("seen", decided)],
        "action": request.path,
        "verb": _("Delete"),
        "grave": True,
        "back": reverse("cycle", args=[found.uid]),
    }
    return render(request, "web/confirm.html", page)


def undo_keep(request: UserRequest, found: Cycle, items: Sequence[Item]) -> None:
    """Take back what was kept at once, and say what is left because it was decided anew."""
    wanted = set(request.POST.getlist("undo"))
    rows = list(dict.fromkeys(item.named for item in items if str(item.named.uid) in wanted))
    back = actions.undo_keep(cycle=found, rows=rows, kept_at=moment_of(request.POST.get("at", "")), by=request.user)
    if left := len(rows) - back:
        said = ngettext("%(n)d was decided anew meanwhile and stays so.", "%(n)d were decided anew meanwhile and stay so.", left)
        messages.info(request, said % {"n": left})


def moment_of(typed: str) -> datetime:
    """Return the moment that a form carries. Raises Http404 where it is none."""
    try:
        moment = datetime.fromisoformat(typed)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Http404

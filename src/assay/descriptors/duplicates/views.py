"""The map of duplicates: look, merge, tell apart, undo."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.descriptors.alike import SILENT, Kind, Merge, Remark
from assay.descriptors.duplicates.clusters import SideBySide, cluster_of, clusters_on, latest_map, map_in_work, page_of_clusters
from assay.descriptors.duplicates.forms import Chosen, chosen_in, consequences
from assay.descriptors.duplicates.mapping import ask_for_map
from assay.descriptors.duplicates.merging import merge, undo_merge
from assay.descriptors.duplicates.remarks import standing, take_back, tell_apart
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import seen_of, uid_of
from assay.errors import Invalid, Stale
from assay.web.access import admins, open_to
from assay.web.paging import pager_of
from assay.web.requests import UserRequest

PER_PAGE = 20
UNDO = "undo_duplicates"
KINDS = {"variant": Kind.VARIANT, "different": Kind.DIFFERENT}


@open_to(admins)
@require_safe
def duplicates(request: UserRequest) -> HttpResponse:
    """Show what hangs together, what was told apart, or what was merged; htmx asks for the progress alone."""
    state = {"map": latest_map(), "in_work": map_in_work()}
    if request.htmx and state["in_work"]:
        return render(request, "descriptors/duplicates.html#state", state)
    page = page_of_clusters(seen_of(request.GET.get("page")) or 1)
    tab = request.GET.get("tab", "")
    context = state | {
        "tab": tab,
        "tabs": tabs(tab, page.paginator.count),
        "undo": request.session.pop(UNDO, None),
        **(
            settled(request, tab)
            if tab in ("apart", "merged")
            else {"clusters": clusters_on(page), "pager": pager_of(page, addresses(tab))}
        ),
    }
    answer = render(request, "descriptors/duplicates.html", context)
    if request.htmx:  # the map is ready: the whole page is new
        answer.headers["HX-Refresh"] = "true"
    return answer


def tabs(tab: str, count: int) -> list[dict[str, Any]]:
    """Return what is open and what is settled."""
    here = reverse("duplicates")
    return [
        {"label": _("Look alike"), "url": here, "count": count, "current": tab not in ("apart", "merged")},
        {"label": _("Told apart"), "url": f"{here}?tab=apart", "count": "", "current": tab == "apart"},
        {"label": _("Merged"), "url": f"{here}?tab=merged", "count": "", "current": tab == "merged"},
    ]


def settled(request: UserRequest, tab: str) -> dict[str, Any]:
    """Return what was decided, the latest first, each with its way back."""
    rows: QuerySet[Any] = standing(SILENT).select_related("first__skill", "second__skill", "by")
    if tab == "merged":
        rows = Merge.objects.filter(undone_at=None).select_related("merged__skill", "survivor__skill", "by").order_by("-pk")
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(seen_of(request.GET.get("page")) or 1)
    return {"settled": page, "pager": pager_of(page, addresses(tab))}


def addresses(tab: str) -> Callable[[int], str]:
    """Return what makes the address of a page of a tab from its number."""
    here = reverse("duplicates") + "?" + (f"tab={tab}&" if tab else "")
    return lambda number: f"{here}page={number}"


@open_to(admins)
@require_POST
def make_map(request: UserRequest) -> HttpResponse:
    """Let the worker compare the whole library."""
    ask_for_map(by=request.user, at=timezone.now())
    return redirect("duplicates")


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def cluster(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show side by side what hangs together with a descriptor, and do what is decided about it."""
    row = get_object_or_404(Descriptor.objects.in_library().select_related("skill", "wsos_section"), uid=uid)
    found = cluster_of(row)
    if found is None:
        if request.method == "POST":
            raise Invalid(_("This was decided meanwhile. Look at the list again."))
        return render(request, "descriptors/cluster.html", {"row": row, "crumbs": crumbs()})
    stays = next((one for one in found.rows if one.uid == uid_of(request.GET.get("keep"))), found.rows[0])
    if request.method != "POST":
        return render(request, "descriptors/cluster.html", {"row": row, "side": SideBySide(found, stays), "crumbs": crumbs()})
    chosen = chosen_in(request.POST, found.rows, stays)
    try:
        return decide(request, chosen)
    except (Invalid, Stale) as refusal:
        return refused(request, row, chosen, refusal)


def refused(request: UserRequest, row: Descriptor, chosen: Chosen, refusal: Invalid | Stale) -> HttpResponse:
    """Show the page as it stands now, with what was chosen and typed; where nothing hangs together any more, the refusal alone."""
    found = cluster_of(row)
    if found is None or chosen.stays not in found.rows:
        raise refusal
    side = SideBySide(found, next(one for one in found.rows if one == chosen.stays), [one for one in found.rows if one not in chosen.all])
    page = {"row": row, "side": side, "crumbs": crumbs(), "refusal": refusal, "reason": chosen.reason}
    return render(request, "descriptors/cluster.html", page, status=refusal.status)


def crumbs() -> list[dict[str, str]]:
    """Return the way to a cluster."""
    return [{"label": _("Duplicates"), "url": reverse("duplicates")}]


def decide(request: UserRequest, chosen: Chosen) -> HttpResponse:
    """Merge, after a question, or tell apart."""
    do = request.POST.get("do", "")
    if not chosen.others:
        raise Invalid(_("Choose the one that stays, and at least one other."))
    if do == "merge":
        return question(request, chosen)
    if do == "merged":
        return merged(request, chosen)
    if do not in KINDS:
        raise Invalid(_("Choose what to do with them."))
    made = tell_apart(rows=chosen.all, seen=chosen.seen, kind=KINDS[do], reason=chosen.reason, by=request.user, at=timezone.now())
    remember(request, [("remark", str(one.uid)) for one in made])
    messages.success(request, _("Remembered: they are not suggested for each other any more."))
    return redirect("duplicates")


def question(request: UserRequest, chosen: Chosen) -> HttpResponse:
    """Say what a merge will do."""
    hidden = [
        ("do", "merged"),
        ("keep", chosen.stays.uid),
        *(("d", row.uid) for row in chosen.others),
        *((f"change-{row.uid}", chosen.seen[row.pk]) for row in chosen.all),
    ]
    count = len(chosen.others)
    page = {
        "title": ngettext("Merge %(n)d descriptor into another one", "Merge %(n)d descriptors into another one", count) % {"n": count},
        "facts": consequences(chosen, at=timezone.now()),
        "hidden": hidden,
        "action": request.path,
        "verb": _("Merge"),
        "back": f"{request.path}?keep={chosen.stays.uid}",
        "crumbs": crumbs(),
    }
    return render(request, "web/confirm.html", page)


def merged(request: UserRequest, chosen: Chosen) -> HttpResponse:
    """Merge, and offer to undo it."""
    others = [(row, chosen.seen[row.pk]) for row in chosen.others]
    made = merge(survivor=chosen.stays, seen=chosen.seen[chosen.stays.pk], others=others, by=request.user, at=timezone.now())
    remember(request, [("merge", str(one.uid)) for one in made])
    said = ngettext("Merged %(n)d into “%(name)s”.", "Merged %(n)d into “%(name)s”.", len(made))
    messages.success(request, said % {"n": len(made), "name": chosen.stays.criterion_name})
    return redirect("duplicates")


def remember(request: UserRequest, fields: list[tuple[str, str]]) -> None:
    """Keep how the last decision is undone, for the next page."""
    request.session[UNDO] = {"fields": fields}


@open_to(admins)
@require_POST
def undo(request: UserRequest) -> HttpResponse:
    """Take decisions back: let pairs be suggested again, bring merged ones back."""
    at = timezone.now()
    for remark in Remark.objects.filter(uid__in=uids(request, "remark")).select_related("first", "second"):
        take_back(remark=remark, by=request.user, at=at)
    for found in Merge.objects.filter(uid__in=uids(request, "merge")).order_by("pk"):
        undo_merge(found=found, by=request.user, at=at)
    messages.success(request, _("Undone."))
    return redirect("duplicates")


def uids(request: UserRequest, name: str) -> list[uuid.UUID]:
    """Return the uids that a form carries under a name."""
    return [uid for typed in request.POST.getlist(name) if (uid := uid_of(typed))]

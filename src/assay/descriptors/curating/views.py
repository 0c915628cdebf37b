"""Curation: the list of what needs review, or of any search; one action on many rows, and the way back."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors.curating import bulk
from assay.descriptors.curating.actions import Rows
from assay.descriptors.curating.listing import Curating, read_curation
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import IN_LIBRARY
from assay.errors import DomainError, Invalid, Stale
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User

UNDO, OFFERED = "curation_undo", "curation_undo_offered"
MOST_UNDOS = 5
MOST_ROWS = 100


def curators(user: "User | AnonymousUser") -> bool:
    """Allow administrators, and Skill Advisors for the imported rows of their skills."""
    return user.is_authenticated and members(user) and (user.is_admin or bool(roles_of(user).sa))


@open_to(curators)
@require_http_methods(["GET", "HEAD", "POST"])
def curation(request: UserRequest) -> HttpResponse:
    """List what waits to be curated, or what a search finds; a form acts on the chosen rows."""
    if request.method == "POST":
        return act(request)
    return page(request)


def page(request: UserRequest, *, refusal: DomainError | None = None, ticked: frozenset[str] = frozenset()) -> HttpResponse:
    """Show the list; a refusal stands above it, with what was chosen still chosen."""
    listing = Curating(read_curation(request.GET), request.user, timezone.now(), ticked=ticked)
    whole = not request.htmx or request.htmx.history_restore_request
    offered = request.session.pop(OFFERED, None) if whole else None
    undo = offered and {"url": reverse("curation_undo"), "label": _("Undo"), "fields": [("token", offered["token"])]}
    known = {"listing": listing, "refusal": refusal, "undo": undo, "done": offered and offered["said"]}
    answer = render(
        request,
        "descriptors/curation.html" if whole else "descriptors/curation.html#found",
        known,
        status=refusal.status if refusal else 200,
    )
    answer.headers["HX-Push-Url"] = listing.address.url
    return answer


def act(request: UserRequest) -> HttpResponse:
    """Act on the chosen rows, all or none, and offer the way back."""
    do, seen = request.POST.get("do", ""), bulk.chosen(request.POST.getlist("row")[: MOST_ROWS + 1])
    rows = rows_of(request, seen)
    before = bulk.former(rows)
    try:
        changed = bulk.act(do, request.POST, rows=rows, by=request.user, at=timezone.now())
    except (Invalid, Stale) as refusal:
        return page(request, refusal=refusal, ticked=still_ticked(refusal, seen))
    said, back = bulk.said(do, len(changed)), read_curation(request.GET).url
    if changed:
        offer_undo(
            request, {"do": do, "back": back, "said": said, "undone": False, "rows": [before[row.uid] | place(row) for row in changed]}
        )
    else:
        messages.info(request, said)
    return redirect(back)


def still_ticked(refusal: DomainError, seen: dict[uuid.UUID, int]) -> frozenset[str]:
    """Return the rows that stay chosen after a refusal: those that changed are to be looked at first."""
    found = refusal.found if isinstance(refusal, Stale) and isinstance(refusal.found, list) else []
    return frozenset(map(str, seen)) - {str(row.uid) for row in found}


def place(row: Descriptor) -> bulk.Former:
    """Return which row it is and how it stands now."""
    return {"uid": str(row.uid), "change": row.change}


def rows_of(request: UserRequest, seen: dict[uuid.UUID, int]) -> Rows:
    """Return the rows that a form names, each with the `change` that was seen; 404 where one of them may not be seen."""
    if len(seen) > MOST_ROWS:
        raise Invalid(_("That is more than a page holds. Choose at most 100."))
    rows = Descriptor.objects.visible_to(request.user).filter(IN_LIBRARY, merged_into=None, uid__in=seen)
    found = [(row, seen[row.uid]) for row in rows.select_related("skill").prefetch_related("categories", "tags")]
    if len(found) != len(seen):
        raise Http404
    return found


def offer_undo(request: UserRequest, done: dict[str, Any]) -> None:
    """Keep what an action came from under a token, the last few of this session."""
    token = str(uuid.uuid4())
    kept = list(request.session.get(UNDO, {}).items())[1 - MOST_UNDOS :]
    request.session[UNDO] = dict(kept) | {token: done}
    request.session[OFFERED] = {"token": token, "said": done["said"]}


@open_to(curators)
@require_POST
def undo(request: UserRequest) -> HttpResponse:
    """Take an action back on the rows that are still as it left them, all or none."""
    kept, token = request.session.get(UNDO, {}), request.POST.get("token", "")
    done = kept.get(token)
    if done is None:
        raise DomainError(_("This cannot be undone any more."))
    if not done["undone"]:
        seen = {uuid.UUID(one["uid"]): one["change"] for one in done["rows"]}
        bulk.take_back(done["do"], done["rows"], rows=rows_of(request, seen), by=request.user, at=timezone.now())
        request.session[UNDO] = kept | {token: done | {"undone": True}}
    words = ngettext("Undone: %(n)d descriptor is as it was.", "Undone: %(n)d descriptors are as they were.", len(done["rows"]))
    messages.success(request, words % {"n": len(done["rows"])})
    return redirect(done["back"])

"""The library's pages."""

from urllib.parse import quote
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from assay.descriptors.collected import Collection
from assay.descriptors.collecting import taken_out
from assay.descriptors.collecting.actions import TakenOut
from assay.descriptors.collecting.favourites import set_favourite
from assay.descriptors.comparing.tray import Tray
from assay.descriptors.forwarding import forwarded
from assay.descriptors.library.address import CARDS, read
from assay.descriptors.library.cards import compare_of, full_card, rows_shown
from assay.descriptors.library.copying import Copied, copied
from assay.descriptors.library.detail import Detail
from assay.descriptors.library.listing import Listing
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import is_on
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.query import understand
from assay.descriptors.searches.page import opened
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.back import back_of
from assay.web.requests import UserRequest

VIEW = "library_view"  # in the session
KINDS = ("cis", "text", "markdown", "level")


@open_to(members)
@require_safe
def library(request: UserRequest) -> HttpResponse:
    """Show what the library holds, for the state that the address describes."""
    tray = Tray(request)
    address = read(request.GET)
    token = get_token(request)
    listing = Listing(address, request.user, timezone.now(), token, tray.uids, view_of(request, address.view))
    whole = not request.htmx or request.htmx.history_restore_request
    page = "descriptors/library.html" if whole else "descriptors/library.html#found"
    listing.draw()
    known = {"listing": listing, "tray": tray, "writes": bool(roles_of(request.user).scm), "fresh": uuid4(), "csrf_token": token}
    answer = render(request, page, known | {"opened": opened(listing.address, request.user)})
    answer.headers["HX-Push-Url"] = listing.address.url
    return answer


def view_of(request: UserRequest, asked: str) -> str:
    """Return how the list is looked at: as the address says, else as the person had it last; that is kept for the next time."""
    if asked and request.session.get(VIEW, CARDS) != asked:
        request.session[VIEW] = asked
    return str(asked or request.session.get(VIEW, CARDS))


@open_to(members)
@require_safe
def preview(request: UserRequest, uid: UUID) -> HttpResponse:
    """Answer with one descriptor in full, to be opened in place below its line; the words of the search are marked."""
    scope, tray = Scope.of(request.user, timezone.now()), Tray(request)
    rows = rows_shown([visible(request, uid).uid], scope)
    if not rows:
        raise Http404
    clauses = understand(request.GET.get("q", ""), scope).clauses
    card = full_card(rows[0], clauses, request.user, laid=tray.uids)
    return render(request, "descriptors/preview.html", {"card": card})


@open_to(members)
@require_safe
def descriptor(request: UserRequest, uid: UUID) -> HttpResponse:
    """Show one descriptor; a merged one forwards to what it was merged into."""
    target = forwarded([uid]).get(uid)
    if target is not None:
        return redirect("descriptor", visible(request, target).uid)
    found = visible(request, uid)
    tray = Tray(request)
    known = {"detail": Detail(found, request.user), "tray": tray, "compare": compare_of(found.uid, on=found.uid in tray.uids)}
    return render(request, "descriptors/descriptor.html", known)


def visible(request: UserRequest, uid: UUID) -> Descriptor:
    """Return a descriptor in any state that the person may open, or answer 404."""
    rows = Descriptor.objects.visible_to(request.user).select_related("skill", "sector", "wsos_section", "reviewer", "batch", "amends")
    return get_object_or_404(rows, uid=uid)


@open_to(members)
@require_POST
def favourite(request: UserRequest, uid: UUID) -> HttpResponse:
    """Keep a descriptor at hand, or no longer, as it says, and go back: an older page does not turn round what was done since."""
    found = visible(request, forwarded([uid]).get(uid, uid))
    on = is_on(request.POST)
    said = starred(request, found, on=on)
    if request.htmx:
        context = {"favourite": {"url": request.path, "on": on}, "name": found.criterion_name}
        answer = render(request, "web/components/favourite.html", context)
        return trigger_client_event(answer, "assay:say", {"value": said}) if said else answer
    if said:
        messages.info(request, said)
    return redirect(back_of(request, reverse("descriptor", args=[uid])))


def starred(request: UserRequest, row: Descriptor, *, on: bool) -> str:
    """Star a descriptor, or no longer; return what is to be said. A star that is pressed again stands where it was, with its note."""
    at = timezone.now()
    if on:
        kept = taken_out.unstarred(request, row)
        stood = TakenOut(kept["to"], kept["note"]) if kept else None
        set_favourite(descriptor=row, by=request.user, at=at, on=True, was=stood)
        if kept:
            taken_out.drop(request, kept["collection"], kept["descriptor"])
        return ""
    was = set_favourite(descriptor=row, by=request.user, at=at, on=False)
    if was is None:
        return ""
    mine = Collection.objects.favourites_of(request.user).get()
    taken_out.offer(request, mine, row.uid, was)
    told = _(
        "“%(name)s” is no favourite any more. Press the star again, and its note is back, until you sign out or take %(n)d others out."
    )
    return told % {"name": row.criterion_name, "n": taken_out.MOST_KEPT} if was.note else ""


@open_to(members)
@require_safe
def copy(request: UserRequest, uid: UUID) -> HttpResponse:
    """Answer the clipboard with plain text; a browser that follows the link gets a page to copy from."""
    found = visible(request, uid)
    kind, level = request.GET.get("as", "cis"), request.GET.get("level", "0")
    if kind not in KINDS or level not in {"0", "1", "2", "3"}:
        raise Http404
    text = copied(found, kind, int(level), request.user)
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        return plain(text)
    return render(request, "descriptors/copy.html", {"descriptor": found, "copied": text})


def plain(text: Copied) -> HttpResponse:
    """Return the text alone, with what is to be said about it in a header."""
    return HttpResponse(text.text, content_type="text/plain; charset=utf-8", headers={"X-Copied": quote(text.said)})

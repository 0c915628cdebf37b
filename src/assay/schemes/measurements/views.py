"""The page of measurement aspects, and what leaves it through the clipboard."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assay.descriptors.library.views import plain
from assay.schemes.measurements.copying import as_cis_rows, as_text, named
from assay.schemes.measurements.listing import MOST_COPIED, Measured, read_measured
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def measurements(request: UserRequest) -> HttpResponse:
    """Show the measurement aspects of imported schemes, for the state that the address describes."""
    listing = Measured(read_measured(request.GET), request.user, timezone.now())
    whole = not request.htmx or request.htmx.history_restore_request
    page = "schemes/measurements.html" if whole else "schemes/measurements.html#found"
    answer = render(request, page, {"listing": listing})
    answer.headers["HX-Push-Url"] = listing.address.url
    return answer


@open_to(members)
@require_safe
def copy(request: UserRequest) -> HttpResponse:
    """Answer the clipboard with the named aspects, or with all that the address finds; a browser that follows the link gets a page."""
    listing, kind = Measured(read_measured(request.GET), request.user, timezone.now()), request.GET.get("as", "cis")
    rows = named(listing.seen, request.GET.getlist("a")) if "a" in request.GET else listing.first(MOST_COPIED)
    if not rows or kind not in {"cis", "text"}:
        raise Http404
    text = as_cis_rows(rows, request.user) if kind == "cis" else as_text(rows)
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        return plain(text)
    return render(request, "descriptors/copy.html", {"copied": text})

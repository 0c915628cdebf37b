"""What helps to find: how the search box may go on, and all values of one filter."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assay.descriptors.library.address import number, read
from assay.descriptors.library.filters import TITLES
from assay.descriptors.library.listing import Listing
from assay.descriptors.posted import text_of
from assay.descriptors.search.completing import offers
from assay.descriptors.searches.page import saved_by
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def complete(request: UserRequest) -> HttpResponse:
    """Answer the search box with how it may go on at the cursor, within what the page's filters leave."""
    listing = Listing(read(request.GET), request.user, timezone.now())
    typed = listing.address.typed
    at = min(number(request.GET.get("at"), len(typed)), len(typed))
    found = offers(typed, at, listing.scope, lambda rest: listing.asking(rest).query)
    saved = [] if typed.strip() else saved_by(request.user)
    return render(request, "descriptors/completions.html", {"offers": found, "saved": saved})


@open_to(members)
@require_safe
def filter_values(request: UserRequest, facet: str) -> HttpResponse:
    """List the values of one filter whose name holds a text: alone for the filter's own box, else as a page to choose from."""
    listing = Listing(read(request.GET), request.user, timezone.now())
    if facet not in listing.scope.facets:
        raise Http404
    find = " ".join(text_of(request.GET.get("find", "")).split())
    shown = {"name": facet, "title": TITLES[facet], "options": listing.filters.found(facet, find)}
    if request.htmx:
        return render(request, "web/components/facet_values.html", {"facet": shown, "form_id": "ask"})
    return render(request, "descriptors/filter.html", {"listing": listing, "facet": shown, "find": find})

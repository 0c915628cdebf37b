"""What helps to find: how the search box may go on, and the values of a long filter."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assay.descriptors.library.address import number, read
from assay.descriptors.library.listing import Listing
from assay.descriptors.posted import text_of
from assay.descriptors.search.completing import offers
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def complete(request: UserRequest) -> HttpResponse:
    """Answer the search box with how it may go on at the cursor, within what the page's filters leave."""
    listing = Listing(read(request.GET), request.user, timezone.now())
    typed = listing.address.typed
    at = min(number(request.GET.get("at"), len(typed)), len(typed))
    return render(request, "descriptors/completions.html", {"offers": offers(typed, at, listing.scope, listing.question)})


@open_to(members)
@require_safe
def filter_values(request: UserRequest, facet: str) -> HttpResponse:
    """Answer the box of a long filter with its values whose name holds a text, also those that are not listed; chosen ones stay."""
    listing = Listing(
        read(request.GET).to(every=facet), request.user, timezone.now(), look_for=(facet, text_of(request.GET.get("find", "")))
    )
    if facet not in listing.page.facets:
        raise Http404
    return render(request, "descriptors/filter_values.html", {"facet": listing.facet(facet)})

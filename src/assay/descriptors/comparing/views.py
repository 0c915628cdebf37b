"""Compare: the page, and the tray that leads to it."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assay.descriptors.comparing.page import Comparing
from assay.descriptors.comparing.tray import FEWEST, MOST_LAID, UNFOLDED, Tray, became, in_order
from assay.descriptors.posted import is_on, uid_of
from assay.web.access import members, open_to
from assay.web.back import back_of
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def compare(request: UserRequest) -> HttpResponse:
    """Show descriptors side by side; the address says which, so it can be shared."""
    asked = became([uid for uid in map(uid_of, request.GET.getlist("d")) if uid is not None][:MOST_LAID])
    tray = Tray(request)
    if not asked and len(tray.rows) >= FEWEST:
        return redirect(tray.url)
    page = Comparing(in_order(asked, request) if asked else tray.rows, len(asked), request.user)
    return render(request, "descriptors/compare.html", {"page": page})


@open_to(members)
@require_POST
def lay(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Lay a descriptor into the tray, or take it out, as the form says; for a merged one, what it became."""
    row = next(iter(in_order([uid], request)), None)
    if row is None:
        raise Http404
    tray, on = Tray(request), is_on(request.POST)
    tray.put(row, on=on)
    request.session[UNFOLDED] = "unfolded" in request.POST and bool(tray.uids)
    if request.htmx:
        known = {"tray": tray, "compare": {"url": request.path, "on": on}, "name": row.criterion_name}
        return render(request, "descriptors/compare_laid.html", known)
    return redirect(back_of(request, reverse("library")))


@open_to(members)
@require_POST
def clear(request: UserRequest) -> HttpResponse:
    """Empty the tray."""
    Tray(request).keep([])
    return redirect(back_of(request, reverse("library")))

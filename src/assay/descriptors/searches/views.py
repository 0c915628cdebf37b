"""Saved searches: the list, saving one from the library's page, renaming and deleting."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors.library.address import read
from assay.descriptors.posted import at_most_once, text_of, uid_of
from assay.descriptors.saved import SavedSearch
from assay.descriptors.searches import actions
from assay.descriptors.searches.page import saved_by
from assay.errors import Invalid
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

UNDO = "search_undo"


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def searches(request: UserRequest) -> HttpResponse:
    """List a person's searches, for the menu of the library's page alone; save a new one."""
    known: dict[str, Any] = {}
    if request.method == "POST":
        address = read(QueryDict(text_of(request.POST.get("query", "")))).to(page=1)
        name, uid = text_of(request.POST.get("name", "")), uid_of(request.POST.get("uid")) or uuid.uuid4()
        try:
            made = at_most_once(lambda: actions.save(uid=uid, name=name, query=address.query, by=request.user, at=timezone.now()))
        except Invalid as invalid:
            known = {"refusal": invalid, "typed": name, "query": address.query, "uid": uid}
        else:
            messages.success(request, _("Saved as “%(name)s”. You find it under My searches.") % {"name": made.name})
            return redirect(address.url)
    page = "descriptors/searches.html#menu" if request.htmx else "descriptors/searches.html"
    undo = None if request.htmx else request.session.pop(UNDO, None)
    return render(request, page, known | {"searches": saved_by(request.user), "undo": undo}, status=422 if known else 200)


@open_to(members)
@require_POST
def search(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Rename a search, delete it, or bring it back."""
    found = get_object_or_404(SavedSearch.objects.of(request.user), uid=uid)
    do = request.POST.get("do", "")
    if do == "rename":
        actions.rename(search=found, name=text_of(request.POST.get("name", "")), by=request.user)
        messages.success(request, _("Renamed."))
    elif do in {"delete", "restore"}:
        actions.put_away(search=found, deleted=do == "delete", by=request.user, at=timezone.now())
        if do == "delete":
            request.session[UNDO] = {"url": reverse("search", args=[found.uid]), "name": found.name}
        else:
            messages.success(request, _("The search is back."))
    else:
        raise Http404
    return redirect("searches")

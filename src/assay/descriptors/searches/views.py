"""Saved searches: the list, saving one from the library's page, opening, changing."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assay.descriptors.library.filters import TITLES
from assay.descriptors.posted import at_most_once, text_of, uid_of
from assay.descriptors.saved import SavedSearch
from assay.descriptors.searches import actions
from assay.descriptors.searches.opening import as_it_is_now
from assay.descriptors.searches.page import Saved, address_of, in_words, labels_of, saved_by
from assay.errors import Invalid
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

UNDO = "search_undo"
PLACE = re.compile(r"-?[0-9]{1,6}")
SAID = {"rename": gettext_lazy("Renamed."), "restore": gettext_lazy("The search is back.")}


@open_to(members)
@require_safe
def searches(request: UserRequest) -> HttpResponse:
    """List a person's searches; for the menu of the library's page their names alone."""
    page = "descriptors/searches.html#menu" if request.htmx else "descriptors/searches.html"
    undo = None if request.htmx else request.session.pop(UNDO, None)
    return render(request, page, {"searches": saved_by(request.user), "undo": undo})


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def search_new(request: UserRequest) -> HttpResponse:
    """Keep what the library page asks under a name; where the name is taken, offer to replace that one."""
    asked = address_of(request.POST.get("question", "") if request.method == "POST" else request.GET.urlencode())
    words = in_words(asked, labels_of([asked]))
    name, uid = text_of(request.POST.get("name", words[: actions.LONGEST_NAME])), uid_of(request.POST.get("uid")) or uuid.uuid4()
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            known: dict[str, Any] = {"question": asked.question, "by": request.user, "at": timezone.now()}
            made = at_most_once(lambda: actions.save(uid=uid, name=name, **known))
        except Invalid as invalid:
            refusal = invalid
        else:
            messages.success(request, _("Saved as “%(name)s”.") % {"name": made.name})
            return redirect(asked.to(saved=str(made.uid)).url)
    page = {
        "asked": asked,
        "words": words,
        "typed": name,
        "uid": uid,
        "refusal": refusal,
        "namesake": actions.namesake(name, request.user, besides=uid) if refusal else None,
        "crumbs": [{"label": _("Library"), "url": reverse("library")}, {"label": _("Saved searches"), "url": reverse("searches")}],
    }
    return render(request, "descriptors/search_new.html", page, status=422 if refusal else 200)


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Open a saved search in the library; its forms rename, replace, move, delete and restore it."""
    found = get_object_or_404(SavedSearch.objects.visible_to(request.user), uid=uid)
    if request.method == "POST":
        return change(request, found)
    if found.deleted_at is not None:
        raise Http404
    asked, lost = as_it_is_now(address_of(found.question))
    if lost:
        titles = ", ".join(str(TITLES[name]) for name in lost)
        messages.warning(request, _("A filter of this search is no longer there and was left out: %(filters)s.") % {"filters": titles})
    return redirect(asked.to(saved=str(found.uid)).url)


def change(request: UserRequest, found: SavedSearch) -> HttpResponse:
    """Do what a form asks for. Raises DomainError, Http404."""
    do, by, at = request.POST.get("do", ""), request.user, timezone.now()
    if do == "replace":
        return replaced(request, found)
    if do == "rename":
        return renamed(request, found)
    if do == "delete":
        actions.delete(search=found, by=by, at=at)
        request.session[UNDO] = {"url": reverse("search", args=[found.uid]), "name": found.name}
    elif do == "restore":
        actions.restore(search=found, by=by)
        messages.success(request, SAID[do])
    elif do == "move" and PLACE.fullmatch(to := request.POST.get("to", "")):
        actions.move(search=found, to=int(to), by=by)
    else:
        raise Http404
    return redirect("searches")


def replaced(request: UserRequest, found: SavedSearch) -> HttpResponse:
    """Let a search ask what the page asks, and go back to that page. Raises DomainError."""
    asked = address_of(request.POST.get("question", ""))
    actions.replace(search=found, question=asked.question, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” now asks this.") % {"name": found.name})
    return redirect(asked.to(saved=str(found.uid)).url)


def renamed(request: UserRequest, found: SavedSearch) -> HttpResponse:
    """Give a search another name; a name that cannot be is shown again with why."""
    name = text_of(request.POST.get("name", ""))
    try:
        actions.rename(search=found, name=name, by=request.user, at=timezone.now())
    except Invalid as invalid:
        page = {"searches": saved_by(request.user), "refused": Saved(found), "typed": name, "refusal": invalid}
        return render(request, "descriptors/searches.html", page, status=422)
    messages.success(request, SAID["rename"])
    return redirect("searches")

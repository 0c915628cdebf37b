"""Tags and categories: browse them; rename, merge, retire one. Each step says first how many descriptors it changes."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assay.descriptors.curating import terms_listing as listing
from assay.descriptors.curating.terms import AnyTerm, add_category, kind_of, merge, rename, set_retired
from assay.descriptors.models import Category, Tag
from assay.descriptors.posted import Text, at_most_once, text_of, uid_of
from assay.errors import Invalid, Stale
from assay.history.timeline import timeline_of
from assay.names import name_key
from assay.web.access import admins, open_to
from assay.web.requests import UserRequest

MOST_MOMENTS = 8
DIGITS = 10


class NameForm(forms.Form):
    """A name; what it may be is decided by the actions."""

    use_required_attribute = False

    name = Text(
        label=gettext_lazy("Name"),
        required=True,
        widget=forms.TextInput(attrs={"class": "input narrow", "maxlength": 60, "autocomplete": "off"}),
    )

    def refuse(self, refusal: Invalid) -> None:
        """Put what an action says beside the name."""
        self.add_error("name", refusal.fields.get("name", str(refusal)))


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: UserRequest) -> HttpResponse:
    """Browse one of the two lists by name; a form adds a category. htmx asks for the list alone while a search is typed."""
    of, text, after = (text_of(request.GET.get(name, "")).strip() for name in ("of", "q", "after"))
    of = of if of in listing.SHOWN else "categories"
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := added(request, form)):
        messages.success(request, _("The category “%(name)s” is added.") % {"name": made.name})
        return redirect("terms")
    found = listing.listed(listing.SHOWN[of][0], text, after)
    page = {"of": of, "text": text, "after": after, "listed": found, "tabs": listing.tabs(of), "form": form}
    page |= {"uid": uid_of(request.POST.get("uid")) or uuid.uuid4(), "crumbs": [to_curation()]}
    template = "descriptors/terms.html#list" if request.htmx else "descriptors/terms.html"
    return render(request, template, page, status=422 if form.errors else 200)


def added(request: UserRequest, form: NameForm) -> Category | None:
    """Add the category; what stops it is said beside the name."""
    uid, name = uid_of(request.POST.get("uid")) or uuid.uuid4(), form.cleaned_data["name"]
    try:
        return at_most_once(lambda: add_category(uid=uid, name=name, by=request.user, at=timezone.now()))
    except Invalid as refusal:
        form.refuse(refusal)
    return None


def to_curation() -> dict[str, str]:
    """Return the first step of the way here."""
    return {"label": _("Curation"), "url": reverse("curation")}


@open_to(admins)
@require_safe
def term(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show what carries it, names like it and its history; a merged one forwards to what it became."""
    found = term_of(uid, merged=True)
    if found.merged_into:
        return redirect("term", found.merged_into.uid)
    page = {
        "term": found,
        "kind": kind_of(found),
        "carried": listing.carried(found),
        "to_descriptors": listing.to_descriptors(found),
        "merged": found.merged_from.order_by("name_key"),
        "similar": listing.similar(found),
        "timeline": timeline_of(kind_of(found), found.uid, request.user)[::-1][:MOST_MOMENTS],
        "crumbs": [to_curation(), listing.back_to_list(found)],
    }
    return render(request, "descriptors/terms_term.html", page)


def term_of(uid: uuid.UUID, *, merged: bool = False) -> AnyTerm:
    """Return a tag or category, one that was merged only where asked for. Raises Http404."""
    for kind in (Tag, Category):
        found: AnyTerm | None = kind.objects.select_related("merged_into").filter(uid=uid).first()
        if found is not None and (merged or not found.merged_into):
            return found
    raise Http404


def question(request: UserRequest, found: AnyTerm, status: int = 200, **page: Any) -> HttpResponse:
    """Answer with a page that says what will happen before it does."""
    back = reverse("term", args=[found.uid])
    crumbs = [to_curation(), listing.back_to_list(found), {"label": found.name, "url": back}]
    return render(request, "web/confirm.html", {"back": back, "crumbs": crumbs, **page}, status=status)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def term_rename(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say how many descriptors will show the new name, then rename."""
    found = term_of(uid)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    was = text_of(request.POST.get("was", "")) or found.name
    if form.is_valid():
        try:
            rename(term=found, name=form.cleaned_data["name"], was=was, by=request.user, at=timezone.now())
            messages.success(request, _("It is called “%(name)s” now.") % {"name": found.name})
            return redirect("term", found.uid)
        except Stale as stale:
            form.add_error("name", str(stale))
            was = found.name
        except Invalid as refusal:
            form.refuse(refusal)
    facts = [*listing.carried(found).sentences, _("Each shows the new name, and its history says so. Its texts and its state stay.")]
    return question(
        request,
        found,
        status=422 if form.errors else 200,
        title=_("Rename “%(name)s”") % {"name": found.name},
        form=form,
        facts=facts,
        verb=_("Rename"),
        hidden=[("was", was)],
    )


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def term_merge(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask into which one, say how many descriptors will follow, then merge."""
    found = term_of(uid)
    wanted = text_of(request.POST.get("into", "") or request.GET.get("into", "")).strip()
    into = type(found).objects.offered().filter(name_key=name_key(wanted)).exclude(pk=found.pk).first()
    if into is None:
        page = {
            "term": found,
            "wanted": wanted,
            "known": type(found).objects.offered().exclude(pk=found.pk).order_by("name_key").values_list("name", flat=True),
            "similar": listing.similar(found),
            "crumbs": [to_curation(), listing.back_to_list(found), {"label": found.name, "url": reverse("term", args=[uid])}],
        }
        return render(request, "descriptors/terms_merge.html", page, status=422 if wanted else 200)
    if request.method != "POST":
        return really_merge(request, found, into)
    told = request.POST.get("told", "")
    try:
        merge(term=found, into=into, told=int(told) if told.isdecimal() and len(told) < DIGITS else -1, by=request.user, at=timezone.now())
    except Stale as stale:
        return really_merge(request, found, into, refusal=stale)
    messages.success(request, _("“%(name)s” is merged into “%(into)s”.") % {"name": found.name, "into": into.name})
    return redirect("term", into.uid)


def really_merge(request: UserRequest, found: AnyTerm, into: AnyTerm, refusal: Stale | None = None) -> HttpResponse:
    """Say with numbers what will change."""
    carried = listing.carried(found)
    follow = ngettext(
        "It carries “%(into)s” instead, once, and its history says so. Its texts and its state stay.",
        "They carry “%(into)s” instead, each once, and their history says so. Their texts and their states stay.",
        carried.total,
    )
    facts = [
        *carried.sentences,
        *([follow % {"into": into.name}] if carried.total else []),
        _("“%(name)s” leaves the list. Whoever types it from now on gets “%(into)s”.") % {"name": found.name, "into": into.name},
        _("This cannot be undone."),
    ]
    return question(
        request,
        found,
        status=refusal.status if refusal else 200,
        title=_("Merge “%(name)s” into “%(into)s”") % {"name": found.name, "into": into.name},
        text=refusal and str(refusal),
        facts=facts,
        verb=_("Merge"),
        hidden=[("into", into.name), ("told", str(carried.total))],
        grave=True,
    )


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def term_retire(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what stays, then retire it; the same address brings it back."""
    found = term_of(uid)
    if request.method == "POST":
        retired = request.POST.get("retired") == "1"
        set_retired(term=found, retired=retired, by=request.user, at=timezone.now())
        said = _("“%(name)s” is retired. You can bring it back at any time.") if retired else _("“%(name)s” is offered again.")
        messages.success(request, said % {"name": found.name})
        return redirect("term", found.uid)
    facts = [
        *listing.carried(found).sentences,
        _("Whatever carries it keeps it, and is found by it as before."),
        _("It is offered no more where descriptors are sorted. You can bring it back at any time."),
    ]
    title = _("Retire “%(name)s”") % {"name": found.name}
    return question(request, found, title=title, facts=facts, verb=_("Retire"), hidden=[("retired", "1")])

"""WSOS sections: browse, add; and for administrators rename, merge, delete."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.accounts.permissions import require
from assay.errors import Invalid, Stale
from assay.history.timeline import timeline_of
from assay.names import name_key
from assay.standards import library
from assay.standards.carried import posted, text_of, uid_of
from assay.standards.models import WSOSSection
from assay.standards.places import crumb, tabs
from assay.standards.sections import NameTaken, create_section, delete_section, merge_sections, rename_section, standards_with_both, uses_of
from assay.standards.similar import similar_sections
from assay.standards.wsos.forms import NameForm
from assay.standards.wsos.listing import sections_for, standards_with
from assay.web.access import admins, members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST_MOMENTS = 8


def may_add(user: "User | AnonymousUser") -> bool:
    """Allow SCMs, SAs and administrators."""
    return members(user) and user.has_perm("standards.create_section")


@open_to(members)
@require_safe
def sections(request: UserRequest) -> HttpResponse:
    """Browse the sections by name; htmx asks for the list alone while a search is typed."""
    text, after = text_of(request.GET, "q"), text_of(request.GET, "after")
    total, rows, following = sections_for(request.user, text, after)
    page = {"rows": rows, "total": total, "text": text, "following": following, "after": after, "tabs": tabs("sections")}
    template = "standards/sections.html#list" if request.htmx else "standards/sections.html"
    return render(request, template, page | {"may_add": may_add(request.user)})


@open_to(members)
@require_safe
def section(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show where a section is used; a merged one forwards to the one that it became."""
    found = get_object_or_404(WSOSSection.objects.select_related("merged_into"), uid=uid)
    if found.merged_into:
        return redirect("section", found.merged_into.uid)
    page = {
        "section": found,
        "competitions": standards_with(found),
        "descriptors": library.visible(request.user, "section", found).get(found.pk, 0),
        "merged": found.merged_from.order_by("name_key"),
        "similar": similar_sections(found.name, besides=found) if request.user.is_admin else (),
        "is_free": request.user.is_admin and not uses_of(found),
        "timeline": timeline_of("section", found.uid, request.user)[::-1][:MOST_MOMENTS] if request.user.has_perm("people.see") else (),
        "crumbs": [to_sections()],
    }
    return render(request, "standards/section.html", page)


def to_sections() -> dict[str, str]:
    """Return the first step of the way to a section."""
    return crumb(_("WSOS sections"), "sections")


@open_to(may_add)
@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: UserRequest) -> HttpResponse:
    """Add a section; names like it are shown once before, and a name that is there already is refused."""
    form = NameForm(posted(request), initial={"name": text_of(request.GET, "name")})
    similar: list[WSOSSection] = []
    if form.is_valid():
        name = form.cleaned_data["name"]
        known = WSOSSection.objects.filter(name_key=name_key(name)).exists()
        similar = [] if known or request.POST.get("confirmed") == name else similar_sections(name)
        if not similar and (made := added(request, form)):
            messages.success(request, _("The WSOS section is added."))
            return redirect("section", made.uid)
    page = {"form": form, "similar": similar, "uid": request.POST.get("uid") or uuid.uuid4(), "crumbs": [to_sections()]}
    return render(request, "standards/section_add.html", page, status=422 if form.errors else 200)


def added(request: UserRequest, form: NameForm) -> WSOSSection | None:
    """Add the section; what stops it is said beside the name."""
    try:
        return create_section(uid=uid_of(request.POST), name=form.cleaned_data["name"], by=request.user, at=timezone.now())
    except NameTaken as taken:
        form.found = taken.section
        form.add_error("name", str(taken))
    except Invalid as refusal:
        form.refuse(refusal)
    return None


def in_use(uid: uuid.UUID) -> WSOSSection:
    """Return a section that is not merged. Raises Http404."""
    return get_object_or_404(WSOSSection, uid=uid, merged_into=None)


def question(request: UserRequest, found: WSOSSection, status: int = 200, **page: Any) -> HttpResponse:
    """Answer with a page that says what will happen before it does."""
    back = crumb(found.name, "section", str(found.uid))
    return render(request, "web/confirm.html", {"back": back["url"], "crumbs": [to_sections(), back], **page}, status=status)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say where the new name will show, then rename."""
    found = in_use(uid)
    form, was = NameForm(posted(request), initial={"name": found.name}), text_of(request.POST, "was") or found.name
    if form.is_valid():
        try:
            rename_section(section=found, name=form.cleaned_data["name"], was=was, by=request.user, at=timezone.now())
            messages.success(request, _("The WSOS section is renamed."))
            return redirect("section", found.uid)
        except Stale as stale:
            form.add_error("name", str(stale))
            was = found.name
        except Invalid as refusal:
            form.refuse(refusal)
    facts = [*uses_of(found), _("All of them show the new name, earlier revisions too: it is the same section.")]
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
def merge(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask into which section, say what will move, then merge."""
    found = in_use(uid)
    wanted = text_of(request.POST, "into") or text_of(request.GET, "into")
    into = WSOSSection.objects.filter(name_key=name_key(wanted), merged_into=None).exclude(pk=found.pk).first()
    if into and request.method == "POST":
        merge_sections(section=found, into=into, by=request.user, at=timezone.now())
        messages.success(request, _("“%(name)s” is merged into this section.") % {"name": found.name})
        return redirect("section", into.uid)
    if into and not standards_with_both(found, into):
        return really_merge(request, found, into)
    known = WSOSSection.objects.filter(merged_into=None).exclude(pk=found.pk).order_by("name_key").values_list("name", flat=True)
    page = {
        "section": found,
        "wanted": wanted,
        "known": known,
        "both": standards_with_both(found, into) if into else (),
        "similar": similar_sections(found.name, besides=found),
        "crumbs": [to_sections(), crumb(found.name, "section", str(found.uid))],
    }
    return render(request, "standards/section_merge.html", page, status=422 if wanted else 200)


def really_merge(request: UserRequest, found: WSOSSection, into: WSOSSection) -> HttpResponse:
    """Say with numbers what will move."""
    facts = [
        *(uses_of(found) or [_("Nothing uses it yet.")]),
        _("All of it moves to “%(name)s”. Each descriptor gets a revision that says so; its state and its texts stay.")
        % {"name": into.name},
        _("“%(name)s” leaves the list, its address forwards, and its name cannot be given again.") % {"name": found.name},
        _("This cannot be undone."),
    ]
    title = _("Merge “%(name)s” into “%(into)s”") % {"name": found.name, "into": into.name}
    return question(request, found, title=title, facts=facts, verb=_("Merge"), hidden=[("into", into.name)], grave=True)


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once, then delete a section that nothing ever used."""
    found = in_use(uid)
    if request.method == "POST":
        delete_section(section=found, by=request.user, at=timezone.now())
        messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
        return redirect("sections")
    require(request.user, "standards.curate_sections")
    title = _("Delete “%(name)s”") % {"name": found.name}
    if used := uses_of(found):
        facts = [*used, _("Only a section that nothing uses can be deleted. Merge it into another one instead.")]
        action = crumb(found.name, "section_merge", str(found.uid))["url"]
        return question(request, found, title=title, facts=facts, verb=_("Choose where to merge it"), hidden=[], action=action)
    return question(
        request, found, title=title, facts=[_("No standard and no descriptor uses it.")], verb=_("Delete"), hidden=[], grave=True
    )

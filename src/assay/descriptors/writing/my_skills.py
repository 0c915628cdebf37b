"""Descriptors of my skills: the list, and putting rows aside and back."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.descriptors import actions
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import seen_of
from assay.descriptors.states import RETURNED
from assay.descriptors.writing import lists
from assay.descriptors.writing.scratch import drop, not_yet, scratch_of
from assay.descriptors.writing.views import editable, skills_of
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from assay.accounts.models import User

UNDO = "undo_delete"


def writes(user: "User | AnonymousUser") -> bool:
    """Return whether the person manages a skill: then My skills stands in the rail."""
    return members(user) and bool(roles_of(user).scm)


@open_to(members)
@require_GET
def my_skills(request: UserRequest) -> HttpResponse:
    """List what was written in one's skills by where it stands; someone without a skill learns what this page is."""
    skills = skills_of(request)
    if not skills:
        return render(request, "descriptors/not_a_writer.html", {"advises": bool(roles_of(request.user).sa)})
    filters = lists.filters_of(request.GET, skills)
    rows = lists.rows_for(request.user, filters)
    counts = lists.counts(rows)
    page = lists.page_of(rows, filters)
    known = {
        "filters": filters,
        "tab": lists.TABS[filters.tab],
        "tabs": tabs(filters, counts),
        "skills": skills,
        "rows": lists.cards(page, request.user),
        "total": counts[filters.tab],
        "filtered": bool(filters.words or filters.mine or filters.skill),
        "clear": lists.Filters(filters.tab, None, mine=False, words="", size=filters.size).query(),
        "pager": pager(page, filters),
        "sendable": filters.tab in lists.SENDABLE,
        "unfinished": lists.unfinished(request.user),
        "undo": request.session.pop(UNDO, None),
        "write_url": reverse("write") + (f"?skill={filters.skill.code}" if filters.skill else ""),
    }
    return render(request, "descriptors/my_skills.html", known)


def tabs(filters: lists.Filters, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the tabs with their numbers."""
    return [
        {"label": tab.label, "url": filters.query(tab=name), "count": counts[name], "current": name == filters.tab}
        for name, tab in lists.TABS.items()
    ]


def pager(page: Page[Descriptor], filters: lists.Filters) -> dict[str, Any] | None:
    """Return the pager, or None where everything fits on the smallest page."""
    if page.paginator.count <= lists.SIZES[0]:
        return None
    numbers = {"first": page.start_index(), "last": page.end_index(), "total": page.paginator.count}
    return {
        "summary": _("%(first)d to %(last)d of %(total)d") % numbers,
        "previous": filters.query(page=page.previous_page_number()) if page.has_previous() else "",
        "next": filters.query(page=page.next_page_number()) if page.has_next() else "",
        "sizes": [{"label": str(size), "url": filters.query(per=size), "current": size == filters.size} for size in lists.SIZES],
    }


@open_to(members)
@require_POST
def delete_draft(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Put a draft or returned one aside; the message offers to undo it."""
    descriptor = editable(request, uid)
    gone = actions.delete(descriptor=descriptor, seen=seen_of(request.POST.get("change")), by=request.user, at=timezone.now())
    request.session[UNDO] = {"url": reverse("restore_draft", args=[uid]), "label": _("Undo"), "fields": [("change", gone.change)]}
    messages.success(request, _("Deleted: %(name)s") % {"name": gone.criterion_name})
    return redirect(list_of(gone))


@open_to(members)
@require_POST
def restore_draft(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Bring a deleted one back."""
    descriptor = editable(request, uid)
    back = actions.restore(descriptor=descriptor, seen=seen_of(request.POST.get("change")), by=request.user, at=timezone.now())
    messages.success(request, _("Restored: %(name)s") % {"name": back.criterion_name})
    return redirect(list_of(back))


def list_of(descriptor: Descriptor) -> str:
    """Return the address of the list where the descriptor was or is."""
    return reverse("my_skills") + ("?tab=returned" if descriptor.batch_status == RETURNED else "?tab=drafts")


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def discard_scratch(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask, then forget what was typed and not saved; a descriptor that was saved stays as it is."""
    kept = scratch_of(request.user, uid)
    saved = Descriptor.objects.editable_by(request.user).filter(uid=uid).first()
    if request.method == "POST":
        drop(uid=uid, by=request.user)
        messages.success(request, _("Discarded."))
        return redirect("edit", uid) if saved else redirect("my_skills")
    if kept is None:
        return redirect("edit", uid) if saved else redirect("my_skills")
    fields = kept.data["fields"]
    page = {
        "title": _("Discard unsaved changes") if saved else _("Discard what is kept for you"),
        "text": saved.criterion_name if saved else fields["criterion_name"] or _("No aspect yet"),
        "facts": [_("The descriptor stays as it was saved last.")] if saved else [not_yet(fields), _("This cannot be undone.")],
        "action": request.path,
        "verb": _("Discard"),
        "grave": True,
        "back": reverse("edit", args=[uid]) if saved else reverse("write") + f"?uid={uid}",
    }
    return render(request, "web/confirm.html", page)

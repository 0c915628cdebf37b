"""What the editor asks about similar descriptors, and what can be done about one: use it instead, or say why both are needed."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors import actions
from assay.descriptors.alike import Kind
from assay.descriptors.collecting.favourites import set_favourite
from assay.descriptors.duplicates.remarks import keep_beside
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.descriptors.writing.beside import Beside, beside, posted_wording
from assay.descriptors.writing.my_skills import writes
from assay.descriptors.writing.scratch import drop, scratch_of
from assay.descriptors.writing.views import editable
from assay.web.access import open_to
from assay.web.requests import UserRequest


@open_to(writes)
@require_POST
def similar_beside(request: UserRequest) -> HttpResponse:
    """Return what is similar to what is being typed; nothing where that is what the page shows already."""
    uid = uid_of(request.POST.get("uid")) or uuid.uuid4()
    own = Descriptor.objects.editable_by(request.user).live().filter(uid=uid).first()
    source = uid_of(request.POST.get("copied_from"))
    found = beside(posted_wording(request.POST), uid=uid, descriptor=own, user=request.user, at=timezone.now(), source=source)
    if request.POST.get("shown") == found.signature:
        return HttpResponse(status=204)
    return similar_list(request, found)


def similar_list(request: UserRequest, found: Beside) -> HttpResponse:
    """Return the list and, for a phone, the word under the ladder."""
    return render(request, "descriptors/similar.html", {"beside": found, "swapped": True})


def seen_by(request: UserRequest, uid: uuid.UUID) -> Descriptor:
    """Return a live descriptor that the person may open, or answer 404."""
    return get_object_or_404(Descriptor.objects.visible_to(request.user).live().select_related("skill"), uid=uid)


@open_to(writes)
@require_POST
def keep_both(request: UserRequest, uid: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Keep why one's own is needed beside a similar one; the Skill Advisor reads it."""
    own, there = editable(request, uid), seen_by(request, other)
    reason = text_of(request.POST.get("reason", ""))
    told = keep_beside(descriptor=own, other=there, reason=reason, by=request.user, at=timezone.now())
    if request.htmx:
        return similar_list(request, beside(own.wording, uid=uid, descriptor=own, user=request.user, at=timezone.now()))
    if told.kind == Kind.BESIDE:
        messages.success(request, _("Kept with both. The Skill Advisor reads it."))
    else:
        messages.info(
            request, _("Your reason is kept. An administrator has told them apart already, so neither is suggested for the other.")
        )
    return redirect("edit", uid)


@open_to(writes)
@require_http_methods(["GET", "HEAD", "POST"])
def use_instead(request: UserRequest, uid: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Ask, then take a similar one instead of one's own: it becomes a favourite, and one's own is put aside."""
    there = seen_by(request, other)
    own = editable(request, uid) if Descriptor.objects.filter(uid=uid).exists() else None
    if request.method == "POST":
        return used(request, uid, own, there)
    kept = scratch_of(request.user, uid)
    aside = [_("Your %(own)s is deleted; it can be restored under My skills.") % {"own": quoted(own)}] if own else []
    page = {
        "title": _("Use it instead of your own"),
        "text": there.criterion_name,
        "facts": [
            _("%(one)s is put among your favourites, to be copied from there.") % {"one": quoted(there)},
            *aside,
            *([_("What you typed and did not save is discarded.")] if kept else []),
        ],
        "hidden": [("change", own.change)] if own else [],
        "action": request.path,
        "verb": _("Use it"),
        "back": reverse("edit", args=[uid]) if own else reverse("write") + f"?uid={uid}",
    }
    return render(request, "web/confirm.html", page)


def used(request: UserRequest, uid: uuid.UUID, own: Descriptor | None, there: Descriptor) -> HttpResponse:
    """Do it, all or nothing."""
    at = timezone.now()
    with transaction.atomic():
        set_favourite(descriptor=there, by=request.user, at=at, on=True)  # first: whoever writes an event locks no descriptor after it
        if own is not None:
            actions.delete(descriptor=own, seen=seen_of(request.POST.get("change")), by=request.user, at=at)
        drop(uid=uid, by=request.user)
    messages.success(request, _("%(one)s is among your favourites.") % {"one": quoted(there)})
    if own is not None:
        messages.info(request, _("Your %(own)s is deleted. It is restored under My skills, Deleted.") % {"own": quoted(own)})
    return redirect("descriptor", there.uid)


def quoted(row: Descriptor) -> str:
    """Return name and number: the two that are spoken of may have one name."""
    return f"“{row.criterion_name}” (#{row.number})"

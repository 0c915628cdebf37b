"""The guest's first page, and the invitations to a batch."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.descriptors.models import Batch
from assay.descriptors.posted import at_most_once, seen_of, uid_of
from assay.errors import Invalid
from assay.review.batches import batches_visible_to
from assay.review.guests import actions
from assay.review.guests.forms import Invitation, Until
from assay.review.guests.models import Guest
from assay.review.guests.page import invited_to
from assay.review.guests.reading import guests_too
from assay.standards.carried import posted
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from django.forms import Form


@open_to(guests_too)
@require_safe
def guest(request: UserRequest) -> HttpResponse:
    """Show a guest what they are invited to."""
    return render(request, "review/guests/home.html", {"invited": invited_to(request.user)})


def batch_of(request: UserRequest, uid: uuid.UUID) -> Batch:
    """Return a batch to which the person invites: 404 for one they may not see, 403 where they invite nobody."""
    found = get_object_or_404(batches_visible_to(request.user).select_related("skill", "competition"), uid=uid)
    actions.require_right(found, request.user)
    return found


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def guest_invite(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Invite somebody to read a batch."""
    batch, form_uid = batch_of(request, uid), uid_of(request.POST.get("uid")) or uuid.uuid4()
    start = {"last": timezone.localdate() + actions.USUAL}
    form = Invitation(posted(request), batch=batch, initial=start)
    if form.is_valid():
        try:
            made = at_most_once(lambda: actions.invite(uid=form_uid, batch=batch, invited=form.invited, by=request.user, at=timezone.now()))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(who)s is invited by mail.") % {"who": made.user})
            return redirect(at_guests(batch))
    return form_page(request, "review/guests/invite.html", form, batch, uid=form_uid)


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def guest_change(request: UserRequest, uid: uuid.UUID, guest: uuid.UUID) -> HttpResponse:
    """Give a guest another last day, take the invitation back, or give it back."""
    batch = batch_of(request, uid)
    found = get_object_or_404(Guest.objects.select_related("user", "batch__skill"), batch=batch, uid=guest)
    if request.method == "POST" and request.POST.get("do") in {"take_back", "give_back"}:
        return ended(request, found)
    start = {"last": timezone.localtime(found.last_moment).date(), "sees_confidential": found.sees_confidential}
    form = Until(posted(request), batch=batch, initial=start)
    if form.is_valid():
        try:
            seen, at = seen_of(request.POST.get("seen")), timezone.now()
            actions.change(guest=found, seen=seen, by=request.user, at=at, **form.wanted)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(who)s is told by mail.") % {"who": found.user})
            return redirect(at_guests(batch))
    return form_page(request, "review/guests/change.html", form, batch, guest=found)


def ended(request: UserRequest, found: Guest) -> HttpResponse:
    """Take an invitation back, or give it back."""
    if request.POST["do"] == "take_back":
        actions.take_back(guest=found, by=request.user, at=timezone.now())
        messages.success(request, _("%(who)s reads nothing of this batch any more.") % {"who": found.user})
    else:
        actions.give_back(guest=found, by=request.user, at=timezone.now())
        messages.success(request, _("%(who)s reads this batch again.") % {"who": found.user})
    return redirect(at_guests(found.batch))


def at_guests(batch: Batch) -> str:
    """Return where the guests of a batch are listed."""
    return reverse("batch", args=[batch.uid]) + "#guests"


def form_page(request: UserRequest, template: str, form: "Form", batch: Batch, **known: Any) -> HttpResponse:
    """Show a form, with what is wrong."""
    crumbs = [{"label": _("Batch %(batch)s") % {"batch": batch}, "url": at_guests(batch)}]
    return render(request, template, {"form": form, "batch": batch, "crumbs": crumbs, **known}, status=422 if form.errors else 200)

"""The bell, the outbox, and the mails of a demonstration."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.errors import DomainError
from assay.notifications import bell, mailbox, outbox
from assay.notifications.jobs import retry
from assay.notifications.models import Notice
from assay.web.access import admins, anyone, open_to, signed_in
from assay.web.requests import UserRequest


@open_to(signed_in)
@require_safe
def notices(request: UserRequest) -> HttpResponse:
    """Show what the person was told, unread first."""
    page, last = bell.page_after(request.user, last_seen(request))
    context = {
        "told": bell.told(request.user, page),
        "earlier": last and f"{reverse('notices')}?{urlencode({'after': last.uid})}",
        "newest": "after" in request.GET,
        "mails": mailbox.may_read(request.user),
    }
    return render(request, "notifications/notices.html", context)


def last_seen(request: UserRequest) -> Notice | None:
    """Return the notice after which the page begins, or None for the first page."""
    try:
        uid = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return Notice.objects.filter(user=request.user, uid=uid).first()


@open_to(signed_in)
@require_POST
def open_notice(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.select_related("user"), user=request.user, uid=uid)
    link = bell.open_notice(notice, at=timezone.now())
    if not link:
        messages.info(request, _("You can no longer open what this notice is about."))
    return redirect(link or "notices")


@open_to(signed_in)
@require_POST
def read_all(request: UserRequest) -> HttpResponse:
    """Mark every notice as read."""
    bell.mark_read(request.user, at=timezone.now())
    return redirect("notices")


@open_to(admins)
@require_safe
def mail_jobs(request: UserRequest) -> HttpResponse:
    """Show what could not be delivered and what waits."""
    return render(request, "notifications/mail_jobs.html", {"dead": outbox.dead(), "waiting": outbox.waiting(), "now": timezone.now()})


@open_to(admins)
@require_POST
def retry_job(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Let a job run now."""
    if not retry(uid, now=timezone.now()):
        raise DomainError(_("This is being sent, or was sent meanwhile. Look at the list again."))
    messages.success(request, _("It will be tried within a few seconds."))
    return redirect("mail_jobs")


@open_to(anyone)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Show the mails that landed in the folder."""
    if not mailbox.may_read(request.user):
        raise Http404
    return render(request, "notifications/mails.html", {"mails": mailbox.mails(), "base": base_for(request)})


@open_to(anyone)
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as text, with links that work."""
    found = mailbox.mail(name) if mailbox.may_read(request.user) else None
    if found is None:
        raise Http404
    return render(request, "notifications/mail.html", {"mail": found, "base": base_for(request)})


def base_for(request: HttpRequest) -> str:
    """Return the base template: somebody who has not signed in yet has no rail."""
    return "base.html" if request.user.is_authenticated else "base_bare.html"

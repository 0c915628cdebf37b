"""Downloads: at once where it is little, else in the background."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.descriptors.posted import uid_of
from assay.errors import DomainError
from assay.exporting import actions
from assay.exporting.gathering import gather
from assay.exporting.making import file_name, is_still_theirs
from assay.exporting.models import Export
from assay.exporting.page import Asked, Made
from assay.exporting.wanted import Asker, found_for
from assay.formats.table import WRITERS, Writer
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


def asked(request: UserRequest) -> Asked:
    """Return what the address asks for; of much, only so many as tell that it is much, unless a form asks for all. Raises Http404."""
    writer = writer_in(request)
    asker = Asker(request.user, timezone.now(), writer.most if request.method == "POST" else writer.at_once + 1)
    return Asked(writer, asker, found_for(request.GET, asker), request.GET.urlencode())


def writer_in(request: UserRequest) -> Writer:
    """Return the format that the address names, CSV where it names none. Raises Http404."""
    writer = WRITERS.get(request.GET.get("as", "csv"))
    if writer is None:
        raise Http404
    return writer


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: UserRequest) -> HttpResponse:
    """Say what a file would hold, and what is to be looked at first; a form asks for one that takes longer."""
    page = asked(request)
    if request.method == "POST":
        return later(request, page)
    return render(request, "exporting/export.html", {"page": page, "uid": uuid.uuid4()})


def later(request: UserRequest, page: Asked) -> HttpResponse:
    """Ask for a file in the background. Raises DomainError."""
    if page.stop:
        raise DomainError(page.stop)
    uid = uid_of(request.POST.get("uid")) or uuid.uuid4()
    made = actions.ask(uid=uid, format=page.writer.name, question=page.question, found=page.found, by=request.user, at=page.asker.now)
    return redirect("exported", made.uid)


@open_to(members)
@require_safe
def export_file(request: UserRequest) -> HttpResponse:
    """Answer with the file; what is too much for that, or nothing at all, is said on its page."""
    page = asked(request)
    if page.stop or page.is_big:
        return redirect(f"{reverse('export')}?{page.question}")
    selection = gather(page.found, page.asker, page.writer)
    return attached(page.writer.write(selection), selection.title, page.writer)


def attached(content: bytes, title: str, writer: Writer) -> HttpResponse:
    """Return a file that the browser keeps."""
    headers = {"Content-Disposition": content_disposition_header(True, file_name(title, writer, timezone.now())) or ""}
    return HttpResponse(content, content_type=writer.media_type, headers=headers)


@open_to(members)
@require_safe
def exported(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show how far a file is, and the file."""
    found = get_object_or_404(Export.objects.visible_to(request.user).select_related("by").defer("content"), uid=uid)
    template = "exporting/exported.html#state" if request.htmx else "exporting/exported.html"
    return render(request, template, {"made": Made(found, timezone.now()), "uid": uuid.uuid4()})


@open_to(members)
@require_POST
def forget(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Do without a file, made or not; its thing can be asked for anew where it leads."""
    found = get_object_or_404(Export.objects.visible_to(request.user).defer("content"), uid=uid)
    actions.forget(export=found)
    messages.success(request, _("The file is deleted."))
    return redirect(f"{reverse('export')}?{found.question}")


@open_to(members)
@require_safe
def exported_file(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Answer with a file that was made, as long as its person may see everything in it. Raises DomainError."""
    found = get_object_or_404(Export.objects.visible_to(request.user).select_related("by"), uid=uid)
    if found.content is None:
        raise DomainError(_("The file is not ready yet. Its page says when it is."))
    if not is_still_theirs(found, now=timezone.now()):
        raise DomainError(_("The file holds something that you may no longer see. Ask for it anew: it then holds what you may see now."))
    return attached(bytes(found.content), found.title, WRITERS[found.format])

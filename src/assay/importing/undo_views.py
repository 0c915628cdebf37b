"""Take an import back: the question before it says exactly what will happen."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.accounts.permissions import require
from assay.errors import Stale
from assay.importing.models import Import
from assay.importing.result import Result
from assay.importing.undoing import undo
from assay.importing.views import importers, to_imports
from assay.schemes.models import Scheme
from assay.web.access import open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_import(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say exactly what an undo takes back and what it keeps, then do it; where something moved meanwhile, ask again."""
    rows = Scheme.objects.visible_to(request.user).select_related("skill", "competition", "imported_by", "undone_by")
    scheme = get_object_or_404(rows, uid=uid)
    require(request.user, "importing.undo", scheme)
    refusal, back = "", page_of(scheme, request.user)
    if request.method == "POST":
        try:
            undo(scheme=scheme, by=request.user, at=timezone.now(), seen=request.POST.get("seen", ""))
        except Stale as stale:
            refusal = str(stale)
            scheme.refresh_from_db()
        else:
            messages.success(request, _("The import of %(file)s is undone.") % {"file": scheme.file})
            return redirect(back)
    if scheme.undone_at is not None:
        return redirect(back)
    page = {
        "result": Result(scheme, request.user),
        "refusal": refusal,
        "back": back,
        "crumbs": [to_imports(), {"label": scheme.file, "url": back}],
    }
    return render(request, "importing/undo.html", page, status=409 if refusal else 200)


def page_of(scheme: Scheme, reader: "User") -> str:
    """Return the address of the import for a reader, or of the scheme where it came without an upload."""
    found = Import.objects.visible_to(reader).filter(scheme=scheme).first()
    return reverse("import", args=[found.uid]) if found else reverse("scheme", args=[scheme.uid])

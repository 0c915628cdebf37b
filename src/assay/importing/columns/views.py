"""Assign the columns of a layout nobody foresaw; the mappings that are remembered."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.accounts.permissions import require
from assay.errors import Invalid
from assay.importing.columns.actions import assign, forget_mapping
from assay.importing.columns.page import FIELDS, ColumnsPage, first_look, from_form
from assay.importing.models import ColumnMapping, Import, RawRows
from assay.importing.views import importers, steps, to_imports
from assay.web.access import admins, open_to
from assay.web.requests import UserRequest

MOST_SHOWN = 200


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the first rows of a sheet and what each column may hold; read it as assigned, and go on to the preview."""
    found = get_object_or_404(Import.objects.visible_to(request.user).select_related("uploaded_by"), uid=uid)
    rows = RawRows.objects.select_related("found", "mapping__assigned_by").filter(found=found, found__scheme=None).first()
    if rows is None and not found.document and found.scheme_id is None:
        raise Http404
    if rows is None:
        return redirect("import", uid)
    require(request.user, "importing.apply", found)
    if request.method != "POST":
        return shown(request, first_look(rows, request.GET.get("sheet")))
    page = from_form(rows, request.POST)
    if "look" in request.POST or request.htmx:
        return shown(request, page)
    return go_on(request, page)


def go_on(request: UserRequest, page: ColumnsPage) -> HttpResponse:
    """Read the sheet as assigned; what stops that is said on the same page, with everything that was chosen."""
    if page.problem:
        return shown(request, page, status=422)
    found, assigned = page.rows.found, page.assigned
    try:
        assign(found=found, sheet=page.sheet_number, header=assigned.header, columns=assigned.columns, by=request.user, at=timezone.now())
    except Invalid as refusal:
        page.refusal = str(refusal)
        del page.problem
        return shown(request, page, status=422)
    return redirect("import", found.uid)


def shown(request: UserRequest, page: ColumnsPage, status: int = 200) -> HttpResponse:
    """Draw the page; htmx asks for what depends on the choices alone."""
    template = "importing/columns.html#read" if request.htmx else "importing/columns.html"
    words = {"page": page, "found": page.rows.found, "is_sent": status != 200, "steps": steps("read"), "crumbs": [to_imports()]}  # noqa: PLR2004
    return render(request, template, words, status=status)


@open_to(admins)
@require_http_methods(["GET", "HEAD"])
def mappings(request: UserRequest) -> HttpResponse:
    """List how columns were assigned by hand, newest first."""
    rows = ColumnMapping.objects.select_related("assigned_by")[:MOST_SHOWN]
    lines = [(row, [(FIELDS[name], header) for name, header in row.in_order if name in FIELDS]) for row in rows]
    return render(request, "importing/mappings.html", {"lines": lines, "crumbs": [to_imports()]})


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once, then let a mapping be forgotten."""
    if request.method == "POST":
        forget_mapping(uid=uid, by=request.user, at=timezone.now())
        messages.success(request, _("Forgotten. The next workbook with these headers asks for its columns."))
        return redirect("column_mappings")
    found = get_object_or_404(ColumnMapping, uid=uid)
    back = reverse("column_mappings")
    page = {
        "title": _("Forget these columns"),
        "text": str(found),
        "facts": [_("What was imported with them stays as it is. The next workbook with these headers asks for its columns.")],
        "verb": _("Forget"),
        "grave": True,
        "hidden": (),
        "back": back,
        "crumbs": [to_imports(), {"label": _("Columns assigned by hand"), "url": back}],
    }
    return render(request, "web/confirm.html", page)

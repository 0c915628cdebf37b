"""The pages of a run: its table, what is settled for all files, the question before they are imported."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assay.accounts.permissions import require
from assay.descriptors.posted import uid_of
from assay.importing.models import Run
from assay.importing.runs import actions
from assay.importing.runs.asked import Asked
from assay.importing.runs.forms import RunForm, bound
from assay.importing.runs.table import State, Table
from assay.importing.views import importers, to_imports, to_run
from assay.web.access import open_to
from assay.web.requests import UserRequest


def table_of(request: UserRequest, uid: uuid.UUID) -> Table:
    """Return the table of a run that the person may open, or answer 404."""
    run = get_object_or_404(Run.objects.visible_to(request.user).select_related("uploaded_by"), uid=uid)
    return Table(run, request.user)


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a row for each file, and keep what is settled for them."""
    table = table_of(request, uid)
    if request.method != "POST":
        return shown(request, table, RunForm(table=table))
    require(request.user, "importing.apply", table.run)
    form = RunForm(request.POST, table=table)
    if not form.is_valid():
        return shown(request, table, form, status=422)
    settled = actions.Settled(form.whose, form.start, form.answers)
    actions.settle(run=table.run, settled=settled, by=request.user, at=timezone.now())
    if "import" in request.POST:
        return redirect("import_run_import", uid)
    messages.success(request, _("Saved."))
    return redirect("import_run", uid)


def shown(request: UserRequest, table: Table, form: RunForm, status: int = 200) -> HttpResponse:
    """Draw the page; htmx asks for how far the background is."""
    fragment = request.htmx and request.method == "GET"
    groups = [
        {"group": group, "rows": [(row, bound(form, row, "skill"), bound(form, row, "competition")) for row in group.rows]}
        for group in table.groups
    ]
    page = {"table": table, "form": form, "groups": groups, "crumbs": [to_imports()]}
    return render(request, "importing/run.html#state" if fragment else "importing/run.html", page, status=status)


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def import_ready(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what will happen, then let the files be imported that were ready when it was said, and still are."""
    table = table_of(request, uid)
    require(request.user, "importing.apply", table.run)
    ready = table.of(State.READY)
    if request.method == "POST":
        seen = {uid_of(value) for value in request.POST.getlist("file")}
        uids = [row.found.uid for row in ready if row.found.uid in seen]
        actions.want(run=table.run, uids=uids, by=request.user, at=timezone.now())
        if left := len(seen - {None}) - len(uids):
            said = ngettext("%d file was changed meanwhile and stays here.", "%d files were changed meanwhile and stay here.", left)
            messages.warning(request, said % left)
        return redirect("import_run", uid)
    if not ready:
        messages.info(request, _("No file is ready to be imported now."))
        return redirect("import_run", uid)
    asked, url = Asked(table, ready), reverse("import_run", args=[uid])
    page = {
        "title": asked.title,
        "text": asked.text,
        "facts": asked.facts,
        "verb": asked.verb,
        "hidden": [("file", row.found.uid) for row in ready],
        "back": url,
        "crumbs": [to_imports(), to_run(table.run)],
    }
    return render(request, "web/confirm.html", page)


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once, then forget what of a run was not imported."""
    table = table_of(request, uid)
    require(request.user, "importing.apply", table.run)
    if request.method == "POST":
        actions.discard_run(run=table.run, by=request.user)
        messages.success(request, _("The run is forgotten."))
        return redirect("imports")
    kept = len(table.of(State.IMPORTED))
    rest = len(table.files) - kept
    facts = [
        ngettext("%d file that was not imported is forgotten.", "%d files that were not imported are forgotten.", rest) % rest,
        *([ngettext("%d import stays, with its undo.", "%d imports stay, each with its undo.", kept) % kept] if kept else []),
    ]
    page = {
        "title": _("Discard this run"),
        "text": table.title,
        "facts": facts,
        "verb": _("Discard"),
        "grave": True,
        "hidden": (),
        "back": reverse("import_run", args=[uid]),
        "crumbs": [to_imports(), to_run(table.run)],
    }
    return render(request, "web/confirm.html", page)

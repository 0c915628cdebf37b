"""Import a marking scheme: upload it, look at what it would make, import or discard it."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.accounts.permissions import require
from assay.descriptors.posted import at_most_once, seen_of
from assay.errors import DomainError, Invalid, NotAllowed
from assay.formats.guard import LARGEST_UPLOAD, MEGABYTE
from assay.importing.actions import ImportedBefore, apply_upload, discard, keep_choices, upload
from assay.importing.chosen import kept
from assay.importing.forms import SettleForm, UploadForm, WhoseForm
from assay.importing.labels import Label
from assay.importing.many.files import MOST_BYTES
from assay.importing.models import WAITS, Import, Run
from assay.importing.preview import Preview
from assay.importing.result import Result
from assay.importing.runs.actions import begin
from assay.importing.runs.telling import as_form
from assay.importing.runs.uploading import LARGEST_FORM, MOST_FILES, is_run, sources_of
from assay.importing.section_names import remember_chosen
from assay.web.access import members, open_to
from assay.web.requests import UserRequest
from assay.web.uploads import takes_up_to

if TYPE_CHECKING:
    from assay.accounts.models import User

RECENT = 10


def importers(user: "User | AnonymousUser") -> bool:
    """Allow administrators and SCMs."""
    return user.is_authenticated and members(user) and user.has_perm("importing.upload")


@open_to(importers)
@takes_up_to(LARGEST_FORM)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: UserRequest) -> HttpResponse:
    """Take a workbook; list those that wait, and those that were imported lately."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial={"uid": uuid.uuid4()})
    if form.is_bound and (url := taken(request, form)):
        return HttpResponse(status=204, headers={"HX-Redirect": url}) if request.htmx else redirect(url)
    template = "importing/imports.html#upload" if request.htmx else "importing/imports.html"
    return render(request, template, listed(request) | {"form": form}, status=422 if form.errors else 200)


def taken(request: UserRequest, form: UploadForm) -> str:
    """Take what a form brings, and return its page: of one workbook the preview, of many or a zip the run; nothing where it is refused."""
    files = request.FILES.getlist("file")
    if is_run(files):
        run = begin_run(request, form, files)
        return reverse("import_run", args=[run.uid]) if run else ""
    found = read_upload(request, form)
    return reverse("import", args=[found.uid]) if found else ""


def begin_run(request: UserRequest, form: UploadForm, files: "list[UploadedFile[bytes]]") -> Run | None:
    """Keep many files to be read; why they are refused is said beside them."""
    uid = (form.cleaned_data["uid"] if form.is_valid() else None) or uuid.uuid4()
    try:
        sources = sources_of(files)
        return at_most_once(lambda: begin(uid=uid, sources=sources, by=request.user, at=timezone.now()))
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return None


def read_upload(request: UserRequest, form: UploadForm) -> Import | None:
    """Read the file of a form; why it is refused is said beside it."""
    if not form.is_valid():
        form.say_too_large(int(request.META.get("CONTENT_LENGTH") or 0))
        return None
    file, uid = form.cleaned_data["file"], form.cleaned_data["uid"] or uuid.uuid4()
    try:
        return upload(uid=uid, data=file.read(), name=file.name, by=request.user, at=timezone.now())
    except Invalid as refusal:
        form.add_error("file", str(refusal))
        return None


def listed(request: UserRequest) -> dict[str, Any]:
    """Return what the page lists, in a constant number of queries."""
    user = request.user
    rows = Import.objects.visible_to(user).select_related("skill", "competition", "uploaded_by", "scheme", "raw")
    rows = rows.defer("document", "raw__sheets", "choices", "scheme__document")
    recent = list(rows.filter(scheme__isnull=False).order_by("-applied_at")[:RECENT])
    return {
        "waiting": rows.waiting().filter(run=None).order_by("-uploaded_at"),
        "runs": Run.objects.visible_to(user).waiting().select_related("uploaded_by"),
        "recent": recent,
        "undoable": {row.pk for row in recent if row.scheme and not row.scheme.undone_at and user.has_perm("importing.undo", row.scheme)},
        "largest": LARGEST_UPLOAD // MEGABYTE,
        "largest_run": MOST_BYTES // MEGABYTE,
        "most": MOST_FILES,
        "days": WAITS.days,
    }


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what a workbook would make, settle what is open, and import it; afterwards say what was made."""
    found = visible(request, uid)
    if found.scheme is not None:
        result = Result(found.scheme, request.user, found)
        return render(request, "importing/imported.html", {"result": result, "crumbs": way_to(found)})
    if not found.document:
        return redirect(to_run(found.run)["url"]) if found.run and not hasattr(found, "raw") else redirect("import_columns", uid)
    if request.method == "POST":
        return take(request, found)
    proposed = {"skill": found.skill and found.skill.code, "competition": found.competition and found.competition.code}
    whose = WhoseForm(proposed | request.GET.dict(), user=request.user)
    looked = look(request, found, whose)
    settled = settle_form(looked, looked.chosen.settle) if looked.chosen.settle else None
    looked.settled = settled.chosen(looked) if settled else None
    return shown(request, looked, whose.as_asked(), settle_form(looked))


def look(request: UserRequest, found: Import, whose: WhoseForm) -> Preview:
    """Return what a workbook would make for the skill and the competition that are chosen so far."""
    whose.is_valid()
    skill, competition = whose.cleaned_data.get("skill"), whose.cleaned_data.get("competition")
    chosen = kept(found, skill, competition, as_drafts=not request.user.is_admin)
    return Preview(found, request.user, skill, competition, chosen=chosen, only=label_of(request.GET.get("label", "")))


def label_of(value: str) -> str:
    """Return the label that an address asks for."""
    return value if value in Label.values else ""


def settle_form(looked: Preview, data: Mapping[str, Any] | None = None) -> SettleForm | None:
    """Return the form that settles sections and more, once it is known whose scheme it is."""
    if looked.skill is None or looked.competition is None:
        return None
    for_all = as_form(looked, looked.found.run) if looked.found.run else {}
    initial = {"confidential_until": looked.hidden_until, **for_all, **looked.chosen.settle}
    return SettleForm(data, initial=initial, matches=looked.matches, uses=looked.uses, without=looked.without, as_drafts=looked.into_drafts)


def take(request: UserRequest, found: Import) -> HttpResponse:
    """Keep what the form says, and do what its button asks for; what stops it is said on the same page, with everything that was chosen."""
    whose = WhoseForm(request.POST, user=request.user)
    looked = look(request, found, whose)
    form = settle_form(looked, request.POST)
    if form is None or looked.skill is None or looked.competition is None:
        return shown(request, looked, whose, form, status=422)
    looked.chosen = looked.chosen.with_form(request.POST, [aspect.row for aspect in looked.book.judgement], form.fields)
    looked.settled = form.chosen(looked)
    if "sections" in request.POST:
        looked.chosen = looked.chosen.reconsidered(seen_of(row) for row in request.POST.get("left", "").split())
    if "set" in request.POST:
        label = request.POST["set"]
        looked.chosen = looked.chosen.with_rows(looked.for_all(label, request.POST.get(f"all-{label}", "")))
    at = timezone.now()
    keep_choices(found=found, skill=looked.skill, competition=looked.competition, chosen=looked.chosen, by=request.user, at=at)
    if request.headers.get("X-Autosave"):
        return HttpResponse(_("Your choices are kept."), content_type="text/plain")
    if "sections" in request.POST and looked.settled is None:
        return shown(request, looked, whose, form, status=422)
    if request.POST.keys() & {"set", "show", "sections"}:
        label = label_of(request.POST.get("show", request.GET.get("label", "")))
        return redirect(f"{reverse('import', args=[found.uid])}{f'?label={label}' if label else ''}#aspects")
    return bring_in(request, looked, whose, form)


def bring_in(request: UserRequest, looked: Preview, whose: WhoseForm, form: SettleForm) -> HttpResponse:
    """Import as it is settled, or say what stops it."""
    if looked.settled is None:
        return shown(request, looked, whose, form, status=422)
    if looked.lost:
        return shown(request, replace(looked, only=""), whose, form, status=409)
    choice, at = replace(looked.settled, rows=looked.decided), timezone.now()
    try:
        apply_upload(found=looked.found, choice=choice, by=request.user, at=at)
    except ImportedBefore:
        return shown(request, looked, whose, form, status=409)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return shown(request, replace(looked, only=""), whose, form, status=refusal.status)
    remember_chosen(skill=choice.skill, matches=looked.matches, sections=choice.sections, by=request.user, at=at)
    return redirect("import", looked.found.uid)


def shown(request: UserRequest, looked: Preview, whose: WhoseForm, form: SettleForm | None, status: int = 200) -> HttpResponse:
    """Show the preview; htmx asks for what depends on the skill and the competition alone."""
    template = "importing/import.html#checked" if request.htmx and request.method == "GET" else "importing/import.html"
    page = {"looked": looked, "found": looked.found, "whose": whose, "form": form, "steps": steps("check"), "crumbs": way_to(looked.found)}
    return render(request, template, page, status=status)


def steps(now: str) -> list[dict[str, str]]:
    """Return the three steps with the current one marked."""
    names = {"read": _("Read"), "check": _("Check"), "import": _("Import")}
    order = list(names)
    states = {name: "done" if order.index(name) < order.index(now) else "now" if name == now else "" for name in order}
    return [{"label": names[name], "state": states[name]} for name in order]


def to_imports() -> dict[str, str]:
    """Return the first step of the way here."""
    return {"label": _("Import"), "url": reverse("imports")}


def to_run(run: Run) -> dict[str, str]:
    """Return the way to a run."""
    return {"label": _("Run"), "url": reverse("import_run", args=[run.uid])}


def way_to(found: Import) -> list[dict[str, str]]:
    """Return the way to an upload: through its run, where it came in one."""
    return [to_imports(), *([to_run(found.run)] if found.run else [])]


def visible(request: UserRequest, uid: uuid.UUID) -> Import:
    """Return an upload that the person may open, or answer 404."""
    rows = (
        Import.objects.visible_to(request.user)
        .select_related("uploaded_by", "skill", "competition", "run", "raw__mapping__assigned_by")
        .select_related("scheme__skill", "scheme__competition", "scheme__imported_by", "scheme__undone_by")
        .defer("raw__sheets")
    )
    return get_object_or_404(rows, uid=uid)


@open_to(importers)
@require_http_methods(["GET", "HEAD", "POST"])
def discard_upload(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once, then forget a workbook that was read; one that was imported stays."""
    found = visible(request, uid)
    if found.scheme is not None:
        return redirect("import", uid)
    if request.method == "POST":
        discard(found=found, by=request.user)
        messages.success(request, _("%(file)s is forgotten.") % {"file": found.file})
        return redirect(way_to(found)[-1]["url"])
    require(request.user, "importing.apply", found)
    url = reverse("import", args=[uid])
    page = {
        "title": _("Discard this workbook"),
        "text": found.file,
        "facts": [_("Nothing of it was imported. What was read is forgotten; upload the file again to start anew.")],
        "verb": _("Discard"),
        "grave": True,
        "hidden": (),
        "back": url,
        "crumbs": [*way_to(found), {"label": found.file, "url": url}],
    }
    return render(request, "web/confirm.html", page)

"""One library row: add it, edit it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.accounts.permissions import require
from assay.descriptors.chips import chip_of
from assay.descriptors.conflicts import CURATE, conflict_page, settled
from assay.descriptors.curating.actions import NOT_A_CURATOR, curate
from assay.descriptors.curating.adding import Entry, add_one
from assay.descriptors.curating.forms import LibraryForm, initial_of_row
from assay.descriptors.curating.views import curators
from assay.descriptors.models import Descriptor, Quality
from assay.descriptors.posted import at_most_once, seen_of, text_of, uid_of
from assay.descriptors.querysets import IN_LIBRARY
from assay.descriptors.states import source_in_words
from assay.descriptors.writing.editor import known_tags
from assay.errors import Invalid, Stale
from assay.standards.current import confidential_until
from assay.standards.models import Skill
from assay.web.access import admins, open_to
from assay.web.requests import UserRequest

MANUAL = "Manual"


def cleaned(data: QueryDict) -> QueryDict:
    """Return a form without characters that no engine stores or looks for."""
    found = data.copy()
    for name, values in data.lists():
        found.setlist(name, [text_of(str(value)) for value in values])
    return found


@open_to(admins)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Add a descriptor to the library without the workflow."""
    data = cleaned(request.POST if request.method == "POST" else request.GET)
    home = Skill.objects.filter(code=data.get("skill", "")).first()
    uid = uid_of(data.get("uid")) or uuid.uuid4()
    if request.method == "POST":
        return new_posted(request, data, home, uid)
    form = LibraryForm(home=home, initial={"quality": Quality.REFERENCE, "skill": data.get("skill", "")})
    return editor(request, form, home=home, uid=uid)


def new_posted(request: UserRequest, data: QueryDict, home: Skill | None, uid: uuid.UUID) -> HttpResponse:
    """Add it, or show the form again with everything in it."""
    form = LibraryForm(data, home=home)
    if not form.is_valid():
        return editor(request, form, home=home, uid=uid, status=422)
    try:
        made = at_most_once(lambda: add_one(entry=entry_of(form, uid), by=request.user, at=timezone.now()))
    except Invalid as refusal:
        form.refuse(refusal)
        return editor(request, form, home=home, uid=uid, status=422)
    messages.success(request, _("Added to the library: %(name)s") % {"name": made.criterion_name})
    return redirect("library_edit", made.uid)


def entry_of(form: LibraryForm, uid: uuid.UUID) -> Entry:
    """Return what was typed as the library takes it."""
    data = form.cleaned_data
    return Entry(
        wording=form.wording(),
        skill=data["skill"],
        source=MANUAL,
        uid=uid,
        quality=Quality(data["quality"]),
        code=data["code"],
        categories=tuple(category.name for category in data["categories"]),
        tags=data["tags"],
        also_useful_for=tuple(data["also_useful_for"]),
        confidential_until=confidential_until(data["skill"]) if data["skill"] else None,
    )


@open_to(curators)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Edit a library row; its batch status stays."""
    row = curated(request, uid)
    if request.method == "POST":
        return edit_posted(request, row)
    form = form_of(request, row)
    form.initial = initial_of_row(row, form.sections)
    return editor(request, form, row=row, uid=uid)


def curated(request: UserRequest, uid: uuid.UUID) -> Descriptor:
    """Return a library row; 404 where it may not be seen, 403 where it is not theirs to curate."""
    rows = Descriptor.objects.visible_to(request.user).filter(IN_LIBRARY, merged_into=None)
    row = get_object_or_404(rows.select_related("skill", "wsos_section", "deleted_by"), uid=uid)
    require(request.user, "descriptors.curate", row, otherwise=_(NOT_A_CURATOR))
    return row


def form_of(request: UserRequest, row: Descriptor, data: QueryDict | None = None) -> LibraryForm:
    """Return the form of a row; the home skill moves by an administrator, and only where it was never reviewed in it."""
    return LibraryForm(data, row=row, moves=request.user.is_admin and row.batch_status is None)


def edit_posted(request: UserRequest, row: Descriptor) -> HttpResponse:
    """Save, or show the form again with everything in it."""
    data = settled(cleaned(request.POST), row)
    form, seen = form_of(request, row, data), seen_of(data.get("change"))
    if not form.is_valid():
        return editor(request, form, row=row, uid=row.uid, seen=seen, status=422)
    try:
        saved = curate(descriptor=row, seen=seen, by=request.user, at=timezone.now(), wording=form.wording(), sorting=form.sorting(row))
    except Invalid as refusal:
        form.refuse(refusal)
        return editor(request, form, row=row, uid=row.uid, seen=seen, status=422)
    except Stale as refusal:
        found = refusal.found if isinstance(refusal.found, Descriptor) else row
        return conflict_page(request, found=found, mine=form.wording(), form_data=data, what=CURATE)
    messages.success(request, _("Saved: %(name)s") % {"name": saved.criterion_name})
    return redirect("library_edit", row.uid)


def editor(request: UserRequest, form: LibraryForm, *, uid: uuid.UUID, status: int = 200, **known: Any) -> HttpResponse:
    """Show the editor of a library row; `known`: the row and the `change` that was seen, or the home skill of a new one."""
    row, home = known.get("row"), known.get("home")
    skill = row.skill if row else home
    page = {
        "form": form,
        "uid": uid,
        "row": row,
        "source": source_in_words(row.source) if row else "",
        "seen": known.get("seen") or (row.change if row else 0),
        "chip": chip_of(row) if row else None,
        "facts": [(_("Home skill"), row.skill or _("none"))] if row else [],
        "known_tags": known_tags(skill, request.user) if skill else [],
        "crumbs": [{"label": _("Curation"), "url": reverse("curation")}],
    }
    return render(request, "descriptors/library_edit.html", page, status=status)

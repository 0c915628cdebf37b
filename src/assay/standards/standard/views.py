"""A skill's standard in a competition: read and edit."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.errors import Invalid, Stale
from assay.history.timeline import timeline_of
from assay.standards import library
from assay.standards.carried import seen_of, text_of, uid_of
from assay.standards.models import Standard
from assay.standards.places import crumb, to_standards
from assay.standards.rows import PREFIX, rearranged, typed_rows
from assay.standards.sections import create_section
from assay.standards.standard.actions import save_standard
from assay.standards.standard.editor import Editing, Hidden, conflict, editor
from assay.standards.standard.forms import RowForm, Rows, RowSet, not_there, rows_of, shown
from assay.standards.standard.missing import hints, stops, total_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

MOST_MOMENTS = 8


@open_to(members)
@require_safe
def standard(request: UserRequest, code: str, competition: str) -> HttpResponse:
    """Show the numbered sections with their weights and lists."""
    standards = Standard.objects.select_related("skill__sector", "competition")
    found = get_object_or_404(standards, skill__code=code, competition__code=competition)
    sections = list(found.sections.select_related("section").order_by("number"))
    counts = library.visible(request.user, "section", found.skill)
    weights = [use.weight for use in sections]
    may_edit = request.user.has_perm("standards.edit_standard", found.skill)
    reads_history = may_edit or request.user.has_perm("people.see")
    page = {
        "standard": found,
        "uses": [{"use": use, "descriptors": counts.get(use.section_id, 0)} for use in sections],
        "asks": [use for use in sections if use.know or use.able],
        "total": total_of(weights),
        "stops": stops(weights),
        "hints": hints(sections),
        "may_edit": may_edit,
        "timeline": timeline_of("standard", found.uid, request.user)[::-1][:MOST_MOMENTS] if reads_history else (),
        "crumbs": [to_standards(), crumb(found.skill, "skill", found.skill.code)],
    }
    return render(request, "standards/standard.html", page)


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_standard(request: UserRequest, code: str, competition: str) -> HttpResponse:
    """Write or change a standard; `from` fills the rows from another competition."""
    editing = Editing.of(request, code, competition)
    if request.method == "POST":
        return posted(editing)
    source, wanted = editing.standard, text_of(request.GET, "from")
    if wanted:
        source = get_object_or_404(Standard, skill=editing.skill, competition__code=wanted)
    seen, complete = (editing.standard.change, editing.standard.is_complete) if editing.standard else (0, False)
    return editor(editing, shown(rows_of(source)), Hidden(uuid.uuid4(), seen, complete), copied=wanted)


def posted(editing: Editing) -> HttpResponse:
    """Add or remove a row, or save; whatever is wrong, what was typed is shown again."""
    data = editing.request.POST
    hidden = Hidden(uid_of(data), seen_of(data), data.get("complete") == "on")
    do = data.get("do", "")
    rows = rearranged(typed_rows(data, RowForm.base_fields), do)
    if rows is not None:
        return editor(editing, shown(rows), hidden, added=do == "add")
    bound = RowSet(data, prefix=PREFIX)
    if not valid(editing, bound):
        return editor(editing, bound, hidden, status=422)
    return save(editing, bound, hidden)


def valid(editing: Editing, rows: Rows) -> bool:
    """Return whether every row can be kept; sections that are new are added where the person says so."""
    if not rows.is_valid():
        return False
    for form in rows.unknown():
        name = form.cleaned_data["section"]
        if "add_sections" in editing.request.POST:
            section = create_section(uid=uuid.uuid4(), name=name, by=editing.request.user, at=timezone.now())
            rows.known[section.name_key] = section.pk
        else:
            rows.unknown_names.append(name)
            form.add_error("section", not_there(name))
    return not rows.unknown_names


def save(editing: Editing, rows: Rows, hidden: Hidden) -> HttpResponse:
    """Save, and go to the page; what stops it is said on the form."""
    try:
        save_standard(
            uid=hidden.uid,
            skill=editing.skill,
            competition=editing.competition,
            seen=hidden.seen,
            uses=rows.uses(),
            complete=hidden.complete,
            by=editing.request.user,
            at=timezone.now(),
        )
    except Invalid as refusal:
        return editor(editing, rows, hidden, status=422, problem=refusal.fields.get("complete", str(refusal)))
    except Stale:
        found = Standard.objects.get(skill=editing.skill, competition=editing.competition)
        return conflict(editing, rows, hidden, found)
    messages.success(editing.request, _("The standard is saved."))
    return redirect("standard", editing.skill.code, editing.competition.code)

"""The editor: write, edit, keep what is typed."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assay.accounts.permissions import require
from assay.descriptors.amending.reading import against
from assay.descriptors.chips import chip_of
from assay.descriptors.conflicts import EDIT, conflict_page, settled
from assay.descriptors.forwarding import forwarded
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.descriptors.writing import editor
from assay.descriptors.writing.begun import origin
from assay.descriptors.writing.beside import beside, typed_wording
from assay.descriptors.writing.forms import DescriptorForm, initial_of, wording_fields
from assay.descriptors.writing.saving import save_changes, save_new
from assay.descriptors.writing.scratch import autosave, keep, scratch_of, text_kept, typed_in
from assay.descriptors.writing.sections import Picker, picker
from assay.descriptors.writing.ways import way_from
from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.standards.models import Skill
from assay.standards.roles import roles_of
from assay.standards.sections import NameTaken
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


def skills_of(request: UserRequest) -> list[Skill]:
    """Return the skills that the person manages."""
    return list(Skill.objects.filter(pk__in=roles_of(request.user).scm))


def skill_of(request: UserRequest, code: str | None) -> Skill | None:
    """Return the skill that was asked for, or the only one; None where it is still to be chosen. Raises Http404, NotAllowed."""
    if code:
        skill = get_object_or_404(Skill, code=text_of(code))
        require(
            request.user,
            "descriptors.write_in",
            skill,
            otherwise=_("Only a Skill Competition Manager of this skill writes its descriptors."),
        )
        return skill
    mine = skills_of(request)
    if not mine:
        raise NotAllowed(_("Descriptors are written by the Skill Competition Managers of a skill, and you are not one."))
    return mine[0] if len(mine) == 1 else None


def visible(request: UserRequest, uid: uuid.UUID | None) -> Descriptor | None:
    """Return a live descriptor that the person may see, or None; for a merged one, what it became."""
    if uid is None:
        return None
    return Descriptor.objects.visible_to(request.user).live().filter(uid=forwarded([uid]).get(uid, uid)).first()


def begun_from(request: UserRequest, uid: uuid.UUID | None) -> Descriptor | None:
    """Return the descriptor whose words were copied, merged since or not, where the person may see what it is now.

    A confidential one that they could open is it also where it is closed to them now: the copy stays hidden as long.
    """
    if uid is None:
        return None
    if visible(request, uid):
        return Descriptor.objects.get(uid=uid)
    return Descriptor.objects.once_open_to(request.user).filter(uid=uid, confidential_until__gt=timezone.now()).first()


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: UserRequest) -> HttpResponse:
    """Start a descriptor, or go on with what was kept; `from` copies one, `name` takes words along."""
    data = request.POST if request.method == "POST" else request.GET
    kept = scratch_of(request.user, uid_of(data.get("uid"))) if request.method != "POST" else None
    skill = skill_of(request, kept.skill.code if kept else data.get("skill"))
    if skill is None:
        return render(request, "descriptors/choose_skill.html", {"skills": skills_of(request), "query": without_skill(request)})
    if request.method == "POST":
        return write_posted(request, skill)
    sections = picker(skill)
    asked = uid_of(kept.data["copied_from"] if kept else data.get("from"))
    source = visible(request, asked)
    if source is None and data.get("from") and not kept:
        messages.warning(request, _("What this was to start from is not there any more, or not open to you. The page begins empty."))
    initial = kept.data["fields"] if kept else start(request, source, sections)
    copied = begun_from(request, asked) if kept else source
    hidden = editor.Hidden(kept.descriptor_uid if kept else uuid.uuid4(), copied_from=str(copied.uid) if copied else "")
    first = not request.user.descriptors_created.exists()
    form = DescriptorForm(initial=initial, skill=skill, sections=sections, example=first)
    page = editor.editor(form, skill=skill, hidden=hidden, user=request.user, scratch=kept)
    began = origin(copied.pk if copied else None, skill, typed_wording(form), request.user, hidden=copied)
    return render(request, "descriptors/write.html", page | began | {"first": first})


def without_skill(request: UserRequest) -> str:
    """Return the address's other parts, to carry them along when a skill is chosen."""
    query = request.GET.copy()
    query.pop("skill", None)
    return query.urlencode()


def start(request: UserRequest, source: Descriptor | None, sections: Picker) -> dict[str, Any]:
    """Return the first values: a copy of `source`, or the words and the section that the address carries."""
    if source is not None:
        return wording_fields(source.wording, sections)
    section = text_of(request.GET.get("section", ""))
    return {"criterion_name": text_of(request.GET.get("name", ""))[:300], "wsos_section": section if section in sections.pks else ""}


def write_posted(request: UserRequest, skill: Skill) -> HttpResponse:
    """Make the draft, or show the form again with everything in it."""
    uid = uid_of(request.POST.get("uid")) or uuid.uuid4()
    found = Descriptor.objects.editable_by(request.user).filter(uid=uid).first()
    data = settled(request.POST, found) if found else request.POST
    form = DescriptorForm(data, skill=skill, sections=picker(skill, also=found.wsos_section_id if found else None))
    source = begun_from(request, uid_of(request.POST.get("copied_from")))
    hidden = hidden_of(request, uid, copied_from=str(source.uid) if source else "")
    page = editor.editor(form, skill=skill, hidden=hidden, user=request.user)
    page |= origin(source.pk if source else None, skill, typed_wording(form), request.user, hidden=source)
    if not form.is_valid():
        return render(request, "descriptors/write.html", page, status=422)
    known = {"uid": uid, "seen": hidden.change, "section_uid": page["new_section_uid"], "skill": skill, "copied_from": source}
    try:
        saved = save_new(form, **known, by=request.user, at=timezone.now())
    except Invalid as refusal:
        return refused(request, form, page, refusal)
    except Stale as refusal:
        return conflict(request, now(refusal), form, data)
    return after_save(request, saved)


def conflict(request: UserRequest, found: Descriptor, form: DescriptorForm, data: QueryDict) -> HttpResponse:
    """Keep what was typed, also where the page is left, and show it beside what stands there now."""
    if found.skill:
        keep(uid=found.uid, skill=found.skill, typed=typed_in(data), by=request.user, at=timezone.now())
    return conflict_page(request, found=found, mine=form.wording(), form_data=data, what=EDIT)


def hidden_of(request: UserRequest, uid: uuid.UUID, *, copied_from: str = "") -> editor.Hidden:
    """Return what the form that was sent carried."""
    return editor.Hidden(uid, seen_of(request.POST.get("change")), uid_of(request.POST.get("new_section_uid")), copied_from)


def now(refusal: Stale) -> Descriptor:
    """Return the row as it stands, which the conflict found."""
    if not isinstance(refusal.found, Descriptor):
        raise refusal
    return refusal.found


def refused(request: UserRequest, form: DescriptorForm, page: dict[str, Any], refusal: Invalid) -> HttpResponse:
    """Show the form again with what an action said; a taken section name comes with the section to use."""
    form.refuse(refusal)
    taken = refusal.section if isinstance(refusal, NameTaken) else None
    return render(request, "descriptors/write.html", page | {"taken": taken}, status=422)


def after_save(request: UserRequest, saved: Descriptor) -> HttpResponse:
    """Go on where the button said: the next that is to be written, another one of the same section, or the page itself."""
    messages.success(request, _("Saved: %(name)s") % {"name": saved.criterion_name})
    if "next" in request.POST and saved.skill and (way := way_from(saved.copied_from_id, saved.skill, request.user, own=saved.pk)):
        tell_of_similar(request, saved)
        return redirect(way.next or way.back)
    if "another" in request.POST and saved.skill and saved.wsos_section:
        tell_of_similar(request, saved)
        return redirect(reverse("write") + f"?skill={saved.skill.code}&section={saved.wsos_section.uid}")
    return redirect("edit", saved.uid)


def tell_of_similar(request: UserRequest, saved: Descriptor) -> None:
    """Say that similar ones are there to somebody who leaves the page that would show them."""
    found = beside(saved.wording, uid=saved.uid, descriptor=saved, user=request.user, at=timezone.now()).open
    if found:
        text = ngettext("%(n)d similar descriptor is there already.", "%(n)d similar descriptors are there already.", len(found))
        messages.info(
            request, format_html('{} <a href="{}#similar">{}</a>', text % {"n": len(found)}, reverse("edit", args=[saved.uid]), _("Look"))
        )


def editable(request: UserRequest, uid: uuid.UUID) -> Descriptor:
    """Return a descriptor that people wrote; 404 where it may not be seen, 403 where it is not theirs to edit."""
    rows = Descriptor.objects.visible_to(request.user).filter(batch_status__isnull=False, merged_into=None)
    found = get_object_or_404(rows.select_related("skill", "wsos_section", "batch__skill", "reviewer", "created_by", "amends"), uid=uid)
    require(request.user, "descriptors.edit", found, otherwise=_("Only a Skill Competition Manager of this skill edits its descriptors."))
    return found


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Edit a draft or a returned one; show why the others are closed and what is possible."""
    descriptor = editable(request, uid)
    skill = descriptor.skill
    if skill is None:
        raise Http404
    if request.method == "POST":
        return edit_posted(request, descriptor, skill)
    if editor.why_closed(descriptor):
        return closed(request, descriptor, skill)
    kept = scratch_of(request.user, uid)
    sections = picker(skill, also=descriptor.wsos_section_id)
    form = DescriptorForm(initial=kept.data["fields"] if kept else initial_of(descriptor, sections), skill=skill, sections=sections)
    hidden = editor.Hidden(uid, kept.data["change"] or descriptor.change if kept else descriptor.change)
    page = editor.editor(form, skill=skill, hidden=hidden, user=request.user, descriptor=descriptor, scratch=kept)
    return render(request, "descriptors/write.html", page | around(descriptor, skill, request, form))


def around(descriptor: Descriptor, skill: Skill, request: UserRequest, form: DescriptorForm) -> dict[str, Any]:
    """Return what stands around the form of an existing one."""
    section = form.sections.pks.get(form["wsos_section"].value() or "")
    return origin(descriptor.copied_from_id, skill, typed_wording(form), request.user, hidden=descriptor) | {
        "answering": editor.answering(descriptor),
        "clashes": editor.clashes(descriptor, skill, descriptor.code, request.user),
        "against": against(descriptor, replace(typed_wording(form), section=section)),
    }


def edit_posted(request: UserRequest, descriptor: Descriptor, skill: Skill) -> HttpResponse:
    """Save, or show the form again with everything in it."""
    data = settled(request.POST, descriptor)
    form = DescriptorForm(data, skill=skill, sections=picker(skill, also=descriptor.wsos_section_id))
    hidden = hidden_of(request, descriptor.uid)
    page = editor.editor(form, skill=skill, hidden=hidden, user=request.user, descriptor=descriptor)
    page |= around(descriptor, skill, request, form)
    if not form.is_valid():
        return render(request, "descriptors/write.html", page, status=422)
    known = {"descriptor": descriptor, "seen": hidden.change, "section_uid": page["new_section_uid"]}
    try:
        saved = save_changes(form, **known, by=request.user, at=timezone.now())
    except Invalid as refusal:
        return refused(request, form, page, refusal)
    except Stale as refusal:
        return conflict(request, now(refusal), form, data)
    return after_save(request, saved)


def closed(request: UserRequest, descriptor: Descriptor, skill: Skill) -> HttpResponse:
    """Show a descriptor that cannot be edited now."""
    kept = scratch_of(request.user, descriptor.uid)
    page = {
        "descriptor": descriptor,
        "chip": chip_of(descriptor),
        "why": editor.why_closed(descriptor),
        "reworded": editor.approved_change(descriptor),
        "kept": kept,
        "kept_text": text_kept(kept) if kept else "",
        **origin(descriptor.copied_from_id, skill, descriptor.wording, request.user, hidden=descriptor),
        "crumbs": [
            {"label": _("My skills"), "url": reverse("my_skills")},
            {"label": str(skill), "url": reverse("my_skills") + f"?skill={skill.code}"},
        ],
    }
    return render(request, "descriptors/closed.html", page)


@open_to(members)
@require_POST
def scratch(request: UserRequest) -> JsonResponse:
    """Keep what was typed; the answer is the sentence that the page shows, and the draft's `change` once there is one."""
    uid = uid_of(request.POST.get("uid"))
    try:
        skill = skill_of(request, request.POST.get("skill"))
        if uid is None or skill is None:
            raise Invalid(_("Not kept: reload this page."))
        form = DescriptorForm(request.POST, skill=skill, sections=picker(skill))
        source = begun_from(request, uid_of(request.POST.get("copied_from")))
        kept = autosave(form=form, uid=uid, skill=skill, by=request.user, at=timezone.now(), copied_from=source)
    except DomainError as refusal:
        return JsonResponse({"text": str(refusal)}, status=refusal.status)
    return JsonResponse({"text": kept.text, "fields": {"change": kept.change} if kept.change else {}})

"""What the editor asks the coach about what is being typed, and what an author answers."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.descriptors.coaching.dismissing import ask_again, dismiss
from assay.descriptors.coaching.notes import Coached, coached_draft
from assay.descriptors.contrast import contrast_of
from assay.descriptors.models import Descriptor, Dismissal
from assay.descriptors.posted import text_of, uid_of
from assay.descriptors.wording import Wording
from assay.descriptors.writing.beside import posted_wording
from assay.descriptors.writing.forms import DescriptorForm
from assay.descriptors.writing.my_skills import writes
from assay.descriptors.writing.scratch import keep_changes, typed_in
from assay.descriptors.writing.sections import picker
from assay.descriptors.writing.views import editable
from assay.errors import Invalid
from assay.web.access import open_to
from assay.web.requests import UserRequest


@open_to(writes)
@require_POST
def coach_beside(request: UserRequest) -> HttpResponse:
    """Return what the coach says of it, and its levels beside each other; nothing of what the page shows already."""
    uid = uid_of(request.POST.get("uid"))
    own = Descriptor.objects.editable_by(request.user).live().filter(uid=uid).first() if uid else None
    wording = posted_wording(request.POST)
    found = coached_draft(wording, own)
    if request.POST.get("coach_shown") != found.signature:
        return questions(request, found, wording)
    contrast = contrast_of(wording, found)
    if request.POST.get("contrast_shown") == contrast.signature:
        return HttpResponse(status=204)
    answer = render(request, "descriptors/contrast.html", {"contrast": contrast, "swapped": True})
    answer["HX-Reswap"] = "none"  # the questions stay as they are, with what is typed among them
    return answer


def questions(request: UserRequest, found: Coached, wording: Wording) -> HttpResponse:
    """Return the list, for a phone the word under the ladder, and the levels beside each other."""
    context = {"coached": found, "contrast": contrast_of(wording, found), "swapped": True}
    return render(request, "descriptors/coach_beside.html", context)


@open_to(writes)
@require_POST
def dismiss_question(request: UserRequest, uid: uuid.UUID, rule: str, field: str) -> HttpResponse:
    """Keep why words stay as they are; what was typed meanwhile is kept as well."""
    own = editable(request, uid)
    wording, reason = posted_wording(request.POST), text_of(request.POST.get(f"reason-{rule}-{field}", ""))
    keep_typed(request, own)
    try:
        dismiss(descriptor=own, wording=wording, rule=rule, field=field, reason=reason, by=request.user, at=timezone.now())
    except Invalid as refusal:
        if request.htmx:
            raise
        messages.error(request, str(refusal))
        return redirect("edit", uid)
    return answered(request, own, _("Kept with the words. The Skill Advisor reads it."))


@open_to(writes)
@require_POST
def ask_question_again(request: UserRequest, uid: uuid.UUID, dismissal: uuid.UUID) -> HttpResponse:
    """Let the coach ask again."""
    own = editable(request, uid)
    found = get_object_or_404(Dismissal, descriptor=own, uid=dismissal)
    keep_typed(request, own)
    ask_again(dismissal=found, by=request.user, at=timezone.now())
    return answered(request, own, _("The coach asks again."))


def keep_typed(request: UserRequest, own: Descriptor) -> None:
    """Keep what stands in the form where no script does."""
    if not request.htmx and own.skill and "criterion_name" in request.POST:
        form = DescriptorForm(request.POST, skill=own.skill, sections=picker(own.skill, also=own.wsos_section_id))
        keep_changes(own, form=form, typed=typed_in(request.POST), by=request.user, at=timezone.now())


def answered(request: UserRequest, own: Descriptor, said: str) -> HttpResponse:
    """Return the questions that are left, or the editor."""
    if request.htmx:
        wording = posted_wording(request.POST)
        return questions(request, coached_draft(wording, own), wording)
    messages.success(request, said)
    return redirect("edit", own.uid)

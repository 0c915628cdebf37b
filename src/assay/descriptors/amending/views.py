"""Begin an amendment; compare it with what it amends while it is written."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.accounts.permissions import require
from assay.descriptors.actions import AlreadyOpen
from assay.descriptors.amending.actions import NOT_ITS_SCM, propose
from assay.descriptors.amending.forms import AmendForm
from assay.descriptors.amending.reading import against, open_amendment, place_of, section_names
from assay.descriptors.differences import compare
from assay.descriptors.library.views import visible
from assay.descriptors.models import Descriptor, Revision, Submission
from assay.descriptors.posted import at_most_once, seen_of, uid_of
from assay.descriptors.states import Outcome
from assay.descriptors.writing.beside import posted_wording
from assay.descriptors.writing.my_skills import writes
from assay.descriptors.writing.sections import picker
from assay.descriptors.writing.views import editable
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask why, and begin; `of` and `round` name an approval with changed wording, which is answered with what was sent."""
    target = visible(request, uid)
    require(request.user, "descriptors.amend", target, otherwise=_(NOT_ITS_SCM))
    sent = sent_of(request, target)
    wording = sent.wording if sent else target.wording
    form = AmendForm(request.POST if request.method == "POST" else None, wording=wording, target=target, needs_reason=sent is not None)
    page = {"target": target, "form": form, "sent": sent, "key": uid_of(request.POST.get("key")) or uuid.uuid4()}
    if request.method != "POST":
        return answer(request, page, open_amendment(target, request.user))
    if not form.is_valid():
        return answer(request, page, None, 422)
    known = {"uid": page["key"], "target": target, "wording": form.wording, "because": form.cleaned_data["because"]}
    try:
        made = at_most_once(lambda: propose(**known, by=request.user, at=timezone.now()))
    except AlreadyOpen as refusal:
        return answer(request, page, refusal.found, 409)
    messages.success(request, _("The amendment is a draft. Write the new wording, then send it."))
    return redirect("edit", made.uid)


def answer(request: UserRequest, page: dict[str, Any], found: Descriptor | None, status: int = 200) -> HttpResponse:
    """Show the page, with the amendment that is open already."""
    target, sent = page["target"], page["sent"]
    difference = compare(target.wording, sent.wording) if sent else None
    known = {
        "open": found,
        "place": place_of(found, request.user) if found else "",
        "difference": difference,
        "sections": section_names(difference) if difference else [],
    }
    return render(request, "descriptors/amend.html", page | known, status=status)


def sent_of(request: UserRequest, target: Descriptor) -> Revision | None:
    """Return what was sent in the round that the address names, of the descriptor or of an amendment of it. Raises Http404."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("round"):
        return None
    own = Q(descriptor=target) | Q(descriptor__amends=target)
    rounds = Submission.objects.filter(own, descriptor__uid=uid_of(asked.get("of")) or target.uid, round=seen_of(asked.get("round")))
    found = rounds.filter(outcome=Outcome.APPROVED).first()
    if found is None:
        raise Http404
    return Revision.objects.get(descriptor=found.descriptor_id, number=found.version_sent)


@open_to(writes)
@require_POST
def amend_beside(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Return what is being typed beside what it amends."""
    own = editable(request, uid)
    section = picker(own.skill, also=own.wsos_section_id).pks.get(request.POST.get("wsos_section", ""))
    found = against(own, replace(posted_wording(request.POST), section=section).tidied())
    if found is None:
        return HttpResponse(status=204)
    return render(request, "descriptors/amending.html#difference", {"against": found})

"""What a Skill Advisor sees where somebody else was faster: who did what, and everything typed still there."""

from django.http import HttpResponse
from django.shortcuts import render

from assay.descriptors.conflicts import APPROVE, as_text, conflict_page, happened
from assay.descriptors.models import Descriptor
from assay.errors import Stale
from assay.review.amended import amended_of
from assay.review.deciding.actions import Taken
from assay.review.deciding.amended import Overtaken
from assay.review.page import ReviewPage, page_of
from assay.web.requests import UserRequest


def conflict(request: UserRequest, page: ReviewPage, problem: Stale) -> HttpResponse:
    """Answer 409: for changed wording, both texts side by side; else what happened, and comment and wording to go on with."""
    found = Descriptor.objects.select_related("skill", "wsos_section", "batch", "reviewer").get(pk=page.descriptor.pk)
    if request.POST.get("do") != "return" and page.form.is_edited:
        return conflict_page(request, found=found, mine=page.form.edits, form_data=request.POST, what=APPROVE)
    mine = as_text(page.form.edits) if page.form.is_edited else ""
    since = happened(found, int(page.form.cleaned_data["seen"]), request.user)
    context = {
        "page": page_of(found, request.user, at=page.at, trail=page.trail),
        "comment": page.form["comment"],
        "message": str(problem),
        "since": since,
        "mine": mine,
    }
    return render(request, "review/conflict.html", context, status=409)


def overtaken(request: UserRequest, page: ReviewPage, problem: Overtaken) -> HttpResponse:
    """Answer 409 where what is amended was reworded since: then, now and proposed, and everything typed to go on with."""
    form_data = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "over", "do"):
        form_data.pop(name, None)
    hidden = [(name, value) for name, values in form_data.lists() if name != "comment" for value in values]
    meanwhile = amended_of(page.descriptor, page.form.edits)
    context = {"page": page, "amended": meanwhile, "target": problem.target, "message": str(problem), "hidden": hidden}
    return render(request, "review/overtaken.html", context | {"comment": page.form["comment"]}, status=409)


def taken(request: UserRequest, page: ReviewPage, problem: Taken) -> HttpResponse:
    """Answer 409 where a decision waits that was not seen: what was decided, and everything typed to go on with."""
    form_data = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "instead_of", "own", "do"):
        form_data.pop(name, None)
    hidden = [(name, value) for name, values in form_data.lists() if name != "comment" for value in values]
    context = {"page": page, "decision": problem.found, "message": str(problem), "hidden": hidden, "comment": page.form["comment"]}
    return render(request, "review/taken.html", context | {"is_own": page.is_mine}, status=409)

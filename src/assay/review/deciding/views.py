"""Decide many at once, take decisions back, and release them."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors.models import Batch
from assay.descriptors.posted import at_most_once, text_of, uid_of
from assay.errors import Invalid, Stale
from assay.review.batch_page import batch_page
from assay.review.batches import batches_visible_to
from assay.review.deciding import actions
from assay.review.deciding.many import ManyPage, many_page
from assay.review.deciding.notice_kinds import names_decided_on
from assay.review.deciding.reading import decisions_visible_to
from assay.review.deciding.release_page import ReleasePage, release_page
from assay.review.deciding.rows import require_advisor
from assay.review.models import LeftOut, PendingDecision
from assay.review.replies.offered import offered_to
from assay.review.trail import trail_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

NAMED = 5
"""How many of what is left out a message names."""


def batch_of(request: UserRequest, uid: uuid.UUID) -> Batch:
    """Return a batch whose descriptors the person decides: 404 for one they may not see, 403 where they do not decide."""
    found = get_object_or_404(batches_visible_to(request.user).select_related("skill", "competition", "sent_by"), uid=uid)
    require_advisor(request.user, [found.skill_id])
    return found


@open_to(members)
@require_POST
def decide_many(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve or return what was chosen in a batch: all of it or nothing; a return asks for its comments on a page of its own."""
    batch = batch_of(request, uid)
    try:
        page = many_page(batch, request.user, request.POST)
    except Invalid as problem:
        return batch_again(request, batch, problem)
    if page.asks:
        return render(request, "review/many.html", {"page": page, "trail": trail_of(request.GET), **offered_to(request.user)})
    try:
        made = actions.decide(verdicts=page.verdicts, by=request.user, at=timezone.now())
    except Invalid as problem:
        return again(request, page, problem, problem.fields)
    except Stale as problem:
        return again(request, page, problem, {})
    messages.success(request, kept(len(made)))
    return redirect(trail_of(request.GET).to("batch", uid))


def again(request: UserRequest, page: ManyPage, problem: Exception, problems: dict[str, str]) -> HttpResponse:
    """Show what was chosen and typed again, with what is wrong."""
    known = {"trail": trail_of(request.GET), **offered_to(request.user)}
    context = {"page": page.with_problems(problems), "problem": str(problem), **known}
    return render(request, "review/many.html", context, status=getattr(problem, "status", 409))


def batch_again(request: UserRequest, batch: Batch, problem: Invalid) -> HttpResponse:
    """Show the batch with what was chosen still chosen, and what to do."""
    at = timezone.now()
    page = batch_page(batch, request.user, trail=trail_of(request.GET).begun(at), at=at)
    chosen = {uid_of(typed) for typed in request.POST.getlist("d")}
    return render(request, "review/batch.html", {"page": page, "problem": str(problem), "chosen": chosen}, status=problem.status)


def kept(count: int) -> str:
    """Say how many decisions wait now."""
    sentence = ngettext(
        "%(n)d decision is kept. The Skill Competition Manager does not see it until you release it.",
        "%(n)d decisions are kept. The Skill Competition Manager does not see them until you release them.",
        count,
    )
    return sentence % {"n": count}


@open_to(members)
@require_POST
def undo_decisions(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own decisions back before they are released."""
    batch, at = batch_of(request, uid), timezone.now()
    try:
        found = chosen_in(request, batch)
    except Invalid as problem:
        return batch_again(request, batch, problem)
    for one in found:
        actions.undo(decision=one, by=request.user, at=at)
    messages.success(
        request, ngettext("%(n)d decision was taken back.", "%(n)d decisions were taken back.", len(found)) % {"n": len(found)}
    )
    back = request.POST.get("back") == "review" and len(found) == 1
    trail = trail_of(request.GET)
    return redirect(trail.to("review", found[0].submission.descriptor.uid) if back else trail.to("batch", uid))


def chosen_in(request: UserRequest, batch: Batch) -> Sequence[PendingDecision]:
    """Return the decisions that the form names, or one's own on the descriptors that it names. Raises Http404, Invalid."""
    visible = decisions_visible_to(request.user).filter(submission__batch=batch)
    wanted = {uid_of(typed) for typed in request.POST.getlist("decision")}
    named = {uid_of(typed) for typed in request.POST.getlist("d")}
    if wanted:
        found = list(visible.filter(uid__in=[one for one in wanted if one]))
        if len(found) != len(wanted):
            raise Http404
        return found
    mine = visible.filter(by=request.user, release=None, left_out_at=None)
    found = list(mine.filter(submission__descriptor__uid__in=[one for one in named if one]))
    if not named:
        raise Invalid(_("Select at least one descriptor."))
    if not found:
        raise Invalid(
            _("None of the chosen ones has a decision of yours to take back. Approve or return them, or choose those that you decided.")
        )
    return found


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Say who is told what, and release it on POST."""
    batch = batch_of(request, uid)
    if request.method != "POST":
        return shown(request, release_page(batch, request.user, at=timezone.now()))
    wanted = [one for one in map(uid_of, request.POST.getlist("decision")) if one]
    key, at, late = uid_of(request.POST.get("release")), timezone.now(), text_of(request.POST.get("late_reason", ""))
    if key is None:
        raise Invalid(_("Open the page again and try once more."))
    try:
        done = at_most_once(lambda: actions.release(uid=key, batch=batch, decisions=wanted, by=request.user, at=at, late_reason=late))
    except Invalid as problem:
        return shown(request, release_page(batch, request.user, at=at), str(problem), 422)
    return told(request, batch, done)


def shown(request: UserRequest, page: ReleasePage, problem: str = "", status: int = 200) -> HttpResponse:
    """Show the page with a new key, so that a repeat is one release."""
    typed = {"late_reason": request.POST.get("late_reason", ""), "ticked": request.POST.getlist("decision")}
    return render(request, "review/release.html", {"page": page, "key": uuid.uuid4(), "problem": problem, **typed}, status=status)


def told(request: UserRequest, batch: Batch, done: actions.Released) -> HttpResponseRedirect:
    """Say what was released, and what was left out and why, on the batch's page."""
    address = reverse("batch", args=[batch.uid])
    if done.release:
        count = done.release.decisions.count()
        sentences = [ngettext("%(n)d decision is released.", "%(n)d decisions are released.", count) % {"n": count}, *settled(done)]
        messages.success(request, " ".join(sentences))
    if not done.left_out:
        return redirect(address)
    messages.warning(request, said_left_out(done))
    return redirect(f"{address}#kept")


def settled(done: actions.Released) -> list[str]:
    """Say how many of what was ticked had been released or taken back before, in another window."""
    undone = sum(one.left_out_because == LeftOut.UNDONE for one in done.settled)
    already = len(done.settled) - undone
    sentences = (
        (already, ngettext("%(n)d was released before.", "%(n)d were released before.", already)),
        (undone, ngettext("%(n)d you had taken back.", "%(n)d you had taken back.", undone)),
    )
    return [sentence % {"n": count} for count, sentence in sentences if count]


def said_left_out(done: actions.Released) -> str:
    """Say which were left out and why; of many the first few, as the page lists them all."""
    names, count = names_decided_on(done.left_out), len(done.left_out)
    each = [f"“{names[one.pk]}” – {one.get_left_out_because_display()}" for one in done.left_out[:NAMED]]
    more = [ngettext("and %(n)d more", "and %(n)d more", count - NAMED) % {"n": count - NAMED}] if count > NAMED else []
    if done.release:
        sentence = ngettext("Left out: %(rows)s. Your text is kept below.", "Left out: %(rows)s. Your texts are kept below.", count)
    else:
        sentence = ngettext(
            "Nothing was released. Left out: %(rows)s. Your text is kept below.",
            "Nothing was released. Left out: %(rows)s. Your texts are kept below.",
            count,
        )
    return sentence % {"rows": "; ".join(each + more)}

"""The pages on which Skill Advisors decide, and Skill Competition Managers see what became of what they sent."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.accounts.permissions import require
from assay.descriptors.amending.actions import why_not
from assay.descriptors.amending.reading import section_names
from assay.descriptors.conflicts import settled
from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.posted import seen_of
from assay.descriptors.states import Outcome
from assay.descriptors.writing.beside import beside_each
from assay.errors import DomainError, Invalid, Stale
from assay.review import actions
from assay.review.batch_page import batch_page
from assay.review.batches import batches_visible_to, can_be_recalled, decided_by, oversees, submissions_visible_to
from assay.review.conflict import conflict, overtaken, taken
from assay.review.deciding import actions as deciding
from assay.review.deciding.actions import Taken
from assay.review.deciding.amended import Overtaken
from assay.review.deciding.verdicts import NOT_AN_SA, Verdict
from assay.review.guests.reading import is_guest
from assay.review.looking import looked_at
from assay.review.page import ReviewPage, compared, page_of
from assay.review.replies.offered import offered_to
from assay.review.trail import trail_of
from assay.review.waiting import piles_for
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_safe
def review_queue(request: UserRequest) -> HttpResponse:
    """Show what waits, by skill and batch, and what the person decided lately."""
    user = request.user
    advises = bool(roles_of(user).sa)
    skills = piles_for(user, advised_only=not oversees(user)) if advises or oversees(user) else []
    mine = [(one, can_be_recalled(one, user)) for one in decided_by(user)[:10]] if advises else []
    context = {
        "skills": skills,
        "mine": mine,
        "advises": advises,
        "is_guest": is_guest(user),
        "oversees": oversees(user),
        "count": sum(skill.count for skill in skills),
    }
    return render(request, "review/queue.html", context)


@open_to(members)
@require_safe
def batch(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a batch: what was sent together and what became of each."""
    found = get_object_or_404(batches_visible_to(request.user).select_related("skill", "competition", "sent_by"), uid=uid)
    at = timezone.now()
    page = batch_page(found, request.user, trail=trail_of(request.GET).begun(at), at=at)
    return render(request, "review/batch.html", {"page": page})


@open_to(members)
@require_safe
def batch_similar(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Return how many similar ones, that the reader may open, each undecided one has; the page fetches it once it stands."""
    found = get_object_or_404(batches_visible_to(request.user), uid=uid)
    rows = [one.descriptor for one in submissions_visible_to(request.user).filter(batch=found, outcome=None)]
    similar = beside_each(rows, user=request.user, at=timezone.now())
    counts = {str(row.uid): len(similar[row.pk]) for row in rows if similar[row.pk]}
    return JsonResponse({uid: ngettext("%(n)d similar", "%(n)d similar", count) % {"n": count} for uid, count in counts.items()})


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show one descriptor to whoever may see its review, and take the decision of its Skill Advisor."""
    descriptor = in_review(request, uid)
    if request.method == "POST":
        return decide(request, descriptor)
    at, instead = timezone.now(), request.GET.get("instead") == "1"
    page = page_of(descriptor, request.user, at=at, trail=trail_of(request.GET), comment=taken_back(request, uid), instead=instead)
    if page is not None and page.position.places and (page.is_advisor or page.manages) and "X-Fetched-Ahead" not in request.headers:
        looked_at([descriptor], by=request.user, at=at)
    return answer(request, page)


def in_review(request: UserRequest, uid: uuid.UUID) -> Descriptor:
    """Return a descriptor whose review the person may see, or 404."""
    found = Descriptor.objects.visible_to(request.user).select_related("skill", "wsos_section", "batch", "reviewer", "amends")
    descriptor = get_object_or_404(found, uid=uid)
    if not request.user.has_perm("descriptors.see_review", descriptor):
        raise Http404
    return descriptor


def answer(request: UserRequest, page: ReviewPage | None, status: int = 200) -> HttpResponse:
    """Return the page, or say that there is nothing to review."""
    if page is None:
        raise DomainError(_("This descriptor was never sent for review."))
    return render(request, "review/review.html", {"page": page, "form": page.form, **offered_to(request.user)}, status=status)


def decide(request: UserRequest, descriptor: Descriptor) -> HttpResponse:
    """Approve or return, and go on with the next undecided one of the batch."""
    require(request.user, "review.advise", descriptor, otherwise=_(NOT_AN_SA))
    data, comment = settled(request.POST, descriptor), taken_back(request, descriptor.uid)
    page = page_of(descriptor, request.user, at=timezone.now(), trail=trail_of(request.GET), data=data, comment=comment)
    if page is None or not page.form.is_valid() or request.POST.get("do") not in ("approve", "return"):
        return answer(request, page, 422)
    following = page.next or page.to_batch  # asked before the decision takes it out of the filter
    try:
        act(page, Outcome.RETURNED if request.POST.get("do") == "return" else Outcome.APPROVED)
    except Invalid as problem:
        page.form.take(problem)
        return answer(request, page, 422)
    except Overtaken as problem:
        return overtaken(request, page, problem)
    except Taken as problem:
        return taken(request, page, problem)
    except Stale as problem:
        return conflict(request, page, problem)
    return redirect(following)


def act(page: ReviewPage, outcome: Outcome) -> None:
    """Keep what was decided until it is released, or release it at once; the wording counts only where it was changed."""
    typed = page.form.cleaned_data
    carried = {name: typed[name] for name in ("seen", "comment", "instead_of", "late_reason", "over")}
    own = typed["own"] if "own" in page.form.data else None
    verdict = Verdict(descriptor=page.descriptor, outcome=outcome, edits=page.form.edits, own=own, **carried)
    if typed["now"]:
        actions.at_once(verdict, by=page.reader, at=page.at)
    else:
        deciding.decide(verdicts=[verdict], by=page.reader, at=page.at)


@open_to(members)
@require_POST
def recall(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's return back, as long as nobody worked on it since; the comment waits in its box."""
    descriptor = in_review(request, uid)
    comment, seen = descriptor.review_comment or "", seen_of(request.POST.get("seen"))
    if not seen:
        raise Invalid(_("Open the page again and try once more."))
    actions.recall(descriptor=descriptor, seen=seen, by=request.user, at=timezone.now())
    request.session["taken_back"] = {str(uid): comment}
    messages.success(request, _("“%(name)s” waits for your decision again.") % {"name": descriptor.criterion_name})
    return redirect(trail_of(request.GET).to("review", uid))


def taken_back(request: UserRequest, uid: uuid.UUID) -> str:
    """Return the comment of a return that was just taken back, so that it need not be typed again."""
    return str(request.session.get("taken_back", {}).get(str(uid), ""))


@open_to(members)
@require_safe
def changes(request: UserRequest, uid: uuid.UUID, number: int) -> HttpResponse:
    """Show what was sent in a round beside what was approved."""
    descriptor = in_review(request, uid)
    page = page_of(descriptor, request.user, at=timezone.now())
    submission = next((one for one in page.rounds if one.round == number), None) if page else None
    if submission is None or submission.outcome in (None, Outcome.WITHDRAWN):
        raise Http404
    comparison = compared(descriptor, submission.version_sent, submission.version_decided)
    context = {
        "page": page,
        "submission": submission,
        "comparison": comparison,
        "sections": section_names(comparison) if comparison else [],
    }
    context["amend"] = amend_url(page, submission) if comparison and comparison.count else ""
    return render(request, "review/changes.html", context)


def amend_url(page: ReviewPage | None, submission: Submission) -> str:
    """Return the way for an SCM to answer changed wording with an amendment; empty for others, and where nothing can be amended."""
    descriptor = submission.descriptor
    target = descriptor.amends or descriptor
    may = page is not None and submission.outcome == Outcome.APPROVED and page.reader.has_perm("descriptors.amend", target)
    return reverse("amend", args=[target.uid]) + f"?of={descriptor.uid}&round={submission.round}" if may and not why_not(target) else ""

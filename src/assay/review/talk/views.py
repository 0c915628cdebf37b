"""The conversation about a descriptor: read it, say something, change it, settle it."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assay.descriptors.models import Descriptor, Revision, Submission
from assay.descriptors.posted import at_most_once, seen_of, text_of, uid_of
from assay.errors import DomainError
from assay.review.guests.page import place_of
from assay.review.guests.reading import guests_too, rounds_read_by
from assay.review.replies.offered import offered_to
from assay.review.talk import actions
from assay.review.talk.models import Comment
from assay.review.talk.reading import Talk, comments_visible_to, may_read
from assay.review.trail import trail_of
from assay.web.access import open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Typed:
    """What was sent and not taken, and why; it stands on the page again."""

    text: str
    about: str = ""
    answers: Comment | None = None
    to_reviewers: bool = False
    problem: str = ""


def found_by(request: UserRequest, uid: uuid.UUID) -> Descriptor:
    """Return a descriptor whose conversation the person may read, or 404."""
    rows = Descriptor.objects.select_related("skill", "wsos_section")
    found = rows.visible_to(request.user).filter(uid=uid).first()
    if found and may_read(request.user, found) and found.submissions.exists():
        return found
    read = rounds_read_by(request.user).filter(descriptor__uid=uid)
    return get_object_or_404(rows.filter(pk__in=read.values("descriptor")))


def round_for(descriptor: Descriptor, user: "User") -> Submission | None:
    """Return the round that a person reads as a guest, None for who reads it anyway. Raises Http404 where it is not theirs to read."""
    if Descriptor.objects.visible_to(user).filter(pk=descriptor.pk).exists() and may_read(user, descriptor):
        return None
    read = rounds_read_by(user).filter(descriptor=descriptor).order_by("-round").first()
    if read is None:
        raise Http404
    return read


@open_to(guests_too)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show what is said about a descriptor, and take a comment or an answer."""
    descriptor = found_by(request, uid)
    if request.method != "POST":
        return page(request, descriptor)
    named = uid_of(request.POST.get("answers"))
    answers = get_object_or_404(said_about(request, descriptor), uid=named) if named else None
    words = actions.Words(
        text_of(request.POST.get("text", "")), request.POST.get("about", ""), answers, request.POST.get("to_reviewers") == "on"
    )
    key, at = uid_of(request.POST.get("uid")) or uuid.uuid4(), timezone.now()
    try:
        made = at_most_once(lambda: actions.comment(uid=key, descriptor=descriptor, words=words, by=request.user, at=at))
    except DomainError as problem:
        typed = Typed(words.text, words.about, answers, words.to_reviewers, str(problem))
        return page(request, descriptor, typed, problem.status)
    return back_to(request, descriptor, made)


def said_about(request: UserRequest, descriptor: Descriptor) -> "QuerySet[Comment]":
    """Return the comments on a descriptor that the person may read."""
    found = comments_visible_to(request.user).filter(submission__descriptor=descriptor)
    return found.select_related("answers__submission", "submission__descriptor", "submission__batch__skill")


def page(request: UserRequest, descriptor: Descriptor, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    """Show the conversation; what was typed and not taken stands in its box."""
    fresh = Descriptor.objects.select_related("skill", "wsos_section").get(pk=descriptor.pk)
    read = round_for(fresh, request.user)
    known: dict[str, Any] = {
        "talk": Talk(fresh, request.user, timezone.now(), round=read),
        "descriptor": fresh,
        "shown": as_sent(read) if read else fresh,
        "place": place_of(read, request.user) if read else None,
        "typed": typed,
        **offered_to(request.user),
    }
    known["sees_review"] = request.user.has_perm("descriptors.see_review", fresh)
    return render(request, "review/talk/page.html", known, status=status)


def as_sent(read: Submission) -> Revision:
    """Return the wording that was sent in a round."""
    return Revision.objects.select_related("wsos_section").get(descriptor=read.descriptor_id, number=read.version_sent)


def back_to(request: UserRequest, descriptor: Descriptor, comment: Comment) -> HttpResponseRedirect:
    """Return to where the person wrote, at the comment."""
    page, _mark, asked = request.POST.get("back", "").partition("?")
    on_review = page == "review" and request.user.has_perm("descriptors.see_review", descriptor)
    address = trail_of(QueryDict(asked)).to("review", descriptor.uid) if on_review else reverse("review_talk", args=[descriptor.uid])
    return redirect(f"{address}#comment-{comment.uid}")


@open_to(guests_too)
@require_POST
def comment(request: UserRequest, uid: uuid.UUID, comment: uuid.UUID) -> HttpResponse:
    """Change a comment, take it back, settle it or open it again."""
    descriptor = found_by(request, uid)
    found = get_object_or_404(said_about(request, descriptor), uid=comment)
    known: dict[str, Any] = {"comment": found, "seen": seen_of(request.POST.get("seen")), "by": request.user, "at": timezone.now()}
    text, wanted = text_of(request.POST.get("text", "")), request.POST.get("do", "")
    try:
        if wanted == "save":
            actions.reword(text=text, **known)
        elif wanted == "take_back":
            actions.take_back(**known)
        else:
            actions.settle(resolved=wanted != "reopen", **known)
    except DomainError as problem:
        return page(request, descriptor, Typed(text, found.about, problem=str(problem)), problem.status)
    return back_to(request, descriptor, found)

"""Saved replies: the list, keeping one, also what was typed in a review, changing it, deleting with undo."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.descriptors.posted import at_most_once, seen_of, text_of, uid_of
from assay.errors import DomainError, Invalid, Stale
from assay.review.replies import actions
from assay.review.replies.actions import Saying
from assay.review.replies.models import LONGEST_NAME, SavedReply
from assay.review.replies.offered import offered_to
from assay.standards.models import Skill
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from assay.accounts.models import User

UNDO = "reply_undo"
# The boxes of the pages of review from which a text is taken over.
BOXES = ("comment", "text", "common")


@dataclass(frozen=True)
class Typed:
    """What stands in the form: a reply as it is, or as it was sent and not taken."""

    name: str = ""
    text: str = ""
    skill: str = ""
    seen: int = 0


def keeps_replies(user: "User | AnonymousUser") -> bool:
    """Allow Skill Advisors and Skill Competition Managers."""
    return members(user) and bool(roles_of(user).sa | roles_of(user).scm)


@open_to(keeps_replies)
@require_safe
def replies(request: UserRequest) -> HttpResponse:
    """List one's own replies and those of the skills that one advises; `?offered`: as the boxes of the review offer them."""
    if "offered" in request.GET:
        return render(request, "review/replies/offered.html", offered_to(request.user))
    page = {"replies": SavedReply.objects.listed_for(request.user), "undo": request.session.pop(UNDO, None)}
    return render(request, "review/replies/list.html", page)


@open_to(keeps_replies)
@require_http_methods(["GET", "HEAD", "POST"])
def reply_new(request: UserRequest) -> HttpResponse:
    """Keep a new reply; a form of the review brings the text that was typed there (`?typed=1`), and nothing is kept yet."""
    if request.method != "POST" or "typed" in request.GET:
        return form_page(request, taken_over(request), uid=uuid.uuid4(), back=came_from(request))
    key = uid_of(request.POST.get("uid")) or uuid.uuid4()
    try:
        made = at_most_once(lambda: actions.save(uid=key, saying=saying_of(request), by=request.user))
    except Invalid as problem:
        return form_page(request, typed_in(request), problem, uid=key, back=came_from(request))
    messages.success(request, _("“%(name)s” is kept. The boxes of the review offer it.") % {"name": made})
    return redirect(came_from(request) or "replies")


def came_from(request: UserRequest) -> str:
    """Return the page of the review from which a text was taken over; nothing for what is no address of ours."""
    address = text_of(request.POST.get("from", ""))
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


@open_to(keeps_replies)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a reply, delete it, bring it back."""
    found = get_object_or_404(SavedReply.objects.visible_to(request.user).select_related("skill"), uid=uid)
    wanted = request.POST.get("do", "save")
    if request.method == "POST" and wanted in {"delete", "restore"}:
        return put_away(request, found, deleted=wanted == "delete")
    if found.deleted_at is not None:
        raise Http404
    if request.method != "POST":
        return form_page(request, Typed(found.name, found.text, seen=found.change), found=found)
    try:
        actions.reword(reply=found, saying=saying_of(request), seen=seen_of(request.POST.get("seen")), by=request.user)
    except Invalid as problem:
        return form_page(request, typed_in(request), problem, found=found)
    except Stale as problem:
        return form_page(request, typed_in(request, seen=getattr(problem.found, "change", 0)), problem, found=found, theirs=problem.found)
    messages.success(request, _("Saved."))
    return redirect("replies")


def put_away(request: UserRequest, found: SavedReply, *, deleted: bool) -> HttpResponse:
    """Delete it with an undo on the list, or bring it back."""
    actions.put_away(reply=found, deleted=deleted, by=request.user, at=timezone.now())
    if deleted:
        request.session[UNDO] = {"url": reverse("reply", args=[found.uid]), "name": found.name}
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": found})
    return redirect("replies")


def taken_over(request: UserRequest) -> Typed:
    """Return what was typed in a form of the review, under its first words."""
    text = next((typed for box in BOXES if (typed := text_of(request.POST.get(box, "")).strip())), "")
    return Typed(Truncator(" ".join(text.split())).chars(LONGEST_NAME // 2), text)


def typed_in(request: UserRequest, *, seen: int | None = None) -> Typed:
    """Return what the form says, as it was typed."""
    name, text, skill = (text_of(request.POST.get(field, "")) for field in ("name", "text", "skill"))
    return Typed(name, text, skill, seen_of(request.POST.get("seen")) if seen is None else seen)


def saying_of(request: UserRequest) -> Saying:
    """Return what the form asks to keep. Raises Http404 for a skill that there is not."""
    typed = typed_in(request)
    skill = get_object_or_404(Skill, code=typed.skill) if typed.skill else None
    return Saying(typed.name, typed.text, skill)


def form_page(request: UserRequest, typed: Typed, problem: DomainError | None = None, **known: Any) -> HttpResponse:
    """Show the form, with what is wrong."""
    skills = Skill.objects.filter(pk__in=roles_of(request.user).sa).order_by("code")
    crumbs = [{"label": _("Saved replies"), "url": reverse("replies")}]
    page = {"typed": typed, "problem": problem, "skills": skills, "crumbs": crumbs, **known}
    return render(request, "review/replies/form.html", page, status=problem.status if problem else 200)

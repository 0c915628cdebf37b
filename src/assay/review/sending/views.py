"""Send a selection to the Skill Advisors, and take one back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assay.accounts.models import User
from assay.accounts.permissions import require
from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.posted import at_most_once, seen_of
from assay.descriptors.states import DRAFT
from assay.descriptors.writing.scratch import scratches_of
from assay.errors import DomainError, Invalid, Stale
from assay.history.timeline import timeline_of
from assay.review.actions import withdraw as take_back
from assay.review.replies.offered import offered_to
from assay.review.sending.actions import submit_batches
from assay.review.sending.page import Selection, check_typed, parcels_of, selection_of, sendings_of
from assay.review.waiting import advisors_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: UserRequest) -> HttpResponse:
    """Say what goes to whom and what looks incomplete; send it on POST."""
    if request.method != "POST":
        return page(request, selection_of(request.GET, request.user))
    if "add" in request.POST:
        return page(request, selection_of(request.POST, request.user, shown=True))
    selection = selection_of(request.POST, request.user, also_closed=True)
    sendings = sendings_of(selection, request.POST)
    try:
        check_typed(sendings)
        at = timezone.now()
        batches = at_most_once(lambda: submit_batches(sendings=sendings, by=request.user, at=at))
    except Invalid as refusal:
        return page(request, selection_of(request.POST, request.user, shown=True), refusal, status=422)
    except Stale as refusal:
        return page(request, selection_of(request.POST, request.user, shown=True), told(request, refusal), status=409)
    messages.success(request, said(request, batches))
    return redirect(reverse("my_skills") + "?tab=pending")


def told(request: UserRequest, refusal: Stale) -> Invalid:
    """Return a conflict as a sentence beside its row: what was done last, and by whom."""
    found = refusal.found
    if not isinstance(found, Descriptor):
        raise refusal
    last = timeline_of("descriptor", found.uid, request.user)[-1:]
    sentence = _("Changed since you chose it: %(what)s. Look at it again.") % {"what": last[0].sentence if last else str(refusal)}
    return Invalid(_("Something changed meanwhile. Nothing was sent."), {str(found.uid): sentence})


def page(request: UserRequest, selection: Selection, refusal: Invalid | None = None, *, status: int = 200) -> HttpResponse:
    """Show the selection, with what was typed and what is wrong beside each row."""
    problems = refusal.fields if refusal else {}
    parcels = parcels_of(selection, request.user, request.POST, problems)
    known = {
        "parcels": parcels,
        "closed": [(row, problems.get(str(row.uid), "")) for row in selection.closed],
        "unsaved": unsaved_of(request.user, selection),
        "refusal": refusal,
        "note_problems": {name.removeprefix("note-"): text for name, text in problems.items() if name.startswith("note-")},
        "crumbs": [{"label": _("My skills"), "url": reverse("my_skills")}],
        **offered_to(request.user),
    }
    return render(request, "review/send.html", known, status=status)


def unsaved_of(user: User, selection: Selection) -> set[uuid.UUID]:
    """Return of which descriptors the person has changes that are kept for them and would not be sent."""
    uids = [row.uid for row in selection.open]
    return set(scratches_of(user).filter(descriptor_uid__in=uids).values_list("descriptor_uid", flat=True))


def said(request: UserRequest, batches: list[Batch]) -> SafeString:
    """Return what was sent to whom, with a link to each batch."""
    people = [(skill, str(person)) for skill, person in advisors_of([batch.skill_id for batch in batches]) if person.pk != request.user.pk]
    return format_html_join(
        " ", "{}", ([sentence_of(batch, [name for skill, name in people if skill == batch.skill_id])] for batch in batches)
    )


def sentence_of(batch: Batch, names: list[str]) -> SafeString:
    """Return one batch as a sentence that links to it."""
    sent = batch.submissions.count()
    text = ngettext("Sent %(count)d descriptor of %(skill)s to %(who)s.", "Sent %(count)d descriptors of %(skill)s to %(who)s.", sent)
    who = get_text_list(names, _("and")) if names else _("nobody yet: the secretariat is told")
    link = reverse("batch", args=[batch.uid])
    return format_html(
        '{} <a href="{}">{}</a>',
        text % {"count": sent, "skill": batch.skill, "who": who},
        link,
        _("Batch %(batch)s") % {"batch": batch},
    )


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask, then take a descriptor back before it is decided."""
    rows = Descriptor.objects.visible_to(request.user).filter(batch_status__isnull=False).select_related("skill", "batch__skill")
    descriptor = get_object_or_404(rows, uid=uid)
    require(
        request.user,
        "descriptors.withdraw",
        descriptor,
        otherwise=_("Only a Skill Competition Manager of this skill withdraws its descriptors."),
    )
    if request.method == "POST":
        back = take_back(descriptor=descriptor, seen=seen_of(request.POST.get("change")), by=request.user, at=timezone.now())
        became = _("it is a draft again") if back.batch_status == DRAFT else _("it is back among the returned ones, with the last comment")
        messages.success(request, _("Withdrawn: “%(name)s”; %(became)s.") % {"name": back.criterion_name, "became": became})
        return redirect(reverse("my_skills") + ("?tab=drafts" if back.batch_status == DRAFT else "?tab=returned"))
    submission = descriptor.submissions.filter(outcome=None).first()
    if submission is None:
        raise DomainError(_("It is not with the Skill Advisor any more. Look at it under My skills."))
    first = submission.came_from == DRAFT
    asked = {
        "title": _("Withdraw from review"),
        "text": descriptor.criterion_name,
        "facts": [
            _("It leaves batch %(batch)s; the Skill Advisor does not decide it.") % {"batch": descriptor.batch},
            _("It becomes a draft again.") if first else _("It becomes a returned one again, with the last comment."),
        ],
        "hidden": [("change", descriptor.change)],
        "action": request.path,
        "verb": _("Withdraw"),
        "back": reverse("edit", args=[uid]),
    }
    return render(request, "web/confirm.html", asked)

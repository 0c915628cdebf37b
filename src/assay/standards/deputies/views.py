"""Deputies: who decides for whom, naming one, ending it early."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.accounts.models import User
from assay.errors import Invalid
from assay.standards.carried import posted, uid_of
from assay.standards.deputies.acting import first_day, last_day
from assay.standards.deputies.actions import end_deputy, name_deputy
from assay.standards.deputies.forms import AbsentForm, DeputyForm
from assay.standards.models import Deputy
from assay.standards.places import crumb
from assay.standards.roles import roles_of
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LISTED = 100


def may_name(user: "User | AnonymousUser") -> bool:
    """Allow Skill Advisors in their own right, and administrators."""
    return user.is_authenticated and members(user) and (user.is_admin or bool(roles_of(user).own_sa))


def visible_to(user: User) -> QuerySet[Deputy]:
    """Keep what is about the person; administrators see all."""
    rows = Deputy.objects.select_related("skill", "absent", "person")
    return rows if user.is_admin else rows.filter(Q(absent=user) | Q(person=user))


@open_to(members)
@require_safe
def deputies(request: UserRequest) -> HttpResponse:
    """List who decides for whom, the latest first."""
    now = timezone.now()
    rows = [row_of(one, request.user, now) for one in visible_to(request.user).order_by("-starts_at", "skill__code")[:LISTED]]
    return render(request, "standards/deputies.html", {"rows": rows, "may_name": may_name(request.user)})


def row_of(deputy: Deputy, user: User, now: Any) -> dict[str, Any]:
    """Return one line of the list."""
    over = deputy.ended_at is not None or deputy.ends_at <= now
    if deputy.ended_at:
        state = _("ended")
    elif over:
        state = _("over")
    else:
        state = _("coming") if deputy.starts_at > now else _("now")
    may_end = not over and user.has_perm("standards.name_deputy", deputy.absent)
    return {"deputy": deputy, "first": first_day(deputy), "last": last_day(deputy), "state": state, "over": over, "may_end": may_end}


@open_to(may_name)
@require_http_methods(["GET", "HEAD", "POST"])
def add_deputy(request: UserRequest) -> HttpResponse:
    """Name a deputy, for oneself or, as an administrator, for somebody."""
    absent = absent_of(request)
    if absent is None:
        return render(request, "standards/deputy_absent.html", {"form": AbsentForm(), "crumbs": [crumb(_("Deputies"), "deputies")]})
    form = DeputyForm(posted(request), absent=absent)
    if form.is_valid():
        try:
            name_deputy(uid=uid_of(request.POST), absence=form.absence(), by=request.user, at=timezone.now())
            messages.success(request, _("%(who)s is told, and decides in these days.") % {"who": form.cleaned_data["person"]})
            return redirect("deputies")
        except Invalid as refusal:
            form.refuse(refusal)
    page = {"form": form, "absent": absent, "uid": request.POST.get("uid") or uuid.uuid4(), "crumbs": [crumb(_("Deputies"), "deputies")]}
    return render(request, "standards/deputy_add.html", page, status=422 if form.errors else 200)


def absent_of(request: UserRequest) -> User | None:
    """Return who is away: oneself, or for an administrator the person of the address; None where nobody is chosen yet."""
    if not request.user.is_admin:
        return request.user
    form = AbsentForm(request.GET)
    chosen: User | None = form.cleaned_data["absent"] if form.is_valid() else None
    return chosen or (request.user if roles_of(request.user).own_sa and "absent" not in request.GET else None)


@open_to(members)
@require_POST
def end(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """End the days of a deputy early."""
    found = end_deputy(deputy=get_object_or_404(visible_to(request.user), uid=uid), by=request.user, at=timezone.now())
    messages.success(request, _("%(who)s no longer decides for %(absent)s.") % {"who": found.person, "absent": found.absent})
    return redirect("deputies")

"""People administration: the list, a person's page, invitations, roles in skills."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.accounts.actions import change_person, invite_again
from assay.accounts.details import Details
from assay.accounts.forms import refused_beside_fields
from assay.accounts.models import User
from assay.history.timeline import timeline_of
from assay.standards import people, people_actions
from assay.standards.models import Membership
from assay.standards.people_forms import Account, Invited, SkillRole, Wanted
from assay.web.access import admins, open_to, overseers
from assay.web.requests import UserRequest


def tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """Act on a valid form; a refusal of a field is said beside it."""
    if form.is_valid():
        with refused_beside_fields(form):
            act()
    return not form.errors


@open_to(overseers)
@require_safe
def listed(request: UserRequest) -> HttpResponse:
    """List people, narrowed by what the address says."""
    form = Wanted(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = people.narrowed(User.objects.all(), wanted)
    shown, following = people.page_after(found, as_uid(request.GET.get("after", "")))
    query = request.GET.copy()
    query["after"] = str(following or "")
    pager = {"next": f"?{query.urlencode()}" if following else "", "summary": ""}
    known = {"form": form, "people": shown, "total": found.count(), "pager": pager, "narrowed": any(wanted.values())}
    return render(request, "standards/people.html", known)


def as_uid(text: str) -> UUID | None:
    """Return a uid from an address, or None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


@open_to(overseers)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Add a person, with an invitation by mail unless an administrator says otherwise."""
    administers = request.user.is_admin
    form = Invited(request.POST or None, administers=administers)

    def act() -> None:
        invited = form.cleaned_data.get("invited", True)
        person = people_actions.add_person_with_roles(
            details=form.details(), roles=form.roles(), by=request.user, at=timezone.now(), invited=invited
        )
        said = _("%(person)s is invited.") if invited else _("%(person)s is added and can sign in by a code.")
        messages.success(request, said % {"person": person})

    if request.method == "POST" and tried(form, act):
        return redirect("people")
    return render(request, "standards/people_add.html", {"form": form}, status=422 if form.errors else 200)


@open_to(overseers)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: UserRequest, uid: UUID) -> HttpResponse:
    """Show a person; an administrator changes the account here."""
    found = get_object_or_404(people.with_roles(User.objects.all()), uid=uid)
    if request.method == "POST" and not request.user.is_admin:
        raise PermissionDenied
    form = Account(request.POST or None, initial=vars(Details.of(found)))
    if request.method == "POST" and tried(form, lambda: change_person(person=found, to=form.details(), by=request.user, at=timezone.now())):
        messages.success(request, _("Saved."))
        return redirect("person", uid=uid)
    return page_of(request, found, form, SkillRole())


def page_of(request: UserRequest, found: User, form: Account, role: SkillRole) -> HttpResponse:
    """Render a person's page with its forms."""
    known = {
        "person": found,
        "form": form,
        "role": role,
        "memberships": found.memberships.all(),
        "invitation": found.invitations.order_by("-sent_at").first() if found.last_login is None else None,
        "timeline": timeline_of("person", found.uid, request.user)[::-1],
    }
    return render(request, "standards/people_person.html", known, status=422 if form.errors or role.errors else 200)


@open_to(overseers)
@require_POST
def invite(request: UserRequest, uid: UUID) -> HttpResponse:
    """Send the invitation again; earlier links end."""
    found = get_object_or_404(User, uid=uid)
    invite_again(person=found, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation was sent again."))
    return redirect("person", uid=uid)


@open_to(admins)
@require_POST
def give_role(request: UserRequest, uid: UUID) -> HttpResponse:
    """Give a person a role in a skill."""
    found = get_object_or_404(people.with_roles(User.objects.all()), uid=uid)
    form = SkillRole(request.POST)
    if tried(form, lambda: people_actions.give_role(person=found, new=form.new_role(), by=request.user, at=timezone.now())):
        messages.success(request, _("The role is given."))
        return redirect("person", uid=uid)
    return page_of(request, found, Account(initial=vars(Details.of(found))), form)


@open_to(admins)
@require_POST
def remove_role(request: UserRequest, uid: UUID, membership: UUID) -> HttpResponse:
    """Take a role away from a person."""
    found = get_object_or_404(User, uid=uid)
    role = Membership.objects.select_related("user", "skill").filter(uid=membership).first()
    if role is not None and role.user_id != found.pk:
        raise Http404
    if role is not None:
        people_actions.remove_role(membership=role, by=request.user, at=timezone.now())
    messages.success(request, _("The role is removed."))
    return redirect("person", uid=uid)

"""A person's own pages: waiting for a role, settings, ending sessions; and accepting an invitation."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from assay.accounts import actions
from assay.accounts.forms import AcceptInvitation, OwnSettings, refused_beside_fields
from assay.accounts.models import User
from assay.accounts.zones import grouped
from assay.web.access import anyone, open_to, place_of, signed_in
from assay.web.requests import UserRequest


@open_to(signed_in)
def waiting(request: UserRequest) -> HttpResponse:
    """Say that the account has no role yet, and what happens next."""
    if request.user.has_access or place_of(request.user):
        return redirect("/")
    return render(request, "accounts/waiting.html")


@open_to(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: UserRequest) -> HttpResponse:
    """Show and keep one's own settings; the appearance belongs to the device, so it is a cookie."""
    person = request.user
    initial = {"name": person.name, "time_zone": person.time_zone, "theme": request.COOKIES.get("theme", "")}
    form = OwnSettings(request.POST or None, initial=initial)
    if request.method == "POST" and saved(form, person):
        messages.success(request, _("Your settings are saved."))
        return with_theme(redirect("preferences"), form.cleaned_data["theme"])
    known = {"form": form, "zone_groups": grouped(timezone.now().date())}
    return render(request, "accounts/preferences.html", known, status=422 if form.errors else 200)


def saved(form: OwnSettings, person: User) -> bool:
    """Keep the settings; one that does not exist is said beside its field."""
    if form.is_valid():
        chosen = form.cleaned_data
        with refused_beside_fields(form):
            actions.change_own_settings(person=person, name=chosen["name"], time_zone=chosen["time_zone"], at=timezone.now())
    return not form.errors


def with_theme(response: HttpResponse, theme: str) -> HttpResponse:
    """Keep the appearance for a year; scripts change the same cookie."""
    if theme:
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@open_to(signed_in)
@require_POST
def sign_out_everywhere(request: UserRequest) -> HttpResponse:
    """End all sessions of the person, this one included."""
    actions.sign_out_everywhere(person=request.user, at=timezone.now())
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@open_to(anyone)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what the invitation opens; only sending the form uses it up."""
    invitation = actions.open_invitation(token, at=timezone.now())
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = AcceptInvitation(request.POST or None, initial={"name": invitation.user.name})
    if request.method != "POST" or not form.is_valid() or not accepted(form, token):
        return render(request, "accounts/invitation.html", {"form": form, "person": invitation.user}, status=422 if form.errors else 200)
    invitation.user.refresh_from_db()
    answer: HttpResponseBase = perform_login(request, invitation.user, email_verification="none")
    return answer


def accepted(form: AcceptInvitation, token: str) -> bool:
    """Accept it; a password that is too weak is said beside its field."""
    with refused_beside_fields(form):
        actions.accept_invitation(token=token, **form.cleaned_data, at=timezone.now())
    return not form.errors

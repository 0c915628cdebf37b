"""Pages that belong to no domain: forged or outdated forms, what is not there, what is not open to somebody."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from assay.web.access import anyone, place_of, policy_of
from assay.web.kept import from_here, keep, outdated, typed
from assay.web.middleware import refusal, said, to_sign_in


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody whose role does not open a page (403)."""
    del exception
    if place_of(request.user):
        return refusal(request, _("You are a guest: you read and comment what you are invited to, and nothing else is open to you."), 403)
    return refusal(request, _("Your role does not open this page. Ask your administrator if it should."), 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to what this person may not see (404): the two read alike."""
    del exception
    return refusal(request, _("It may have been deleted, or it is for other roles than yours. Check the address."), 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is not this session's: it was open while someone signed in or out."""
    del reason
    policy = policy_of(resolve(request.path_info).func)
    if policy in {None, anyone} or not from_here(request) or not typed(request):
        return refusal(request, _("This page was opened before the last sign-in. Go back, reload it and send again."), 403)
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if request.headers.get("X-Autosave"):
        return said(_("This page is outdated. Press Save: what you typed is kept."), status=403)
    if request.headers.get("HX-Request") and keep(request):
        return HttpResponse(status=403, headers={"HX-Redirect": reverse("kept")})
    return outdated(request)

"""What every request passes: headers, access, refusals as answers that people can read."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.errors import DomainError
from assay.web.access import place_of, policy_of
from assay.web.kept import keep

Next = Callable[[HttpRequest], HttpResponseBase]
READS = {"GET", "HEAD"}
UNDERSTOOD = ("GET", "HEAD", "POST", "OPTIONS")


def headers(get_response: Next) -> Next:
    """Add the headers that no other middleware adds; signed-in pages are not stored.

    Django sends HSTS only where the request itself came by TLS; here the proxy speaks TLS, so the base address decides.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


class access:  # noqa: N801  a middleware, named as the others
    """Ask the route's policy: sign in first, or 403."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; process_view does the asking."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object) -> HttpResponseBase | None:
        """Refuse before the view runs; a view without a policy is for nobody."""
        policy = policy_of(view)
        if policy is not None and policy(request.user):
            return None if request.method in UNDERSTOOD else HttpResponseNotAllowed(UNDERSTOOD)
        if policy is not None and not request.user.is_authenticated:
            return to_sign_in(request)
        if policy is not None and request.method in READS and not getattr(request.user, "has_access", False):
            return without_access(request)
        raise PermissionDenied


def without_access(request: HttpRequest) -> HttpResponseBase:
    """Lead somebody without access from the first page to the one that is open to them, else refuse; those who have none wait."""
    place = place_of(request.user)
    if place and request.path != "/":
        raise PermissionDenied
    return elsewhere(request, place or reverse("waiting"))


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send to the sign-in page and come back: to the page, or to what was typed in it; a fragment's page goes as a whole."""
    if request.headers.get("X-Autosave"):
        return said(_("You are signed out. Press Save: what you typed is kept while you sign in."), status=401)
    if request.method in READS:
        back = request.headers.get("HX-Current-URL") or request.get_full_path()
    else:
        back = reverse("kept") if request.method == "POST" and keep(request) else "/"
    return elsewhere(request, redirect_to_login(back, settings.LOGIN_URL).url, status=401)


def said(text: str, *, status: int) -> HttpResponse:
    """Answer autosave, which shows the sentence beside the form and keeps what was typed on the device."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def elsewhere(request: HttpRequest, url: str, *, status: int = 403) -> HttpResponseBase:
    """Redirect; a fragment cannot follow, so htmx is told to, with the status that says why."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status, headers={"HX-Redirect": url})
    return redirect(url)


class refusals:  # noqa: N801  a middleware, named as the others
    """Turn a DomainError into a page, or a message for a fragment, that says why and what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; process_exception does the wording."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal."""
        if not isinstance(exception, DomainError):
            return None
        return refusal(request, str(exception), exception.status)


def refusal(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Return the page of a refusal; what was typed comes along as hidden fields where it was a form."""
    place = place_of(request.user) if hasattr(request, "user") else ""
    template = "web/refusal_fragment.html" if request.headers.get("HX-Request") else "web/refusal.html"
    return render(
        request,
        template,
        {"message": message, "status": status, "back": request.headers.get("Referer", "/"), "place": place},
        status=status,
    )

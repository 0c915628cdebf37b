"""Pages that belong to no domain: forged or outdated forms, and the page of components."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assay.web.middleware import refusal


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not this session's: it was open while someone signed in or out."""
    del reason
    return refusal(request, _("This page was opened before the last sign-in. Go back, reload it and send again."), 403)

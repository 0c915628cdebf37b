"""Faults as answers: a lost or busy database, a disk that takes nothing, a mistake of ours. Nobody sees a traceback."""

import errno
import logging
import sys
from collections.abc import Callable, Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

Next = Callable[[HttpRequest], HttpResponseBase]
REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
REFUSED_IN_WORDS = ("disk is full", "No space left", "readonly database", "read-only")
log = logging.getLogger(__name__)


class faults:  # noqa: N801  a middleware, named as the others
    """Answer what a view ran into; `broken` answers what happened before one was reached."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; process_exception does the wording."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a fault of the database or the disk; every other exception goes on."""
        return answer_to(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer whatever nobody caught: a fault as what it is, the rest as our mistake (500)."""
    found = answer_to(request, sys.exc_info()[1])
    return found or plain_or_page(request, "500.html", _("Something broke here. Nothing was saved; try again."), 500)


def answer_to(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Return the answer to a fault of the database (503) or the disk (507), or None for anything else."""
    if cannot_be_written(exception):
        log.error("the disk takes nothing at %s: %s", request.path, exception)
        return fault(request, _("The server's disk is full or cannot be written. Nothing was saved; tell your administrator."), 507)
    if isinstance(exception, OperationalError | InterfaceError):
        log.warning("database unavailable at %s: %s", request.path, exception)
        return fault(request, _("The database is busy or restarting. Nothing was lost: try again in a moment."), 503)
    return None


def cannot_be_written(exception: BaseException | None) -> bool:
    """Return whether a disk that is full or read-only lies behind an exception, on either engine."""
    faulty = [one for one in behind(exception) if isinstance(one, OSError | DatabaseError)]
    return any(getattr(one, "errno", None) in REFUSED or any(words in str(one) for words in REFUSED_IN_WORDS) for one in faulty)


def behind(exception: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, and what caused it."""
    while exception is not None:
        yield exception
        exception = exception.__cause__


def fault(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Return a page that needs neither database nor session; going back keeps what was typed."""
    response = plain_or_page(request, "web/fault.html", message, status)
    response.headers["Retry-After"] = "5"
    return response


def plain_or_page(request: HttpRequest, template: str, message: str, status: int) -> HttpResponse:
    """Return a page, or the sentence alone to a script: it shows it, and leaves what was typed where it is."""
    if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string(template, {"message": message, "status": status}), status=status)

"""What a person typed when their session had ended: kept on the server, shown after sign-in, sent again when they say so."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assay.web.access import open_to, signed_in

KEY = "kept"
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LARGEST = 100_000
LASTS = timedelta(days=1)
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "token")
# Numbers and names that only the form itself understands.
NOT_SHOWN = {"uid", "change", "seen", "next", "action", "verb", "wsos_section", "about", "back", "from", "over"}
WORDS = {
    "criterion_name": gettext_lazy("Aspect"),
    "score0": gettext_lazy("Level 0"),
    "score1": gettext_lazy("Level 1"),
    "score2": gettext_lazy("Level 2"),
    "score3": gettext_lazy("Level 3"),
    "email": gettext_lazy("E-mail"),
    "q": gettext_lazy("Search"),
    "comment": gettext_lazy("Comment"),
    "common": gettext_lazy("One comment for all"),
    "late_reason": gettext_lazy("Why it comes so late"),
    "name": gettext_lazy("Name"),
    "note": gettext_lazy("Note"),
    "reply": gettext_lazy("Reply"),
    "text": gettext_lazy("Text"),
    "do": gettext_lazy("Button"),
}
BUTTONS = {"approve": gettext_lazy("Approve"), "return": gettext_lazy("Return with comment")}


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names and values of a form, without files, secrets and the form's own token."""
    return [(name, str(value)) for name, values in request.POST.lists() if not any(word in name for word in NEVER_KEPT) for value in values]


def origin_of(request: HttpRequest) -> str:
    """Return where the browser says that the form came from, or an empty text."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(said)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else said


def from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that the form came from a page of this site."""
    return origin_of(request) in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def keep(request: HttpRequest) -> bool:
    """Keep a form in the session for a day; return False where there is nothing to keep, too much, or it came from elsewhere."""
    fields = typed(request)
    if not fields or (origin_of(request) and not from_here(request)):
        return False
    if sum(len(name) + len(value.encode()) for name, value in fields) > LARGEST or not ratelimit.consume(request, action="keep"):
        messages.warning(request, _("What you sent could not be kept. Go back in your browser to find it."))
        return False
    kept = {"path": request.get_full_path(), "fields": fields, "at": datetime.now(UTC).timestamp(), "files": bool(request.FILES)}
    request.session[KEY] = kept
    if not request.user.is_authenticated:
        request.session.set_expiry(LASTS)
    return True


def kept_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return what is kept, unless its day is over."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or datetime.now(UTC).timestamp() - kept["at"] > LASTS.total_seconds():
        return None
    return kept


def labelled(fields: list[Any]) -> list[dict[str, str]]:
    """Return the fields as people read them: names as words; blank ones, ticks and identifiers left out."""
    return [{"label": label_of(name), "text": text_of(name, text)} for name, text in fields if is_readable(name, text)]


def label_of(name: str) -> str:
    """Return a field's name in words."""
    return str(WORDS.get(stem_of(name)) or name.replace("_", " ").replace("-", " "))


def stem_of(name: str) -> str:
    """Return a field's name without that of the row: "comment-3f2a…" is a comment."""
    stem, _dash, row = name.partition("-")
    return stem if UID.fullmatch(row) else name


def text_of(name: str, text: str) -> str:
    """Return a value as people read it: a button by its words."""
    return str(BUTTONS[text]) if name == "do" else text


def is_readable(name: str, text: str) -> bool:
    """Return whether a value tells a person anything."""
    is_button = name == "do" and text not in BUTTONS
    return bool(text.strip()) and text != "on" and stem_of(name) not in NOT_SHOWN and not is_button and not UID.fullmatch(text.strip())


@open_to(signed_in)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what was typed, and offer to send it again."""
    kept = kept_of(request)
    if kept is None:
        return render(request, "web/kept.html", {"fields": None})
    known = {"action": reverse("kept_send"), "hidden": kept["fields"], "fields": labelled(kept["fields"]), "files": kept["files"]}
    return render(request, "web/kept.html", known | {"reason": "signed_out", "discard": True})


@open_to(signed_in)
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """Let the browser send the same form again to where it was meant for; it stays kept in case that fails."""
    kept = kept_of(request)
    return redirect(kept["path"], preserve_request=True) if kept else redirect("kept")


@open_to(signed_in)
@require_POST
def discard(request: HttpRequest) -> HttpResponseBase:
    """Forget what was kept."""
    request.session.pop(KEY, None)
    messages.success(request, _("What you typed was discarded."))
    return redirect("/")


def outdated(request: HttpRequest) -> HttpResponse:
    """Show a form whose token is no longer right, with a button that sends it again under a fresh one."""
    fields = typed(request)
    known = {"action": request.get_full_path(), "hidden": fields, "fields": labelled(fields), "files": bool(request.FILES)}
    return render(request, "web/kept.html", known | {"reason": "outdated"}, status=403)

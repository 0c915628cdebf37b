"""The page of the event log."""

import re
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assay.history.log import Wanted, narrowed, oversees, page_before, readable_by, skills_of
from assay.history.models import Event
from assay.history.sentences import SENTENCES, subject_of
from assay.history.timeline import moments
from assay.history.verbs import in_words
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User


def may_read(user: "User | AnonymousUser") -> bool:
    """Allow those who oversee, and everyone who writes or decides in a skill."""
    return user.is_authenticated and members(user) and (oversees(user) or bool(skills_of(user)))


@open_to(may_read)
@require_safe
def events(request: UserRequest) -> HttpResponse:
    """Show what happened, newest first, in sentences."""
    wanted = asked_for(request)
    readable = readable_by(request.user)
    page, older = page_before(narrowed(readable, wanted), number(request.GET.get("before", "")))
    context = {
        "moments": [replace(moment, changes=()) for moment in moments(page, request.user, by_name=True)],
        "older": older and f"{reverse('events')}?{urlencode(kept(request) | {'before': older})}",
        "newest": "before" in request.GET and f"{reverse('events')}?{urlencode(kept(request))}",
        "filters": filters(request, readable, wanted),
        "narrowed": wanted != Wanted(),
    }
    return render(request, "history/events.html", context)


def asked_for(request: HttpRequest) -> Wanted:
    """Return what the address narrows the log to; what cannot be read narrows nothing."""
    get = request.GET
    of_type, verb = (get.get(name, "").replace("\x00", "") for name in ("type", "verb"))  # PostgreSQL looks for no NUL
    return Wanted(of_type, verb, identifier(get.get("person", "")), identifier(get.get("skill", "")))


def identifier(text: str) -> uuid.UUID | None:
    """Return a uid, or None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """Return a position, or None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def kept(request: HttpRequest) -> dict[str, str]:
    """Return the filters of the address, for the links to other pages."""
    return {name: request.GET[name] for name in ("type", "verb", "person", "skill") if request.GET.get(name)}


def filters(request: UserRequest, readable: QuerySet[Event], wanted: Wanted) -> list[dict[str, Any]]:
    """Return the selects above the log, each with the values that occur."""
    types = sorted(set(readable.values_list("subject_type", flat=True).distinct().order_by()))
    verbs = sorted({verb for of_type, verb in SENTENCES if wanted.subject_type in ("", of_type)})
    people = get_user_model().objects.filter(pk__in=readable.values("actor").distinct().order_by()).order_by("name")[:500]
    return [
        chooser("type", wanted.subject_type, [(kind, str(subject_of(kind).label)) for kind in types]),
        chooser("verb", wanted.verb, [(verb, in_words(verb)) for verb in verbs]),
        chooser("person", str(wanted.actor or ""), [(str(person.uid), str(person)) for person in people]),
        chooser("skill", str(wanted.skill or ""), [(str(uid), name) for uid, name in skills_of(request.user).items()]),
    ]


def chooser(name: str, chosen: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    """Return one select."""
    return {"name": name, "options": [{"value": value, "label": label, "chosen": value == chosen} for value, label in options]}

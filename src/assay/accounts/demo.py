"""One-click sign-in as a role, in a demonstration only; outside of one nothing of this exists."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from allauth.account.utils import perform_login
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from assay.accounts.models import Access, User
from assay.web.access import anyone, open_to

ROLES_IN_WORDS: list[Callable[[list[User]], dict[int, list[str]]]] = []


@dataclass(frozen=True)
class DemoAccount:
    """An account that anyone may try, and what it is."""

    uid: UUID
    email: str
    role: str


def marked_demo() -> QuerySet[User]:
    """Return the accounts of the demonstration: those at example.org."""
    return User.objects.filter(email_key__endswith="@example.org", is_active=True).order_by("pk")


def demo_accounts() -> list[DemoAccount]:
    """Return the accounts with their roles in words, in the order in which the demonstration made them."""
    people = list(marked_demo())
    roles: dict[int, list[str]] = {}
    for read in ROLES_IN_WORDS:
        for person, words in read(people).items():
            roles.setdefault(person, []).extend(words)
    return [DemoAccount(person.uid, person.email, ", ".join(in_words(person, roles.get(person.pk, [])))) for person in people]


def in_words(person: User, roles: list[str]) -> list[str]:
    """Return what a person is; one who waits is nothing else."""
    return roles if roles and not person.has_access else [*general_roles(person), *roles]


def general_roles(person: User) -> list[str]:
    """Return what a person is beside their skills."""
    words = [str(_("Administrator"))] if person.is_admin else []
    if person.access != Access.MEMBER and person.has_access:
        words += [str(Access(person.access).label)] if person.access == Access.SECRETARIAT else []
    return words if person.has_access else [str(Access.PENDING.label)]


@csrf_protect
@require_POST
def as_demo_account(request: HttpRequest) -> HttpResponseBase:
    """Sign in as the chosen demo account."""
    try:
        uid = UUID(request.POST.get("uid", ""))
    except ValueError as error:
        raise Http404 from error
    signed_in: HttpResponseBase = perform_login(request, get_object_or_404(marked_demo(), uid=uid), email_verification="none")
    return signed_in


@open_to(anyone)
@csrf_exempt
def sign_in_as(request: HttpRequest) -> HttpResponseBase:
    """Answer as any address that does not exist, unless this is a demonstration; its own CSRF check comes after that."""
    if not settings.DEMO:
        raise Http404
    return as_demo_account(request)

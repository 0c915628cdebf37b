"""One policy for every route: who may ask at all. A route without a policy stops the start."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from assay.accounts.models import User

Policy = Callable[["User | AnonymousUser"], bool]
PLACES: "list[Callable[[User], str]]" = []
"""Where somebody without access is let in all the same, if anywhere: rooms above register it in `ready()`."""
View = TypeVar("View", bound=Callable[..., Any])


def anyone(_user: "User | AnonymousUser") -> bool:
    """Allow everybody, signed in or not."""
    return True


def signed_in(user: "User | AnonymousUser") -> bool:
    """Allow every account, also one that waits for a role."""
    return user.is_authenticated


def members(user: "User | AnonymousUser") -> bool:
    """Allow accounts with access."""
    return user.is_authenticated and user.has_access


def admins(user: "User | AnonymousUser") -> bool:
    """Allow administrators."""
    return user.is_authenticated and user.has_access and user.is_admin


def overseers(user: "User | AnonymousUser") -> bool:
    """Allow the secretariat and administrators."""
    return user.is_authenticated and user.has_access and (user.is_admin or user.access == "SECRETARIAT")


def place_of(user: "User | AnonymousUser") -> str:
    """Return the address at which somebody without access is let in, or nothing."""
    if not user.is_authenticated or user.has_access:
        return ""
    return next((place for find in PLACES if (place := find(user))), "")


def open_to(policy: Policy) -> Callable[[View], View]:
    """Give a view its policy; the access middleware asks it before the view runs."""

    def mark(view: View) -> View:
        view.access_policy = policy  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return mark


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """Return the policy of a view, or None."""
    return getattr(view, "access_policy", None)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every route of the project with its full pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


@register()
def every_route_has_a_policy(**_: Any) -> list[CheckMessage]:
    """Refuse to start with a route that nobody thought about."""
    return [
        Error(f"The route {path!r} has no access policy.", hint="Decorate its view with @open_to(…).", id="assay.E001")
        for path, route in routes()
        if policy_of(route.callback) is None
    ]

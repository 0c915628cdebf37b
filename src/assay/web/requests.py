"""Requests as views receive them."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from assay.accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in person; the access middleware has made sure of it."""

    user: "User"  # never anonymous behind a policy that asks for an account
    htmx: "HtmxDetails"

"""How the tests of finding ask."""

from typing import Any

from django.utils import timezone

from assay.descriptors.models import Descriptor
from assay.descriptors.search.answer import search
from assay.descriptors.search.asked import Page, Scope
from assay.descriptors.search.query import understand


def ask(user: Any, typed: str = "", **query: Any) -> Page:
    """Return what the person finds; `typed` ends with a blank where the last word is whole."""
    scope = Scope.of(user, timezone.now())
    return search(understand(typed, scope).as_query(**query), scope)


def names(page: Page) -> list[str]:
    """Return the names of what was found, in order."""
    found = dict(Descriptor.objects.values_list("uid", "criterion_name"))
    return [found[uid] for uid in page.rows]

"""The way through a list that is shown page by page."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _


def pager_of(page: Page[Any], address: Callable[[int], str]) -> dict[str, str] | None:
    """Return what web/components/pager.html draws, or None where everything fits on one page; `address` is of a page by its number."""
    if not page.has_other_pages():
        return None
    numbers = {"first": page.start_index(), "last": page.end_index(), "total": page.paginator.count}
    return {
        "summary": _("%(first)d to %(last)d of %(total)d") % numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }

"""The way through the pages of a list."""

from typing import Any

from django.utils.translation import gettext as _

from assay.descriptors.library.address import DEEPEST, SIZES, Address


def pager_of(address: Address, total: int) -> dict[str, Any]:
    """Return what web/components/pager.html draws; beyond the last page no range is told."""
    first = (address.page - 1) * address.size + 1
    last = min(first + address.size - 1, total)
    more = last < total and (address.page + 1) * address.size <= DEEPEST
    return {
        "summary": _("%(first)d to %(last)d of %(total)d") % {"first": first, "last": last, "total": total} if first <= last else "",
        "previous": address.to(page=address.page - 1).url if address.page > 1 else "",
        "next": address.to(page=address.page + 1).url if more else "",
        "sizes": [{"label": str(size), "url": address.to(size=size).url, "current": size == address.size} for size in SIZES],
    }

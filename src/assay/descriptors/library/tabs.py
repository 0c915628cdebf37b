"""What stands beside the library in tabs: every app registers its own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.web.addresses import address_of


@dataclass(frozen=True)
class Tab:
    """A list of its own that is searched with the same words."""

    label: Promise | str
    url_name: str


TABS: list[Tab] = [Tab(_("Judgement"), "library")]


def tabs_for(current: str, typed: str, count: int) -> list[dict[str, Any]]:
    """Return what web/components/tabs.html draws: each tab takes the words along, the current one says how many there are."""
    query = f"?{urlencode({'q': typed})}" if typed.strip() else ""
    return [
        {
            "label": tab.label,
            "url": address_of(tab.url_name) + query,
            "current": tab.url_name == current,
            "count": f"{count:,}" if tab.url_name == current else "",
        }
        for tab in TABS
    ]

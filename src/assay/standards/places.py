"""The three places of the standards, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TABS = (("standards", _("Skills")), ("sections", _("WSOS sections")), ("competitions", _("Competitions")))


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the tabs with the current one marked; `here` is a URL name."""
    return [{"label": label, "url": reverse(name), "count": None, "current": name == here} for name, label in TABS]


def crumb(label: object, name: str, *args: str) -> dict[str, str]:
    """Return one step of the way here."""
    return {"label": str(label), "url": reverse(name, args=args)}


def to_standards() -> dict[str, str]:
    """Return the first step of the way to a skill."""
    return crumb(_("Standards"), "standards")

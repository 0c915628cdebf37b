"""The home app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.home"

    def ready(self) -> None:
        """Stand first in the rail."""
        from assay.web.navigation import Entry, add  # noqa: PLC0415  apps are not ready when this module is read

        add(Entry(_("Home"), "home", "home", order=10))

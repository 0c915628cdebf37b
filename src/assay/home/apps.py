"""The home app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.home"

    def ready(self) -> None:
        """Stand first in the rail, and keep the database's planner informed."""
        from assay.home.statistics import refresh_forever  # noqa: PLC0415
        from assay.notifications.loop import BESIDE  # noqa: PLC0415
        from assay.web.navigation import Entry, add  # noqa: PLC0415  apps are not ready when this module is read

        BESIDE.append(refresh_forever)
        add(Entry(_("Home"), "home", "home", order=10))

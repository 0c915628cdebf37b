"""The history app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def install_triggers(*, using: str, **_options: Any) -> None:
    """Make the append-only triggers where a migration left them out."""
    from assay.history.append_only import install  # noqa: PLC0415  apps are not ready when this module is read

    install(connections[using])


class HistoryConfig(AppConfig):
    """Keep the facts append-only after every migration."""

    name = "assay.history"

    def ready(self) -> None:
        """Connect to the end of `migrate`, and give the log its place."""
        from assay.web import navigation  # noqa: PLC0415  apps are not ready when this module is read
        from assay.web.access import overseers  # noqa: PLC0415

        navigation.add(navigation.Entry(_("Event log"), "events", "history", 90, group="admin", shown=overseers))
        post_migrate.connect(install_triggers, dispatch_uid="history.append_only")

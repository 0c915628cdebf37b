"""The importing app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.importing"

    def ready(self) -> None:
        """Register the rules and sentences, give the rail its entry, make the work of a run known, forget old uploads every hour."""
        from assay.importing import rules  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.importing.actions import forget_old  # noqa: PLC0415
        from assay.importing.adopting import sentences  # noqa: PLC0415
        from assay.importing.columns.telling import register  # noqa: PLC0415
        from assay.importing.links import on_scheme  # noqa: PLC0415
        from assay.importing.runs import asking, notice_kinds, working  # noqa: PLC0415
        from assay.notifications import jobs  # noqa: PLC0415
        from assay.notifications.loop import HOURLY  # noqa: PLC0415
        from assay.schemes import page  # noqa: PLC0415
        from assay.web import access, navigation  # noqa: PLC0415

        register()
        sentences.register()
        jobs.register(asking.JOB, working.carry_on, lease=working.LEASE)
        notice_kinds.register()
        HOURLY.append(forget_old)
        page.ACTIONS.append(on_scheme)
        navigation.add(navigation.Entry(_("Import"), "imports", "upload", 60, group="admin", shown=access.admins, also=("/schemes/",)))

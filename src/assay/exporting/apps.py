"""The exporting app."""

from django.apps import AppConfig


class ExportingConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.exporting"

    def ready(self) -> None:
        """Make the job and its notice known, forget old files every hour, fill the menu of every page."""
        from assay.exporting import making, notice_kinds, wording  # noqa: PLC0415  apps are not ready when this module is read
        from assay.exporting.actions import forget_old  # noqa: PLC0415
        from assay.notifications import jobs  # noqa: PLC0415
        from assay.notifications.loop import HOURLY  # noqa: PLC0415
        from assay.web import downloads  # noqa: PLC0415

        jobs.register(making.JOB, making.make, lease=making.LEASE)
        notice_kinds.register()
        HOURLY.append(forget_old)
        downloads.OFFERED.append(wording.offers)

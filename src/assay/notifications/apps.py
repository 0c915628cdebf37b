"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.notifications"

    def ready(self) -> None:
        """Make the mails known to the loop."""
        from assay.notifications import jobs, mails, notify  # noqa: PLC0415  models are not ready when this module is read

        jobs.register(notify.NOTICE_MAIL, mails.send_notices)
        jobs.register(notify.PLAIN_MAIL, mails.send_plain)

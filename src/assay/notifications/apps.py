"""The notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.notifications"

    def ready(self) -> None:
        """Make the mails known to the loop, the bell to every page, the outbox to the rail."""
        from assay.notifications import bell, jobs, mails, notify  # noqa: PLC0415  models are not ready when this module is read
        from assay.web import access, context, navigation  # noqa: PLC0415

        jobs.register(notify.NOTICE_MAIL, mails.send_notices)
        jobs.register(notify.PLAIN_MAIL, mails.send_plain)
        jobs.register(notify.DIGEST_MAIL, mails.send_digest)
        context.UNREAD[context.BELL] = bell.unread
        navigation.add(navigation.Entry(_("Mail"), "mail_jobs", "mail", order=80, group="admin", shown=access.admins))

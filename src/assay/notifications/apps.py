"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.notifications"

"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.accounts"

    def ready(self) -> None:
        """Make the rules known, and forget ended sessions once an hour."""
        from assay.accounts import rules  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.accounts.sessions import forget_ended  # noqa: PLC0415
        from assay.notifications.loop import HOURLY  # noqa: PLC0415

        HOURLY.append(forget_ended)

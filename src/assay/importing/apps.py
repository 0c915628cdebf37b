"""The importing app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.importing"

    def ready(self) -> None:
        """Register the rules."""
        from assay.importing import rules  # noqa: F401, PLC0415  apps are not ready when this module is read

"""The standards app."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.standards"

    def ready(self) -> None:
        """Say who may do what."""
        from assay.standards import rules  # noqa: F401, PLC0415  apps are not ready when this module is read

"""The schemes app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.schemes"

    def ready(self) -> None:
        """Follow merged WSOS sections."""
        from assay.schemes import sections_moved  # noqa: PLC0415  apps are not ready when this module is read

        sections_moved.register()

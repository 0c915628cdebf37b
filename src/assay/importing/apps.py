"""The importing app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.importing"

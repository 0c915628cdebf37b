"""The standards app."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.standards"

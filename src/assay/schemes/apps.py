"""The schemes app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.schemes"

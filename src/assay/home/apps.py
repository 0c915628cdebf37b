"""The home app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.home"

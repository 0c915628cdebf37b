"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.demo"

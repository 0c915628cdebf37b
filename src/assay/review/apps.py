"""The review app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.review"

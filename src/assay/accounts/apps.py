"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.accounts"

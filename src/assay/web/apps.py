"""The web app: what every page shares."""

from django.apps import AppConfig
from django.db.models import CharField, TextField
from django.db.models.functions import Length


class WebConfig(AppConfig):
    """Register what every page shares."""

    name = "assay.web"

    def ready(self) -> None:
        """Let constraints ask for a text's length."""
        CharField.register_lookup(Length)
        TextField.register_lookup(Length)

"""The web app: what every page shares."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField
from django.db.models.functions import Length

from assay.web.connections import close_replaced, remember_file


class WebConfig(AppConfig):
    """Register what every page shares."""

    name = "assay.web"

    def ready(self) -> None:
        """Let constraints ask for a text's length, and no request write into a database that was replaced."""
        CharField.register_lookup(Length)
        TextField.register_lookup(Length)
        connection_created.connect(remember_file)
        request_started.connect(close_replaced)

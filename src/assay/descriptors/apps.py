"""The descriptors app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from assay.web import navigation


class DescriptorsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.descriptors"

    def ready(self) -> None:
        """Keep revisions append-only."""
        from assay.descriptors import rules, sentences  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.history.append_only import protect  # noqa: PLC0415

        protect("descriptors_revision")
        sentences.register()
        navigation.add(navigation.Entry(_("Library"), "library", "library", 20))

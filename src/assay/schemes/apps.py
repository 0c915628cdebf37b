"""The schemes app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.schemes"

    def ready(self) -> None:
        """Register the rules, follow merged WSOS sections, say imports in sentences, lead through what a cycle has to be written."""
        from assay.schemes import links, rules, sections_moved, sentences  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.schemes.cycles import writing  # noqa: PLC0415

        links.register()
        sections_moved.register()
        sentences.register()
        writing.register()

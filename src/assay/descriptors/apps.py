"""The descriptors app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from assay.web import navigation


class DescriptorsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.descriptors"

    def ready(self) -> None:
        """Keep revisions append-only."""
        from assay.descriptors import rules, sections_moved, sentences  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.descriptors.coaching import catching_up  # noqa: PLC0415
        from assay.descriptors.coaching import telling as coach_telling  # noqa: PLC0415
        from assay.descriptors.curating import terms_told  # noqa: PLC0415
        from assay.descriptors.curating.listing import waiting  # noqa: PLC0415
        from assay.descriptors.curating.views import curators  # noqa: PLC0415
        from assay.descriptors.duplicates import mapping, telling  # noqa: PLC0415
        from assay.descriptors.search.indexer import follow_forever  # noqa: PLC0415
        from assay.descriptors.writing.lists import waiting_for_author  # noqa: PLC0415
        from assay.descriptors.writing.my_skills import writes  # noqa: PLC0415
        from assay.history.append_only import protect  # noqa: PLC0415
        from assay.notifications.loop import BESIDE  # noqa: PLC0415
        from assay.web.access import admins  # noqa: PLC0415

        protect("descriptors_revision")
        BESIDE.append(follow_forever)
        sentences.register()
        sections_moved.register()
        terms_told.register()
        telling.register()
        mapping.register()
        catching_up.register()
        coach_telling.register()
        navigation.add(navigation.Entry(_("Library"), "library", "library", 20, also=("/searches/", "/compare/")))
        navigation.add(navigation.Entry(_("Duplicates"), "duplicates", "compare", 66, group="admin", shown=admins))
        navigation.add(
            navigation.Entry(_("My skills"), "my_skills", "pen", 30, shown=writes, waiting=waiting_for_author, also=("/cycles/",))
        )
        navigation.add(
            navigation.Entry(_("Curation"), "curation", "tag", 65, group="admin", shown=curators, waiting=waiting, also=("/admin/terms/",))
        )
        navigation.add(navigation.Entry(_("Collections"), "collections", "star", 45))

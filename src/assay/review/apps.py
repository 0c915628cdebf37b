"""The review app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.review"

    def ready(self) -> None:
        """Give the rail its entry, the history its sentences, the log its skills, people their notices."""
        from assay.history import log  # noqa: PLC0415  apps are not ready when this module is read
        from assay.review import notice_kinds, sentences  # noqa: PLC0415
        from assay.review.batches import count_waiting, skills_read_by  # noqa: PLC0415
        from assay.web import navigation  # noqa: PLC0415

        navigation.add(navigation.Entry(_("Review"), "review_queue", "review", 40, count=count_waiting, also=("/batches/",)))
        sentences.register()
        notice_kinds.register()
        log.SKILLS.append(skills_read_by)

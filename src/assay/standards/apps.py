"""The standards app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.standards"

    def ready(self) -> None:
        """Say who may do what."""
        from assay.standards import rules  # noqa: F401, PLC0415  apps are not ready when this module is read
        from assay.standards.roles import roles_of  # noqa: PLC0415
        from assay.web.counting import RIGHTS  # noqa: PLC0415

        RIGHTS.append(roles_of)
        register_standards()
        register_people()


def register_standards() -> None:
    """Say facts about skills, standards and sections in sentences, and give the standards their place."""
    from assay.history.record import ON_BEHALF  # noqa: PLC0415
    from assay.standards import telling  # noqa: PLC0415
    from assay.standards.deputies import telling as deputies_telling  # noqa: PLC0415
    from assay.standards.deputies.behalf import on_behalf  # noqa: PLC0415
    from assay.web import navigation  # noqa: PLC0415

    telling.register()
    deputies_telling.register()
    ON_BEHALF.append(on_behalf)
    navigation.add(navigation.Entry(_("Standards"), "standards", "standards", 50, also=("/sections/", "/sectors/", "/competitions/")))


def register_people() -> None:
    """Say facts about people in sentences, say roles in the demonstration, and give the list its place."""
    from assay.accounts.demo import ROLES_IN_WORDS  # noqa: PLC0415
    from assay.standards import people, people_telling  # noqa: PLC0415
    from assay.web import navigation  # noqa: PLC0415
    from assay.web.access import overseers  # noqa: PLC0415

    people_telling.register()
    ROLES_IN_WORDS.append(people.roles_in_words)
    navigation.add(navigation.Entry(_("People"), "people", "people", 70, group="admin", shown=overseers))

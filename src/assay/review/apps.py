"""The review app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Register what this room gives to the others."""

    name = "assay.review"

    def ready(self) -> None:
        """Give the rail its entry, the history its sentences, the log its skills, people their notices."""
        from assay.history import log  # noqa: PLC0415  apps are not ready when this module is read
        from assay.review import notice_kinds, sections_moved, sentences  # noqa: PLC0415
        from assay.review.batches import skills_read_by, waiting_to_decide  # noqa: PLC0415
        from assay.review.deciding import notice_kinds as decision_kinds  # noqa: PLC0415
        from assay.web import navigation  # noqa: PLC0415

        navigation.add(navigation.Entry(_("Review"), "review_queue", "review", 40, waiting=waiting_to_decide, also=("/batches/",)))
        sentences.register()
        notice_kinds.register()
        decision_kinds.register()
        sections_moved.register()
        log.SKILLS.append(skills_read_by)
        register_ahead()
        register_talk()
        register_replies()
        register_guests()


def register_ahead() -> None:
    """Let due dates move along with their competition, say so, and remind of them and of what is not released."""
    from assay.review.ahead import actions, links, reminding, sentences, unreleased_telling  # noqa: PLC0415
    from assay.standards import library  # noqa: PLC0415
    from assay.standards.competitions.actions import FOLLOWING  # noqa: PLC0415

    FOLLOWING.append(actions.follow)
    reminding.register()
    unreleased_telling.register()
    library.MORE.append(links.from_skill)
    sentences.register()


def register_talk() -> None:
    """Tell of comments, and show them at the fields of the editor."""
    from assay.descriptors.writing.editor import MARKS  # noqa: PLC0415
    from assay.review.talk import notices, telling  # noqa: PLC0415
    from assay.review.talk.reading import open_marks  # noqa: PLC0415

    notices.register()
    telling.register()
    MARKS.append(open_marks)


def register_replies() -> None:
    """Put saved replies into the menu of the account."""
    from assay.review.replies.views import keeps_replies  # noqa: PLC0415
    from assay.web import navigation  # noqa: PLC0415

    navigation.add(navigation.Entry(_("Saved replies"), "replies", "comment", 10, group="account", shown=keeps_replies))


def register_guests() -> None:
    """Let guests in where they are invited, and nowhere else; say the facts about them."""
    from assay.accounts.demo import ROLES_IN_WORDS  # noqa: PLC0415
    from assay.review.guests import telling  # noqa: PLC0415
    from assay.review.guests.reading import address_for, only_guest  # noqa: PLC0415
    from assay.web import access, navigation  # noqa: PLC0415

    access.PLACES.append(address_for)
    navigation.add(navigation.Entry(_("Your batch"), "guest", "review", 10, shown=only_guest, also=("/review/",)))
    telling.register()
    ROLES_IN_WORDS.append(telling.in_words)

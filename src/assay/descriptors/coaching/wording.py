"""The coach's sentences in the reader's language."""

from django.utils.translation import gettext

from assay.coach import Message


def said(message: Message) -> str:
    """Return what a message says, in the active language; its template is marked where its rule stands."""
    return gettext(message.text).format(**message.params)

"""Warnings and refusals in the reader's language."""

from django.utils.translation import gettext

from assay.formats.scheme import SchemeWarning
from assay.formats.sentences import REFUSALS, WARNINGS
from assay.formats.unreadable import UnreadableWorkbook


def sentence(said: SchemeWarning | UnreadableWorkbook) -> str:
    """Return what a warning or a refusal says to people, in the active language."""
    return gettext((WARNINGS | REFUSALS)[said.rule]).format(**said.params)

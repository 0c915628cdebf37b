"""The formats in the reader's language, as the menu offers them."""

from django.urls import reverse
from django.utils.translation import gettext

from assay.formats.table import WRITERS, Writer
from assay.web.downloads import Offer


def label_of(writer: Writer) -> str:
    """Return what people read."""
    return gettext(writer.label)


def offers(question: str) -> list[Offer]:
    """Return the menu for a question; what is to be looked at first leads to its page, the others are files."""
    return [offer(writer, question) for writer in WRITERS.values()]


def offer(writer: Writer, question: str) -> Offer:
    """Return one entry of the menu."""
    asked, known = f"as={writer.name}&{question}", {"group": gettext(writer.group), "about": writer.about and gettext(writer.about)}
    if writer.look:
        return Offer(f"{label_of(writer)}…", f"{reverse('export')}?{asked}", **known)
    return Offer(label_of(writer), f"{reverse('export_file')}?{asked}", writer.media_type.partition(";")[0], **known)

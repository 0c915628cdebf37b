"""How the notice reads that a file is ready; it is for who asked, and no mail."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.exporting.making import READY
from assay.exporting.models import Export
from assay.exporting.wording import label_of
from assay.formats.table import WRITERS
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind

if TYPE_CHECKING:
    from assay.accounts.models import User

Notices = Sequence[Notice]


def read_exports(notices: Notices) -> None:
    """Put its file beside each notice."""
    files = Export.objects.filter(uid__in=[notice.data["export"] for notice in notices]).only("uid", "title", "format")
    known = {str(file.uid): file for file in files}
    for notice in notices:
        notice.known = known.get(notice.data["export"])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def sentence(notice: Notice) -> str:
    """Say what is ready."""
    file: Export = notice.known  # type: ignore[attr-defined]  # set by read_exports
    return _("“%(title)s” is ready to download: %(format)s") % {"title": file.title, "format": label_of(WRITERS[file.format])}


def link(notice: Notice) -> str:
    """Return the file's page."""
    return reverse("exported", args=[notice.data["export"]])


def own(user: "User", notices: Notices) -> list[Notice]:
    """Keep the notices of files that are the person's and still there."""
    asked = [notice.data["export"] for notice in notices]
    may = {str(uid) for uid in Export.objects.visible_to(user).filter(uid__in=asked).values_list("uid", flat=True)}
    return [notice for notice in notices if notice.data["export"] in may]


def register() -> None:
    """Make the kind known."""
    register_kind(Kind(READY, "", sentence, link, own, prefetch=read_exports))

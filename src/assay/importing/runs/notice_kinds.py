"""How the notices read that the files of a run are read, and that they are imported; no mail."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from assay.importing.models import Run
from assay.importing.runs.working import IMPORTED, READ
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind

if TYPE_CHECKING:
    from assay.accounts.models import User

Notices = Sequence[Notice]


def said_read(notice: Notice) -> str:
    """Say how many files are read."""
    count = int(notice.data["count"])
    return ngettext("%d workbook of your run is read", "%d workbooks of your run are read", count) % count


def said_imported(notice: Notice) -> str:
    """Say how many files are imported."""
    count = int(notice.data["count"])
    return ngettext("%d workbook of your run is imported", "%d workbooks of your run are imported", count) % count


def link(notice: Notice) -> str:
    """Return the run's page."""
    return reverse("import_run", args=[notice.data["run"]])


def own(user: "User", notices: Notices) -> list[Notice]:
    """Keep the notices of runs that are the person's and still there."""
    asked = [notice.data["run"] for notice in notices]
    may = {str(uid) for uid in Run.objects.visible_to(user).filter(uid__in=asked).values_list("uid", flat=True)}
    return [notice for notice in notices if notice.data["run"] in may]


def register() -> None:
    """Make the kinds known."""
    register_kind(Kind(READ, "", said_read, link, own))
    register_kind(Kind(IMPORTED, "", said_imported, link, own))

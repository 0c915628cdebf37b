"""The ways from a scheme to its import."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.importing.models import Import
from assay.schemes.models import Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User


def on_scheme(scheme: Scheme, reader: "User") -> list[dict[str, str]]:
    """Return the ways to what the import did, and to undo it, for those who may."""
    found = Import.objects.visible_to(reader).filter(scheme=scheme).first()
    ways = [{"label": _("What the import did"), "url": reverse("import", args=[found.uid]), "icon": "upload"}] if found else []
    if scheme.undone_at is None and reader.has_perm("importing.undo", scheme):
        ways.append({"label": _("Undo the import…"), "url": reverse("import_undo", args=[scheme.uid]), "icon": "undo"})
    return ways

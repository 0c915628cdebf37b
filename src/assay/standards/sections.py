"""What happens to WSOS sections."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import Invalid
from assay.history.record import Fact, record
from assay.names import name_key
from assay.standards.models import WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME = 300


class NameTaken(Invalid):
    """A section of that name is there already, whatever its case; `section` is the one to use."""

    def __init__(self, message: str, section: WSOSSection) -> None:
        super().__init__(message, {"name": message})
        self.section = section


@transaction.atomic
def create_section(*, uid: uuid.UUID, name: str, by: "User", at: datetime) -> WSOSSection:
    """Add a WSOS section; the same uid and name again is the same section. Raises NameTaken, Invalid, NotAllowed."""
    require(by, "standards.create_section", otherwise=_("Skill Competition Managers, Skill Advisors and administrators add WSOS sections."))
    name = " ".join(name.split())
    check_name(name)
    known = WSOSSection.objects.filter(uid=uid).exclude(name_key=name_key(name)).exists()
    section, is_new = WSOSSection.objects.select_related("merged_into").get_or_create(
        name_key=name_key(name), defaults={"name": name, "uid": uuid.uuid4() if known else uid}
    )
    if not is_new and section.uid != uid:
        section = section.merged_into or section
        raise NameTaken(_("“%(name)s” is there already. Use it instead of a new one.") % {"name": section.name}, section)
    if is_new:
        record([Fact("section", section.uid, "created")], by=by, at=at)
    return section


def check_name(name: str) -> None:
    """Raise Invalid unless the name may be a section's; its comparison key may be longer than the name itself."""
    if not name:
        raise Invalid(_("Give the section a name."), {"name": _("Give the section a name.")})
    if len(name) > LONGEST_NAME or len(name_key(name)) > LONGEST_NAME:
        raise Invalid(_("The name is too long."), {"name": _("Use at most 300 characters.")})

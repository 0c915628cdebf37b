"""What pages show of amendments: what one amends, and which one of a descriptor is open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assay.descriptors.amending.actions import why_not
from assay.descriptors.differences import Comparison, compare
from assay.descriptors.models import Descriptor
from assay.descriptors.states import PENDING_REVIEW
from assay.descriptors.wording import Wording
from assay.standards.models import WSOSSection
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Against:
    """An amendment, what it amends as it stands now, and the difference."""

    amendment: Descriptor
    target: Descriptor
    difference: Comparison

    @property
    def moved(self) -> bool:
        """Return whether what it amends was reworded since the amendment was begun."""
        return self.target.version != self.amendment.amends_version

    @property
    def sections(self) -> list[str]:
        """Return the names of the WSOS section before and after, or nothing where it stays."""
        return section_names(self.difference)


def against(amendment: Descriptor, wording: Wording | None = None) -> Against | None:
    """Return an amendment beside what it amends; `wording`: as it is being typed. None for what is no amendment."""
    target = amendment.amends
    if target is None:
        return None
    return Against(amendment, target, compare(target.wording, wording or amendment.wording))


def section_names(difference: Comparison) -> list[str]:
    """Return the names of the WSOS section before and after, or nothing where it stayed."""
    if not difference.section_changed:
        return []
    names = WSOSSection.objects.in_bulk([pk for pk in difference.section if pk])
    return [str(names.get(pk or 0, "–")) for pk in difference.section]


def open_amendment(target: Descriptor, reader: "User") -> Descriptor | None:
    """Return the amendment that is written or reviewed, where the reader may open it."""
    rows = Descriptor.objects.visible_to(reader).open_amendments().filter(amends=target)
    return rows.select_related("created_by", "skill").first()


def place_of(amendment: Descriptor, reader: "User") -> str:
    """Return where a reader goes on with an open amendment."""
    roles = roles_of(reader)
    if amendment.skill_id in roles.scm:
        return reverse("edit", args=[amendment.uid])
    return reverse("descriptor", args=[amendment.uid])


@dataclass
class Standing:
    """What the page of a descriptor says about amendments to one reader."""

    descriptor: Descriptor
    reader: "User"

    @cached_property
    def open(self) -> Descriptor | None:
        """Return the one that is open, which the reader may see."""
        return open_amendment(self.descriptor, self.reader) if not why_not(self.descriptor) else None

    @property
    def begin(self) -> str:
        """Return the way to propose one, for those who may and as long as none is open."""
        may = self.reader.has_perm("descriptors.amend", self.descriptor) and not why_not(self.descriptor)
        return reverse("amend", args=[self.descriptor.uid]) if may and self.open is None else ""

    @property
    def banner(self) -> dict[str, Any] | None:
        """Return what is said about the one that is open, or about what this one amends."""
        target, found = self.descriptor.amends, self.open
        if target is not None:
            return {
                "title": _("An amendment of #%(number)d") % {"number": target.number},
                "text": self.descriptor.amends_because if self.reader.has_perm("descriptors.see_review", self.descriptor) else "",
                "url": reverse("descriptor", args=[target.uid]),
                "link": _("See “%(name)s”") % {"name": target.criterion_name},
            }
        if found is None:
            return None
        reviewed = found.batch_status == PENDING_REVIEW
        title = _("An amendment is being reviewed") if reviewed else _("An amendment is being written")
        said = _("By %(who)s. Until it is approved, this wording stands.") % {"who": found.created_by}
        return {"title": title, "text": said, "url": place_of(found, self.reader), "link": _("See the amendment")}

"""The one chip of a descriptor: its state while it is in review, its quality once it is in the library."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor
from assay.descriptors.states import DRAFT, PENDING_REVIEW, RETURNED, Quality

Chip = dict[str, str | Promise]

# kind, word, what it allows
QUALITIES: dict[str, tuple[str, Promise, Promise]] = {
    Quality.EXCELLENT: ("exemplary", _("Exemplary"), _("one of the best; copy it, or write one like it")),
    Quality.GOOD: ("approved", _("Approved"), _("decided by a Skill Advisor; ready to use")),
    Quality.REFERENCE: ("reference", _("Reference"), _("imported from a marking scheme; check it before you use it")),
    Quality.NEEDS_REVIEW: ("needs-review", _("Needs review"), _("not checked yet; improve it before you use it")),
}
STATES: dict[str, tuple[str, Promise, Promise]] = {
    DRAFT: ("draft", _("Draft"), _("only the skill's SCMs see it; edit it, or send it to the Skill Advisor")),
    PENDING_REVIEW: ("pending", _("With the SA"), _("waits for a Skill Advisor's decision; the SCM may withdraw it")),
    RETURNED: ("returned", _("Returned"), _("the Skill Advisor asks for changes; edit it and send it again")),
}


def chip_of(descriptor: Descriptor) -> Chip:
    """Return the chip of a descriptor."""
    return chip(descriptor.batch_status, descriptor.quality_indicator)


def chip(status: str | None, quality: str) -> Chip:
    """Return the chip of a state or quality as web/components/chip.html draws it."""
    kind, label, title = STATES.get(status or "") or QUALITIES[quality]
    return {"kind": kind, "label": label, "title": title}

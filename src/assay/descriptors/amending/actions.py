"""Begin an amendment of a library row."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.accounts.permissions import require
from assay.descriptors.actions import AlreadyOpen, begin, details_of, hold_target, validate
from assay.descriptors.models import Descriptor
from assay.descriptors.recording import fact_of
from assay.descriptors.states import APPROVED
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid
from assay.history.record import Fact, record

if TYPE_CHECKING:
    from assay.accounts.models import User

NOT_ITS_SCM = gettext_noop("Only a Skill Competition Manager of its home skill proposes an amendment.")
LONGEST_REASON = 4000


@transaction.atomic
def propose(
    *, uid: uuid.UUID, target: Descriptor, by: "User", at: datetime, because: str = "", wording: Wording | None = None
) -> Descriptor:
    """Begin an amendment: a draft of the target's wording, or of `wording`; the same uid from the same person is the same draft.

    `because` is for the Skill Advisor to read. Raises AlreadyOpen, DomainError where the target is not in the library, Invalid, NotAllowed.
    """
    require(by, "descriptors.amend", target, otherwise=_(NOT_ITS_SCM))
    before = Descriptor.objects.filter(uid=uid).first()
    if before is not None:
        return repeated(before, target, by)
    target = hold_target(target.pk)
    problem = why_not(target)
    if problem:
        raise DomainError(problem)
    if len(because.strip()) > LONGEST_REASON:
        raise Invalid(_("The reason is too long."), {"because": _("Use at most 4,000 characters.")})
    skill, proposed = target.skill, (wording or target.wording).tidied()
    validate(proposed, shortest=1)
    if skill is None:
        raise DomainError(_("It has no home skill, so nobody could decide an amendment."))
    known = {"amends": target, "amends_version": target.version, "amends_because": because.strip()}
    draft = begin(uid, skill, proposed, details_of(target), by=by, at=at, confidential_until=target.confidential_until, **known)
    record([begun(draft)], by=by, at=at)
    return draft


def repeated(found: Descriptor, target: Descriptor, by: "User") -> Descriptor:
    """Return what the same form made before. Raises DomainError for anything else under that uid."""
    if (found.created_by_id, found.amends_id) == (by.pk, target.pk):
        return found
    raise DomainError(_("This page is outdated. Open the descriptor and begin again."))


def hold_targets(targets: Sequence[Descriptor], by: "User") -> None:
    """Refuse unless each row, which the caller holds, can be amended by the person now. Raises AlreadyOpen, DomainError, NotAllowed."""
    for target in targets:
        require(by, "descriptors.amend", target, otherwise=_(NOT_ITS_SCM))
        if problem := why_not(target):
            raise DomainError(problem)
    found = Descriptor.objects.open_amendments().filter(amends__in=targets).select_related("created_by", "skill").first()
    if found is not None:
        raise AlreadyOpen(found)


def begun(draft: Descriptor) -> Fact:
    """Return the fact that an amendment was begun."""
    target = draft.amends
    return fact_of(draft, "created", amends=str(target.uid), amends_number=target.number) if target else fact_of(draft, "created")


def why_not(target: Descriptor) -> str:
    """Return why a row cannot be amended now, or an empty text."""
    if target.merged_into_id is not None:
        return _("It was merged into another descriptor. Amend that one.")
    if target.deleted_at is not None:
        return _("It was deleted from the library.")
    if target.batch_status not in (None, APPROVED) or target.amends_id is not None:
        return _("Only what is in the library can be amended.")
    return ""

"""What an approved amendment does to what it amends: the next revision, its event; and why it cannot, where it cannot."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assay.descriptors.models import Descriptor, Revision, Submission
from assay.descriptors.querysets import IN_LIBRARY
from assay.descriptors.recording import conflict, fact_of, fields_of
from assay.descriptors.states import APPROVED
from assay.errors import Stale
from assay.review.models import LeftOut

if TYPE_CHECKING:
    from assay.review.deciding.applying import Ended


class Overtaken(Stale):
    """What is amended was changed since the amendment was begun; `found` is the amendment, `target` what it amends, as it is now."""

    def __init__(self, found: Descriptor, target: Descriptor) -> None:
        words = {"number": target.number}
        super().__init__(_("#%(number)d was changed since this amendment was begun, so nothing was decided.") % words, found)
        self.amendment, self.target = found, target


def is_there(amendment: Descriptor, target: Descriptor) -> bool:
    """Return whether what is amended is still a library row of the same skill."""
    gone = target.deleted_at is not None or target.merged_into_id is not None
    return not gone and target.batch_status in (None, APPROVED) and target.amends_id is None and target.skill_id == amendment.skill_id


def why_gone(amendment: Descriptor, target: Descriptor) -> str:
    """Say why an amendment can be returned, but not be approved; an empty text where it can."""
    words = {"number": target.number}
    if target.merged_into_id is not None:
        return _("#%(number)d, which it amends, was merged into another descriptor. It can only be returned.") % words
    if target.deleted_at is not None:
        return _("#%(number)d, which it amends, was deleted. It can only be returned.") % words
    if target.skill_id != amendment.skill_id:
        return _("#%(number)d, which it amends, is now of another skill. It can only be returned.") % words
    return "" if is_there(amendment, target) else _("#%(number)d is not in the library. It can only be returned.") % words


def why_left(amendment: Descriptor, target: Descriptor, over: int | None) -> LeftOut | None:
    """Return why an approval over the revision `over` of the target cannot be released, or None."""
    if not is_there(amendment, target):
        return LeftOut.NO_TARGET
    return None if target.version == over else LeftOut.OVERTAKEN


def amend(amendment: Descriptor, one: Submission, target: Descriptor, into: "Ended", *, at: datetime) -> None:
    """Make the amendment's wording the next revision of its target, which is held; state and quality stay. Raises Stale."""
    reworded = amendment.wording != target.wording
    changes: dict[str, Any] = {"updated_at": at}
    if reworded:
        changes |= {**fields_of(amendment.wording), "version": target.version + 1}
    if not Descriptor.objects.filter(IN_LIBRARY, pk=target.pk, deleted_at=None).alter(seen=target.change, **changes):
        raise conflict(target)
    for name, value in changes.items():
        setattr(target, name, value)
    target.change += 1
    if reworded:
        kept = {name: value for name, value in fields_of(target.wording).items() if name != "wording_key"}
        author = amendment.created_by_id
        into.revisions.append((target, Revision(descriptor=target, number=target.version, author_id=author, at=at, **kept)))
    told = {"amendment": str(amendment.uid), "amendment_number": amendment.number, "reworded": reworded}
    into.facts.append(fact_of(target, "amended", **told, batch=str(one.batch.uid)))

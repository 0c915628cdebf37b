"""An author leaves words as they are and says why; that can be undone."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay import coach
from assay.accounts.permissions import require
from assay.coach import Finding, Severity
from assay.descriptors.coached import Dismissal
from assay.descriptors.coaching.storing import dismissed_in, key_of, store, words_at
from assay.descriptors.models import Descriptor
from assay.descriptors.recording import conflict
from assay.descriptors.states import DRAFT, RETURNED
from assay.descriptors.wording import Wording
from assay.errors import DomainError, Invalid
from assay.history.record import Fact, record

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_REASON = 1000


@transaction.atomic
def dismiss(*, descriptor: Descriptor, wording: Wording, rule: str, field: str, reason: str, by: "User", at: datetime) -> Dismissal:
    """Keep why the words stay as they are in `wording`, saved or not; what is dismissed already is not dismissed again.

    Raises NotAllowed, Stale where the row is not open for editing, Invalid without a reason, DomainError for what cannot be dismissed.
    """
    row = open_for(by, descriptor)
    finding = found_in(wording, row.language, rule, field)
    reason = checked_reason(reason)
    _rule, _field, words_key = key = key_of(wording, finding)
    known = dismissed_in([row.pk]).get(row.pk, {}).get(key)
    if known is not None:
        return known
    words = words_at(wording, finding)
    made = Dismissal.objects.create(descriptor=row, rule=rule, field=field, words=words, words_key=words_key, reason=reason, by=by, at=at)
    store([(row, row.revisions.get(number=row.version))])
    record([fact_of(made, row, "dismissed")], by=by, at=at)
    return made


@transaction.atomic
def ask_again(*, dismissal: Dismissal, by: "User", at: datetime) -> None:
    """Let the coach ask again about what was dismissed; once is enough. Raises NotAllowed, Stale."""
    row = open_for(by, dismissal.descriptor)
    if Dismissal.objects.filter(pk=dismissal.pk, undone_at=None).update(undone_at=at, undone_by=by):
        store([(row, row.revisions.get(number=row.version))])
        record([fact_of(dismissal, row, "asked_again")], by=by, at=at)


def open_for(by: "User", descriptor: Descriptor) -> Descriptor:
    """Return the row, locked: an edit at the same time waits, and counts what is dismissed here. Raises NotAllowed, Stale."""
    require(by, "descriptors.edit", descriptor, otherwise=_("Only a Skill Competition Manager of this skill edits its descriptors."))
    rows = Descriptor.objects.live().filter(pk=descriptor.pk, batch_status__in=[DRAFT, RETURNED])
    row = rows.select_for_update(of=("self",)).select_related("skill").first()
    if row is None:
        raise conflict(descriptor)
    return row


def found_in(wording: Wording, language: str, rule: str, field: str) -> Finding:
    """Return what a rule finds in a field. Raises DomainError where that is nothing, or too heavy to be dismissed."""
    found = next((one for one in coach.check(wording, language=language) if (one.rule, one.field) == (rule, field)), None)
    if found is None:
        raise DomainError(_("The coach does not ask this any more: the words were changed."))
    if found.severity is Severity.SEVERE:
        raise DomainError(_("This one is answered when it is sent."))
    return found


def checked_reason(reason: str) -> str:
    """Return it without white space around it. Raises Invalid."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why: the Skill Advisor reads it."), {"reason": _("Say why: the Skill Advisor reads it.")})
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Use at most 1,000 characters."), {"reason": _("Use at most 1,000 characters.")})
    return reason


def fact_of(dismissal: Dismissal, row: Descriptor, verb: str) -> Fact:
    """Return the fact about a dismissal."""
    return Fact("dismissal", dismissal.uid, verb, skill=row.skill.uid if row.skill else None, revision=row.version)

"""Deciding over several sittings: keep a decision, take it back, release many in one transaction. Each is one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.posted import free_uid
from assay.descriptors.recording import conflict
from assay.descriptors.states import Outcome
from assay.errors import DomainError, Invalid, Stale
from assay.history.record import Fact, record
from assay.review import notices
from assay.review.deciding.amended import Overtaken, why_gone
from assay.review.deciding.applying import Ended, apply
from assay.review.deciding.rows import Held, hold, require_advisor, require_others_work
from assay.review.deciding.verdicts import Verdict, all_tidied
from assay.review.freeze import problem_of_reason
from assay.review.looking import looked_at
from assay.review.models import LeftOut, PendingDecision, Release, edits_of

if TYPE_CHECKING:
    from assay.accounts.models import User


class Taken(Stale):
    """Another Skill Advisor, or oneself in another window, has decided it meanwhile; `found` is that pending decision."""


@transaction.atomic
def decide(*, verdicts: Sequence[Verdict], by: "User", at: datetime) -> list[PendingDecision]:
    """Keep decisions until they are released, all or none; only the skill's Skill Advisors see them.

    Deciding again replaces one's own decision. Raises Invalid, NotAllowed, Stale where a row is not as it was seen,
    Taken where another Skill Advisor has decided it and that is not to be replaced, or one's own decision is not the one that was seen.
    """
    if not verdicts:
        raise Invalid(_("Select at least one descriptor."))
    require_advisor(by, (one.descriptor.skill_id or 0 for one in verdicts))
    wanted = all_tidied(verdicts)
    held = hold([one.descriptor.pk for one in wanted], by)
    gone = [one.descriptor for one in wanted if not is_as_seen(one, held)]
    require_others_work([held.rounds[one.descriptor.pk] for one in wanted if one.descriptor.pk in held.rounds])
    if gone:
        raise conflict(gone[0]) if len(wanted) == 1 else changed(gone)
    refuse_overtaken(wanted, held)
    taken = [held.decisions[one.descriptor.pk] for one in wanted if is_taken(one, held, by)]
    if taken:
        raise Taken(said_taken(taken, by), taken[0])
    return [keep(one, held, by=by, at=at) for one in wanted]


def refuse_overtaken(wanted: Sequence[Verdict], held: Held) -> None:
    """Refuse approvals of amendments that do not fit what they amend. Raises DomainError, Overtaken, Stale, which name them."""
    gone, changed_since = [], []
    for one in wanted:
        row, target = held.rows[one.descriptor.pk], held.target(one.descriptor.pk)
        if target is None or one.outcome != Outcome.APPROVED:
            continue
        if said := why_gone(row, target):
            gone.append(said)
        elif target.version not in (row.amends_version, one.over):
            changed_since.append(Overtaken(row, target))
    if gone:
        raise DomainError(" ".join(gone))
    if changed_since:
        raise changed_since[0] if len(wanted) == 1 else overtaken([one.amendment for one in changed_since])


def overtaken(rows: Sequence[Descriptor]) -> Stale:
    """Return the refusal of a selection with amendments whose targets were changed; it names them."""
    names = ", ".join(f"“{row.criterion_name}”" for row in rows)
    sentence = ngettext(
        "What %(names)s amends was changed since, so nothing was decided. Look at it alone and decide there.",
        "What %(names)s amend was changed since, so nothing was decided. Look at each alone and decide there.",
        len(rows),
    )
    return Stale(sentence % {"names": names}, list(rows))


def is_as_seen(verdict: Verdict, held: Held) -> bool:
    """Return whether the row waits for a decision and is as the person saw it."""
    row = held.rows.get(verdict.descriptor.pk)
    return row is not None and row.pk in held.rounds and row.change == verdict.seen


def is_taken(verdict: Verdict, held: Held, by: "User") -> bool:
    """Return whether a decision waits that this one does not mean to replace; a repeat of one's own is none."""
    found = held.decisions.get(verdict.descriptor.pk)
    if found is None or found.by_id != by.pk:
        return found is not None and found.uid != verdict.instead_of
    is_repeat = (found.outcome, found.comment, found.edits) == (verdict.outcome, verdict.comment, edits_of(verdict.edits))
    return verdict.own not in (None, found.made) and not is_repeat


def changed(gone: Sequence[Descriptor]) -> Stale:
    """Return the refusal of a selection of which some are not as they were seen; it names them."""
    names = ", ".join(f"“{row.criterion_name}”" for row in gone)
    sentence = ngettext(
        "%(names)s was changed or decided meanwhile, so nothing was decided. Leave it out or look at it, and decide again.",
        "%(names)s were changed or decided meanwhile, so nothing was decided. Leave them out or look at them, and decide again.",
        len(gone),
    )
    return Stale(sentence % {"names": names}, list(gone))


def said_taken(taken: Sequence[PendingDecision], by: "User") -> str:
    """Say who has decided what; when stands on the page, in the reader's time zone."""
    first = taken[0]
    name = first.submission.descriptor.criterion_name
    if first.by_id == by.pk:
        return _("You have decided about “%(name)s” since this page was opened.") % {"name": name}
    words = {"who": first.by, "name": name}
    if first.outcome == Outcome.RETURNED:
        return _("%(who)s has decided meanwhile to return “%(name)s” and has not released it yet.") % words
    return _("%(who)s has decided meanwhile to approve “%(name)s” and has not released it yet.") % words


def keep(verdict: Verdict, held: Held, *, by: "User", at: datetime) -> PendingDecision:
    """Write one decision over one's own, or instead of another's, who is told."""
    row, before = held.rows[verdict.descriptor.pk], held.decisions.get(verdict.descriptor.pk)
    target = held.target(row.pk)
    if before is not None and before.by_id != by.pk:
        leave_out([before], LeftOut.REPLACED, at=at)
        notices.left_out(before, at=at)
    content = {"outcome": verdict.outcome, "version": row.version, "comment": verdict.comment, "edits": edits_of(verdict.edits)}
    content["over_version"] = target.version if target else None
    if before is not None and before.by_id == by.pk:
        return rewritten(before, content | {"at": at})
    return PendingDecision.objects.create(submission=held.rounds[row.pk], by=by, at=at, **content)


def rewritten(decision: PendingDecision, content: dict[str, object]) -> PendingDecision:
    """Change one's own pending decision."""
    for name, value in content.items():
        setattr(decision, name, value)
    decision.save(update_fields=list(content))
    return decision


def leave_out(decisions: Sequence[PendingDecision], why: LeftOut, *, at: datetime) -> int:
    """Set decisions that wait aside, in the database and in these copies; their texts stay. Return how many still waited."""
    waiting = PendingDecision.objects.waiting().filter(pk__in=[one.pk for one in decisions])
    for one in decisions:
        if one.waits:
            one.left_out_at, one.left_out_because = at, why
    return waiting.update(left_out_at=at, left_out_because=why)


@transaction.atomic
def undo(*, decision: PendingDecision, by: "User", at: datetime) -> PendingDecision:
    """Take one's own decision back before it is released; its text is kept. A repeat changes nothing. Raises DomainError."""
    require_advisor(by, [decision.submission.batch.skill_id])
    if decision.by_id != by.pk:
        raise DomainError(_("Only the Skill Advisor who decided can take it back. You can decide instead."))
    if not leave_out([decision], LeftOut.UNDONE, at=at):
        decision.refresh_from_db()
        if decision.left_out_because != LeftOut.UNDONE:
            raise DomainError(_("This decision does not wait any more: it was released, or the descriptor was withdrawn."))
    return decision


@dataclass(frozen=True)
class Released:
    """What a release did: the release, None where nothing could be released; decisions that it left out, and those settled before."""

    release: Release | None
    left_out: list[PendingDecision]
    settled: Sequence[PendingDecision] = ()


@transaction.atomic
def release(*, uid: uuid.UUID, batch: Batch, decisions: Sequence[uuid.UUID], by: "User", at: datetime, late_reason: str = "") -> Released:
    """Let decisions on a batch take effect together, with one mail; what changed meanwhile is left out, and waits no more.

    `uid` is the release's, made by the form: a repeat finds what the first did. Raises NotAllowed, and Invalid where none of the decisions
    waited still, or where a freeze holds and `late_reason` does not say why it comes so late.
    """
    require_advisor(by, [batch.skill_id])
    before = Release.objects.filter(uid=uid, by=by, batch=batch).first()
    if before is not None:
        return Released(before, [])
    wanted = PendingDecision.objects.filter(uid__in=decisions, by=by, submission__batch=batch).select_related("submission")
    held = hold([one.submission.descriptor_id for one in wanted], by)
    listed = list(wanted.all())
    ready = [one for one in listed if one.waits and held.carries(one)]
    left = [one for one in listed if one not in ready and one.release_id is None and one.left_out_because != LeftOut.UNDONE]
    if not ready and not left:
        raise Invalid(_("Nothing is left to release: it was released already, or you took the decisions back."))
    for one in left:
        leave_out([one], held.why_left(one), at=at)
    if not ready:
        return Released(None, left)
    made = Release(uid=free_uid(Release.objects.all(), uid), batch=batch, by=by, at=at)
    settled = [one for one in listed if one not in ready and one not in left]
    return Released(carry_out(made, ready, held, late_reason=late_reason, alone=False), left, settled)


def carry_out(made: Release, ready: Sequence[PendingDecision], held: Held, *, late_reason: str, alone: bool) -> Release:
    """Apply decisions whose rows are held, tell the SCM, and record; `alone`: released at once, so that no event speaks of the group."""
    by, at = made.by, made.at
    problem = problem_of_reason(made.batch.skill, late_reason, at)
    if problem:
        raise Invalid(problem, {"late_reason": problem})
    ended = Ended(late_reason.strip())
    for one in ready:
        pk = one.submission.descriptor_id
        apply(one, held.rows[pk], held.rounds[pk], ended, by=by, at=at, target=held.target(pk))
    ended.write()
    made.save(force_insert=True)
    PendingDecision.objects.filter(pk__in=[one.pk for one in ready]).update(release=made)
    looked_at([held.rows[one.submission.descriptor_id] for one in ready], by=by, at=at)
    notices.released(made, at=at, gathered=alone)
    record([*ended.facts, *([] if alone else [group_fact(made, ready)])], by=by, at=at)
    return made


def group_fact(made: Release, ready: Sequence[PendingDecision]) -> Fact:
    """Return the fact that decisions were released together: numbers only."""
    returned = sum(one.outcome == Outcome.RETURNED for one in ready)
    counts = {"approved": len(ready) - returned, "returned": returned}
    return Fact("batch", made.batch.uid, "released", skill=made.batch.skill.uid, data=counts)

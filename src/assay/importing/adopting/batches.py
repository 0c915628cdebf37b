"""Batches and submissions: what was sent together there, by one person in one skill, is one batch here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assay.descriptors.models import Batch, Descriptor, Submission
from assay.descriptors.states import DRAFT, Outcome
from assay.history.record import Fact, take
from assay.importing.adopting.plan import Work
from assay.importing.adopting.standing import Facts, Standing

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.standards.models import Skill

BATCH = "batch"
Key = tuple[str, int, int]
"""The number there, the skill and the author."""


@dataclass
class Batches:
    """The batches by what makes them one."""

    found: dict[Key, Batch] = field(default_factory=dict)

    def of(self, facts: Facts) -> Batch:
        """Return the batch of a descriptor that was sent."""
        return self.found[key_of(facts)]


def key_of(facts: Facts) -> Key:
    """Return what makes a batch."""
    if facts.skill is None or facts.author is None:
        raise AssertionError(facts)
    return facts.batch or "", facts.skill.pk, facts.author.pk


def take_batches(sent: Sequence[Facts], work: Work) -> Batches:
    """Find or make the batches of what was sent, numbered in the order in which they were sent there."""
    groups: dict[Key, list[Facts]] = defaultdict(list)
    for facts in sent:
        groups[key_of(facts)].append(facts)
    known = {batch.uid: batch for batch in Batch.objects.select_related("skill", "sent_by")}
    batches = Batches()
    for key, group in sorted(groups.items(), key=lambda pair: (first_of(pair[1]), pair[0])):
        entry = work.ledger.found(BATCH, name_of(key, group[0]))
        batches.found[key] = known[entry.uid] if entry else make(key, group, work)
    return batches


def first_of(group: Sequence[Facts]) -> datetime:
    """Return when the first of a batch was submitted."""
    return min(facts.submitted_at for facts in group if facts.submitted_at)


def name_of(key: Key, facts: Facts) -> str:
    """Return what a batch is remembered by."""
    return f"{key[0]}/{facts.skill and facts.skill.uid}/{facts.author and facts.author.uid}"


def make(key: Key, group: Sequence[Facts], work: Work) -> Batch:
    """Make a batch."""
    skill: Skill | None = group[0].skill
    author: User | None = group[0].author
    if skill is None or author is None:
        raise AssertionError(key)
    batch = Batch.objects.create(number=take(f"batch {skill.code}"), skill=skill, sent_by=author, sent_at=first_of(group))
    work.ledger.enter(BATCH, name_of(key, group[0]), batch.uid, ours=False)
    work.ledger.tell(Fact("batch", batch.uid, "adopted", skill=skill.uid, data={"rows": len(group)}))
    return batch


def first_round(row: Descriptor, facts: Facts, standing: Standing, batch: Batch) -> Submission:
    """Return the only round of a new row, not saved yet: what was before it is not known there."""
    return Submission(descriptor=row, batch=batch, round=1, version_sent=1, came_from=DRAFT, **decision(facts, standing, version=1))


def decision(facts: Facts, standing: Standing, *, version: int) -> dict[str, object]:
    """Return the columns of a submission that say how it ended; an open one has none."""
    if not standing.is_decided or standing.status is None:
        return {"outcome": None, "decided_by": None, "decided_at": None, "version_decided": None, "comment": ""}
    return {
        "outcome": Outcome(standing.status),
        "decided_by": facts.reviewer,
        "decided_at": facts.reviewed_at,
        "version_decided": version,
        "comment": facts.comment,
    }


def follow(row: Descriptor, facts: Facts, standing: Standing, batch: Batch | None, work: Work) -> None:
    """Let the rounds of a row that was taken over before say what the source says now; `row` has its new version."""
    last = row.submissions.select_related("batch__sent_by").order_by("-round").first()
    if last and batch and last.batch_id == batch.pk:
        Submission.objects.filter(pk=last.pk).update(**decision(facts, standing, version=row.version))
        return
    if last and last.outcome is None:
        ended = {"outcome": Outcome.WITHDRAWN, "decided_by": last.batch.sent_by, "decided_at": work.at}
        Submission.objects.filter(pk=last.pk).update(version_decided=last.version_sent, **ended)
    if batch:
        again = first_round(row, facts, standing, batch)
        again.round, again.version_sent = (last.round + 1 if last else 1), row.version
        if standing.is_decided:
            again.version_decided = row.version
        again.save()

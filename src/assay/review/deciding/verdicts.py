"""What a Skill Advisor says about one descriptor, and what makes it complete."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.descriptors.actions import validate
from assay.descriptors.models import Descriptor
from assay.descriptors.states import Outcome
from assay.descriptors.wording import Wording
from assay.errors import Invalid

SHORTEST_COMMENT = 5
LONGEST_COMMENT = 4000
NOT_AN_SA = gettext_noop("Only a Skill Advisor of this skill decides, and nobody decides their own wording: another Skill Advisor must.")


@dataclass(frozen=True)
class Verdict:
    """A decision about a descriptor whose `change` was `seen`.

    `edits` is the better wording of an approval; `instead_of` the uid of another Skill Advisor's pending decision that was seen
    and is to be replaced; `late_reason` why it is decided so late, for one that is released at once while a freeze holds; `over` the
    revision of what is amended that was seen, where it is newer than the one that the amendment was begun from; `own` when one's own
    decision that waits was made (ISO 8601), as it was seen, empty for none, None where it was not shown.
    """

    descriptor: Descriptor
    seen: int
    outcome: Outcome
    comment: str = ""
    edits: Wording | None = None
    instead_of: uuid.UUID | None = None
    late_reason: str = ""
    over: int | None = None
    own: str | None = None


def tidied(verdict: Verdict) -> Verdict:
    """Return a verdict as it is kept: an unchanged wording is none. Raises Invalid."""
    if verdict.outcome == Outcome.RETURNED:
        return replace(verdict, comment=checked_comment(verdict.comment), edits=None)
    wording = (verdict.edits or verdict.descriptor.wording).tidied()
    validate(wording, shortest=1)
    return replace(verdict, comment="", edits=wording if wording != verdict.descriptor.wording else None)


def checked_comment(typed: str) -> str:
    """Return the comment of a return. Raises Invalid where it says too little or too much."""
    comment = typed.strip()
    if len(comment) < SHORTEST_COMMENT:
        problem = _("Write a comment of at least 5 characters: what should change, and why.")
        raise Invalid(_("Say what should change."), {"comment": problem})
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(_("The comment is too long."), {"comment": _("Use at most 4,000 characters.")})
    return comment


def all_tidied(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts as they are kept. Raises Invalid: for one its own, for several a message per descriptor's uid."""
    if len(verdicts) == 1:
        return [tidied(verdicts[0])]
    found, problems = [], {}
    for verdict in verdicts:
        try:
            found.append(tidied(verdict))
        except Invalid as problem:
            problems[str(verdict.descriptor.uid)] = next(iter(problem.fields.values()), str(problem))
    if problems:
        raise Invalid(_("Some decisions are not complete. Nothing was decided."), problems)
    return found

"""What goes to whom, what looks incomplete: the page before sending."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.accounts.models import User
from assay.accounts.permissions import require
from assay.descriptors.coaching.notes import Note
from assay.descriptors.coaching.stored import hints_of
from assay.descriptors.flaws import flaws_of
from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.descriptors.states import DRAFT, RETURNED, Outcome
from assay.descriptors.writing.beside import Entry, beside_each
from assay.errors import Invalid
from assay.review.ahead.choosing import Picker, choice_of, offered_to, picker
from assay.review.freeze import Freeze, frozen_of
from assay.review.sending.actions import Row, Sending
from assay.standards.current import section_numbers
from assay.standards.deputies.acting import Advisor, advisors_in
from assay.standards.models import Skill

OPEN = {DRAFT, RETURNED}
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Line:
    """One descriptor of the selection."""

    descriptor: Descriptor
    section_number: int | None
    flaws: list[str]
    last: Submission | None
    reply: str
    similar: list[Entry]
    beside: str
    hints: list[Note]
    as_it_is: str
    ticked: bool = True
    problem: str = ""

    @property
    def needs_answer(self) -> bool:
        """Return whether it was returned and neither edited nor answered since."""
        return self.last is not None and not self.descriptor.reply and self.descriptor.version <= (self.last.version_decided or 0)


@dataclass(frozen=True)
class Parcel:
    """What becomes one batch."""

    skill: Skill
    batch: uuid.UUID
    lines: list[Line]
    note: str
    advisors: list[Advisor]
    others: list[dict[str, str]] = field(default_factory=list)
    late: "Late | None" = None
    due: Picker | None = None

    @property
    def answers(self) -> bool:
        """Return whether something of it is answered to."""
        return any(line.last for line in self.lines)


@dataclass(frozen=True)
class Late:
    """The freeze that holds, the reason as it was typed, and what is wrong with it."""

    freeze: Freeze
    reason: str
    problem: str


@dataclass(frozen=True)
class Selection:
    """What was chosen: what can be sent, by skill, and what cannot any more."""

    open: list[Descriptor]
    closed: list[Descriptor]

    @property
    def by_skill(self) -> dict[Skill, list[Descriptor]]:
        """Return the rows of each skill, skills by their code."""
        found: dict[Skill, list[Descriptor]] = defaultdict(list)
        for row in self.open:
            if row.skill:
                found[row.skill].append(row)
        return dict(sorted(found.items(), key=lambda pair: pair[0].code))


def selection_of(data: QueryDict, user: User, *, shown: bool = False, also_closed: bool = False) -> Selection:
    """Return the rows of `d`, or all that can be sent of `skill`; one that is not theirs refuses all. Raises Http404, NotAllowed.

    `shown`: with the rows that the page showed and that were unticked; `also_closed`: as if nothing had happened meanwhile.
    """
    rows = (
        Descriptor.objects.visible_to(user)
        .filter(merged_into=None)
        .select_related("skill", "wsos_section", "amends")
        .order_by("created_at", "pk")
    )
    wanted = {uid_of(typed) for typed in [*chosen_in(data), *(data.getlist("shown") if shown else [])]}
    if not wanted and data.get("skill") and not shown:
        own = Descriptor.objects.editable_by(user).live().filter(batch_status__in=OPEN, skill__code=text_of(data.get("skill", "")))
        found = list(rows.filter(pk__in=own))
    else:
        found = list(rows.filter(uid__in=[uid for uid in wanted if uid]))
        if len(found) != len(wanted):
            raise Http404
    for row in found:
        require(user, "descriptors.submit", row, otherwise=_("Only a Skill Competition Manager of this skill sends its descriptors."))
    ready = [row for row in found if also_closed or (row.batch_status in OPEN and row.deleted_at is None)]
    return Selection(ready, [row for row in found if row not in ready])


def chosen_in(data: QueryDict) -> list[str]:
    """Return the uids that are ticked, with the one that is being added."""
    return [*data.getlist("d"), *data.getlist("add")]


def sendings_of(selection: Selection, data: QueryDict) -> list[Sending]:
    """Return what the form asks to send."""
    return [
        Sending(
            uid_of(data.get(f"batch-{skill.code}")) or uuid.uuid4(),
            skill,
            [row_of(row, data) for row in rows],
            text_of(data.get(f"note-{skill.code}", "")),
            text_of(data.get(f"late-{skill.code}", "")),
            choice_of(data, f"-{skill.code}"),
        )
        for skill, rows in selection.by_skill.items()
    ]


def row_of(row: Descriptor, data: QueryDict) -> Row:
    """Return what the form says about one descriptor."""
    typed = {name: text_of(data.get(f"{name}-{row.uid}", "")) for name in ("reply", "beside", "as_it_is")}
    return Row(row, seen_of(data.get(f"change-{row.uid}")), **typed)


def check_typed(sendings: Sequence[Sending]) -> None:
    """Raise Invalid where nothing is ticked, or where a note or a reply is longer than anybody reads."""
    if not sendings:
        raise Invalid(_("Select at least one descriptor."))
    too_long = _("Use at most 4,000 characters.")
    problems = {f"note-{sending.skill.code}": too_long for sending in sendings if len(sending.note) > LONGEST_TEXT}
    problems |= {f"late-{sending.skill.code}": too_long for sending in sendings if len(sending.late_reason) > LONGEST_TEXT}
    typed = [(row, max(map(len, (row.reply, row.beside, row.as_it_is)))) for sending in sendings for row in sending.rows]
    problems |= {str(row.descriptor.uid): too_long for row, longest in typed if longest > LONGEST_TEXT}
    if problems:
        raise Invalid(_("Some texts are too long."), problems)


def parcels_of(selection: Selection, user: User, data: QueryDict, problems: dict[str, str]) -> list[Parcel]:
    """Return the page's batches, in a constant number of queries."""
    skills = selection.by_skill
    around = Around(
        section_numbers([skill.pk for skill in skills]),
        last_returns(selection.open),
        similar_to(selection.open, user),
        hints_of(selection.open),
        data,
        problems,
    )
    advisors = [one for one in advisors_in([skill.pk for skill in skills]) if one.person.pk != user.pk]
    others = others_of(selection, user)
    freezes, offered = frozen_of([skill.pk for skill in skills], timezone.now()), offered_to(skills)
    return [
        Parcel(
            skill,
            uid_of(data.get(f"batch-{skill.code}")) or uuid.uuid4(),
            [line_of(row, around) for row in rows],
            data.get(f"note-{skill.code}", ""),
            [one for one in advisors if one.skill == skill.pk],
            others[skill.pk],
            late_of(skill, freezes.get(skill.pk), data, problems),
            picker(f"-{skill.code}", offered.get(skill.pk, []), data, problems.get(f"due-{skill.code}", "")),
        )
        for skill, rows in skills.items()
    ]


def late_of(skill: Skill, freeze: Freeze | None, data: QueryDict, problems: dict[str, str]) -> Late | None:
    """Return what the page asks where a freeze holds, with what was typed."""
    name = f"late-{skill.code}"
    return Late(freeze, data.get(name, ""), problems.get(name, "")) if freeze else None


def similar_to(rows: list[Descriptor], user: User) -> dict[int, list[Entry]]:
    """Return what is similar to each row, of what the person may open."""
    return beside_each(rows, user=user, at=timezone.now())


@dataclass(frozen=True)
class Around:
    """What lines are made from; everything is asked once."""

    numbers: dict[tuple[int, int], int]
    last: dict[int, Submission]
    similar: dict[int, list[Entry]]
    hints: dict[int, list[Note]]
    data: QueryDict
    problems: dict[str, str]


def line_of(row: Descriptor, around: Around) -> Line:
    """Return one row with what the page says about it and what was typed for it."""
    data, similar, last = around.data, around.similar[row.pk], around.last.get(row.pk)
    said = [entry.remark.reason for entry in similar if entry.remark]
    before = last.beside if last and last.beside else "\n".join(dict.fromkeys(said))
    return Line(
        row,
        around.numbers.get((row.skill_id or 0, row.wsos_section_id or 0)),
        flaws_of(row.wording),
        last,
        data.get(f"reply-{row.uid}", row.reply or ""),
        similar,
        data.get(f"beside-{row.uid}", before),
        [note for note in around.hints[row.pk] if not note.is_severe],
        data.get(f"as_it_is-{row.uid}", last.as_it_is if last else ""),
        ticked="shown" not in data or str(row.uid) in chosen_in(data),
        problem=around.problems.get(str(row.uid), ""),
    )


def last_returns(rows: Iterable[Descriptor]) -> dict[int, Submission]:
    """Return the last return of each returned row."""
    returned = [row.pk for row in rows if row.batch_status == RETURNED]
    found = Submission.objects.filter(descriptor__in=returned, outcome=Outcome.RETURNED).select_related("decided_by").order_by("round")
    return {one.descriptor_id: one for one in found}


def others_of(selection: Selection, user: User) -> dict[int, list[dict[str, str]]]:
    """Return, per skill, what else could be sent."""
    rows = (
        Descriptor.objects.editable_by(user).live().filter(batch_status__in=OPEN, skill__in=[row.skill_id or 0 for row in selection.open])
    )
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in rows.exclude(pk__in=[one.pk for one in selection.open]).order_by("created_at", "pk")[:50]:
        found[row.skill_id or 0].append({"name": row.criterion_name, "state": str(row.get_batch_status_display()), "uid": str(row.uid)})
    return found

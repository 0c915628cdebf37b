"""What the table of a run says of a file: what it holds, whose it seems to be, and what its aspects are to the library."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assay.formats.scheme import Workbook
from assay.importing.choice import Choice, Do
from assay.importing.chosen import kept
from assay.importing.forms import SettleForm
from assay.importing.labels import Label
from assay.importing.models import Confidentiality, Import, Run
from assay.importing.preview import Preview
from assay.importing.proposals import confidential_until, propose_competition, propose_skill, skill_named
from assay.names import name_key

if TYPE_CHECKING:
    from assay.accounts.models import User

NUMBERED = "#"
"""Stands among the names of sections for those that have a number only."""
STANDARD, NEW, NONE = "standard", "new", "none"
OPEN_HOW = {"new", "remembered"}


@dataclass(frozen=True)
class Told:
    """Numbers and words of one file; whether it says its skill and competition without doubt, and why.

    `labels` is None until it is compared with the library, `left` counts changed ones that stay;
    `names` are those of its sections that are none here, as they are written; `numbered` counts its sections without a name;
    `turn` counts how often it is to be compared.
    """

    aspects: int
    complete: int
    warnings: int
    skill_said: str
    competition_said: str
    says_skill: bool
    says_competition: bool
    names: list[str] = field(default_factory=list)
    numbered: int = 0
    labels: dict[str, int] | None = None
    left: int = 0
    turn: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)

    @property
    def counts(self) -> Mapping[Label, int]:
        """Return how many aspects have each label."""
        return {label: (self.labels or {}).get(label.value, 0) for label in Label}


def first_told(book: Workbook, by: "User") -> Told:
    """Return what a workbook says of itself to the person who brought it."""
    judgement = book.judgement
    skill, competition = propose_skill(book), propose_competition(book)
    return Told(
        aspects=len(judgement),
        complete=sum(aspect.has_all_levels for aspect in judgement),
        warnings=len(book.warnings),
        skill_said=skill.why,
        competition_said=competition.why,
        says_skill=skill_named(book, by) is not None,
        says_competition=competition.found is not None,
    )


def preview_of(found: Import, run: Run, reader: "User") -> Preview:
    """Return what a file would make as it is settled so far: as its own page has it, else as the run has it for all."""
    chosen = kept(found, found.skill, found.competition, as_drafts=not reader.is_admin)
    looked = Preview(found, reader, found.skill, found.competition, chosen=chosen)
    if looked.skill and looked.competition:
        looked.settled = settled_by_hand(looked) if chosen.settle else settled_by_run(looked, run)
    return looked


def settled_by_hand(looked: Preview) -> Choice | None:
    """Return what was settled on a file's own page; None where that does not hold any more."""
    form = SettleForm(looked.chosen.settle, matches=looked.matches, uses=looked.uses, without=looked.without, as_drafts=looked.into_drafts)
    return form.chosen(looked)


def settled_by_run(looked: Preview, run: Run) -> Choice | None:
    """Return what the run settles for a file: sections by their names, how its descriptors start, and how long they stay hidden."""
    if looked.skill is None or looked.competition is None:
        return None
    sections, new = {}, {}
    for one in looked.matches:
        answer = run.sections.get(name_key(one.section.name) or NUMBERED, "")
        if answer == NONE or (not one.is_sure and answer != STANDARD):
            continue
        if one.found and answer != NEW:
            sections[one.section.number] = one.found
        elif one.section.name:
            new[one.section.number] = one.section.name
    return Choice(
        looked.skill,
        looked.competition,
        sections=sections,
        new_sections=new,
        quality=None if looked.into_drafts else quality_of(run),
        confidential_until=hidden_until(looked, run),
    )


def as_form(looked: Preview, run: Run) -> dict[str, Any]:
    """Return what the form of a file's own page shows of what its run settles; of a section without an answer, nothing."""
    choice = settled_by_run(looked, run)
    if choice is None:
        return {}
    answered = [one.section.number for one in looked.matches if (name_key(one.section.name) or NUMBERED) in run.sections]
    start = {"quality": choice.quality or "", "confidential_until": choice.confidential_until}
    return start | {f"section_{number}": section_value(choice, number) for number in answered}


def section_value(choice: Choice, number: int) -> str:
    """Return what the field of a section shows."""
    section = choice.sections.get(number)
    return str(section.uid) if section else NEW if number in choice.new_sections else NONE


def quality_of(run: Run) -> Any:
    """Return what the descriptors of a run start with; None: as they are complete."""
    return run.quality or None


def hidden_until(looked: Preview, run: Run) -> Any:
    """Return until when what a file makes stays confidential; of drafts always as the competition says."""
    if looked.skill is None or looked.competition is None:
        return None
    if looked.into_drafts:
        return confidential_until(looked.skill, looked.competition)
    chosen = {Confidentiality.UNTIL: run.confidential_until, Confidentiality.OPEN: None}
    return chosen.get(Confidentiality(run.confidentiality), looked.hidden_until)


def compared(told: Told, looked: Preview) -> Told:
    """Return what is told of a file with what its aspects are to the library."""
    labels = Counter(str(row.label) for row in looked.rows)
    left = sum(line.row.label is Label.CHANGED and line.decided.do is not Do.UPDATE for line in looked.lines)
    names = list(dict.fromkeys(one.section.name for one in looked.matches if one.how in OPEN_HOW))
    numbered = sum(not one.is_sure for one in looked.matches)
    return replace(told, labels=dict(labels), left=left, names=names, numbered=numbered)
